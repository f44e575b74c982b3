package jaruek.retention.proof;

import java.io.IOException;
import java.io.Writer;
import java.util.Base64;
import java.util.List;

/**
 * Writes proofs as text, {@code jaruek-proof/1} of docs/evidence-format.md. Rows come by their
 * index; what their block has in common is written once, before its first row.
 *
 * <p>Design note: RFC 9162 splits a tree at powers of two, so every {@link #BLOCK_LEAVES} leaves
 * from the left are a node of it. A row's path is that inside its block, then the block's.
 */
public final class ProofWriter {
  /** The first line. */
  public static final String FORMAT = "jaruek-proof/1";

  /** Leaves of a block. */
  public static final int BLOCK_LEAVES = 1024;

  private final Writer out;
  private final ProofTable table;
  private long block = -1;
  private long last = -1;

  /** Begins a file. */
  public ProofWriter(Writer out, ProofTable table) throws IOException {
    this.out = out;
    this.table = table;
    out.write(FORMAT + "\ndataset " + table.dataset() + "\nsegment " + table.segment());
    out.write("\nleaves " + table.leaves() + "\nroot " + table.root() + "\n");
  }

  /**
   * The block of the rows that follow.
   *
   * @param number from 0
   * @param path the block's, in the tree over the blocks' roots
   */
  public void block(long number, List<byte[]> path) throws IOException {
    if (number <= block || number >= table.blocks()) {
      throw new ProofException("block " + number + " after " + block + " of " + table.blocks());
    }
    block = number;
    line("block", number, path);
  }

  /**
   * One row of the present block.
   *
   * @param index in the dataset
   * @param path the row's inside its block
   */
  public void row(long index, List<byte[]> path) throws IOException {
    if (index <= last || index >= table.leaves() || index / BLOCK_LEAVES != block) {
      throw new ProofException("row " + index + " after " + last + " in block " + block);
    }
    last = index;
    line("row", index, path);
  }

  private void line(String word, long number, List<byte[]> path) throws IOException {
    out.write(word);
    out.write(' ');
    out.write(Long.toString(number));
    for (byte[] hash : path) {
      out.write(' ');
      out.write(Base64.getEncoder().encodeToString(hash));
    }
    out.write('\n');
  }
}
