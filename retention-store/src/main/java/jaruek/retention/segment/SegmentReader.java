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
}
