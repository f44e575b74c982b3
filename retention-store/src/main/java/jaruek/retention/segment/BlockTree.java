package jaruek.retention.segment;

import jaruek.retention.log.MerkleAccumulator;
import java.io.ByteArrayOutputStream;

/**
 * The RFC 9162 tree over a dataset's rows, with the roots of its blocks of {@link #LEAVES} leaves.
 * RFC 9162 splits at powers of two, so the blocks' roots (the last block may be short) are nodes of
 * the tree, and the tree whose leaf hashes they are has the same root: a proof for a row needs the
 * rows of its own block and the roots of the others. Leaves come one by one.
 */
public final class BlockTree {
  /** Leaves of a block; a power of two. */
  public static final int LEAVES = 1024;

  /** Bytes of a root. */
  public static final int HASH_BYTES = 32;

  private final ByteArrayOutputStream roots = new ByteArrayOutputStream();
  private MerkleAccumulator block = new MerkleAccumulator();
  private long leaves;

  /** Adds the leaf with these bytes. */
  public void add(byte[] data, int offset, int length) {
    if (block.size() == LEAVES) endBlock();
    block.add(data, offset, length);
    leaves++;
  }

  private void endBlock() {
    roots.writeBytes(block.root());
    block = new MerkleAccumulator();
  }

  /** How many leaves there are. */
  public long size() {
    return leaves;
  }

  /** The blocks' roots, one after the other; no leaf may come afterwards. */
  public byte[] blockRoots() {
    if (block.size() > 0) endBlock();
    return roots.toByteArray();
  }

  /** The root over all leaves. */
  public byte[] root() {
    return root(blockRoots());
  }

  /** The root over the leaves of these blocks. */
  public static byte[] root(byte[] blockRoots) {
    MerkleAccumulator tree = new MerkleAccumulator();
    byte[] hash = new byte[HASH_BYTES];
    for (int at = 0; at < blockRoots.length; at += HASH_BYTES) {
      System.arraycopy(blockRoots, at, hash, 0, HASH_BYTES);
      tree.addHash(hash);
    }
    return tree.root();
  }

  /** How many bytes the roots of so many leaves take. */
  public static long bytes(long leaves) {
    return (leaves + LEAVES - 1) / LEAVES * HASH_BYTES;
  }
}
