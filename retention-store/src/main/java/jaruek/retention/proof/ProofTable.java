package jaruek.retention.proof;

import java.util.HexFormat;

/**
 * Which rows a file of proofs is about: one dataset of one segment.
 *
 * @param dataset its word
 * @param segment its number
 * @param leaves rows of the dataset in the segment, 1 or more
 * @param root their Merkle root, 64 lower-case hexadecimal digits
 */
public record ProofTable(String dataset, long segment, long leaves, String root) {
  /** Checks the ranges. */
  public ProofTable {
    if (!dataset.matches("[a-z]{1,32}") || segment < 0 || leaves < 1) {
      throw new ProofException("a proof of " + leaves + " rows of " + dataset + " in " + segment);
    }
    if (!root.matches("[0-9a-f]{64}")) throw new ProofException("not a root: \"" + root + "\"");
  }

  /** The root's 32 bytes. */
  public byte[] rootHash() {
    return HexFormat.of().parseHex(root);
  }

  /** How many blocks there are; the last may be short. */
  public long blocks() {
    return (leaves + ProofWriter.BLOCK_LEAVES - 1) / ProofWriter.BLOCK_LEAVES;
  }
}
