package jaruek.retention.proof;

import jaruek.retention.log.MerkleTree;
import java.util.ArrayList;
import java.util.List;

/**
 * One row's proof.
 *
 * @param index of the row in its dataset
 * @param inBlock the path inside its block
 * @param ofBlock the block's path
 */
public record RowProof(long index, List<byte[]> inBlock, List<byte[]> ofBlock) {
  /** The inclusion proof of RFC 9162 section 2.1.3.1. */
  public List<byte[]> path() {
    List<byte[]> path = new ArrayList<>(inBlock);
    path.addAll(ofBlock);
    return path;
  }

  /** Whether a row with this leaf hash stands at the index in the table. */
  public boolean proves(byte[] leafHash, ProofTable table) {
    return MerkleTree.verifyInclusion(leafHash, index, table.leaves(), path(), table.rootHash());
  }
}
