package jaruek.retention.segment;

import jaruek.retention.record.Dataset;
import java.nio.file.Path;

/** Reads sealed segments back, for verification and proofs. Any thread may call. */
public interface SegmentReader {
  /**
   * Hands the canonical bytes of each row of a dataset to the visitor, in file order: the leaves
   * whose Merkle root the manifest has. Nothing is handed over for a dataset without rows.
   *
   * @param folder the segment's folder
   * @throws SegmentException if the file is missing, truncated or damaged so that it cannot be
   *     read; what was changed within the format shows in the root
   */
  void leaves(Path folder, SegmentManifest manifest, Dataset dataset, LeafVisitor visitor);

  /**
   * The same of one file, such as one of rows that outlived their segment.
   *
   * @throws SegmentException if it is missing or cannot be read
   */
  void leaves(Path file, Dataset dataset, LeafVisitor visitor);

  /**
   * The same for some of the rows only.
   *
   * @param firstRow the first row's number in the file, from 0
   * @param rows how many rows, as far as there are so many
   */
  default void leaves(
      Path folder,
      SegmentManifest manifest,
      Dataset dataset,
      long firstRow,
      long rows,
      LeafVisitor visitor) {
    long[] row = {0};
    leaves(
        folder,
        manifest,
        dataset,
        (bytes, offset, length) -> {
          long number = row[0]++;
          if (number >= firstRow && number - firstRow < rows) visitor.leaf(bytes, offset, length);
        });
  }

  /**
   * The roots of the {@link BlockTree} over a dataset's rows, 32 bytes each, checked against the
   * manifest's root: with them a proof needs the rows of one block only. Of a segment of format 1
   * they are computed from all rows. None for a dataset without rows.
   *
   * @throws SegmentException if they cannot be read or do not give the manifest's root
   */
  default byte[] blockRoots(Path folder, SegmentManifest manifest, Dataset dataset) {
    BlockTree tree = new BlockTree();
    leaves(folder, manifest, dataset, tree::add);
    return tree.blockRoots();
  }
}
