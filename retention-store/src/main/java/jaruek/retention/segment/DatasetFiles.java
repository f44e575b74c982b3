package jaruek.retention.segment;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Dataset;
import java.nio.file.Path;

/** The columnar file format that datasets are kept in. Any thread may call. */
public interface DatasetFiles {
  /** The end of a file's name, with its dot. */
  String suffix();

  /**
   * Writes the rows in their order to a new file, reads the whole file back and compares every
   * value with memory. The file need not be forced to disk.
   *
   * @throws SegmentException if it could not be written or read, or differs; the message names the
   *     file and the first difference as far as known
   */
  void write(Path file, ColumnBatch rows);

  /**
   * Hands the canonical bytes ({@link RowEncoding}) of rows to the visitor, in file order.
   *
   * @param firstRow the first one's number in the file, from 0
   * @param rows how many, as far as there are so many
   * @throws SegmentException if the file cannot be read
   */
  void leaves(Path file, Dataset dataset, long firstRow, long rows, LeafVisitor visitor);
}
