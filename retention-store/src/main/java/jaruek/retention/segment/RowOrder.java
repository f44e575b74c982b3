package jaruek.retention.segment;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Traffic;
import java.util.function.IntToLongFunction;

/**
 * The order in which a segment's rows are stored, fixed by the rows alone so that a replay stores
 * them alike.
 *
 * <p>Traffic: by ten minutes of its beginning, source address, beginning, frame. A question for one
 * host then needs few row groups, and so does one for a short time. Other datasets: by received
 * time, frame. Rows alike in all that stay as they came; null comes first.
 */
final class RowOrder {
  static final long BUCKET_MILLIS = 600_000;

  private RowOrder() {}

  /** The numbers of the batch's rows, in the order to store them in. */
  static int[] of(ColumnBatch rows) {
    RadixSort sort = new RadixSort(rows.rows());
    sort.by(number(rows, rows.dataset().frame()));
    if (rows.dataset() != Dataset.TRAFFIC) {
      sort.by(number(rows, rows.dataset().receivedAt()));
      return sort.order();
    }
    sort.by(row -> signed(beginMillis(rows, row)));
    sort.by(
        row ->
            rows.isNull(Traffic.SOURCE_ADDRESS, row) ? 0 : rows.low(Traffic.SOURCE_ADDRESS, row));
    sort.by(
        row ->
            rows.isNull(Traffic.SOURCE_ADDRESS, row) ? 0 : rows.high(Traffic.SOURCE_ADDRESS, row));
    sort.by(row -> signed(Math.floorDiv(beginMillis(rows, row), BUCKET_MILLIS)));
    return sort.order();
  }

  private static IntToLongFunction number(ColumnBatch rows, Column column) {
    return row -> rows.isNull(column, row) ? 0 : signed(rows.number(column, row));
  }

  /** Makes the unsigned order of the result the signed order of the value. */
  private static long signed(long value) {
    return value ^ Long.MIN_VALUE;
  }

  /** When the flow began as the device said, or else when we received it; 0 if neither is known. */
  static long beginMillis(ColumnBatch rows, int row) {
    if (!rows.isNull(Traffic.STARTED_AT, row)) return rows.number(Traffic.STARTED_AT, row);
    return rows.isNull(Traffic.RECEIVED_AT, row) ? 0 : rows.number(Traffic.RECEIVED_AT, row);
  }
}
