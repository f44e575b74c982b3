package jaruek.retention.catalog;

import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.record.Dataset;
import java.io.IOException;

/**
 * Reads rows of one sealed segment with their places in its file, as proofs need them. Any thread
 * may ask. A segment without rows of the dataset must not be asked for them.
 */
public interface SegmentScan {
  /** Takes a row. */
  @FunctionalInterface
  interface Visitor {
    /**
     * One row.
     *
     * @param index its number in the dataset's file, from 0; ascending
     * @throws IOException to stop
     */
    void row(long index, Row row) throws IOException;
  }

  /**
   * Hands over the rows like this in the order of the file.
   *
   * @throws IOException what the visitor threw
   * @throws jaruek.retention.query.QueryException if the file cannot be read, or the thread was
   *     interrupted
   */
  void scan(SealedSegment segment, Dataset dataset, Condition where, Visitor visitor)
      throws IOException;

  /** How many there are. */
  long count(SealedSegment segment, Dataset dataset, Condition where);
}
