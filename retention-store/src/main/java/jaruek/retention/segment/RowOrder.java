package jaruek.retention.segment;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Column;
import java.util.function.IntToLongFunction;

/**
 * The order in which a segment's rows are stored, fixed by the rows alone so that a replay stores
 * them alike: by received time, then frame. Rows alike in both stay as they came. It is the order
 * they came in, unless the clock was set back.
 */
final class RowOrder {
  private RowOrder() {}

  /** The rows in the order to store them in: themselves, if they came so. */
  static ColumnBatch sorted(ColumnBatch rows) {
    return isSorted(rows) ? rows : rows.inOrder(of(rows));
  }

  private static boolean isSorted(ColumnBatch rows) {
    Column receivedAt = rows.dataset().receivedAt();
    Column frame = rows.dataset().frame();
    for (int row = 1; row < rows.rows(); row++) {
      if (rows.isNull(receivedAt, row - 1) || rows.isNull(receivedAt, row)) return false;
      long before = rows.number(receivedAt, row - 1);
      long at = rows.number(receivedAt, row);
      boolean later = before < at;
      if (!later && (before > at || rows.number(frame, row - 1) > rows.number(frame, row))) {
        return false;
      }
    }
    return true;
  }

  /** The numbers of the batch's rows, in the order to store them in. */
  static int[] of(ColumnBatch rows) {
    RadixSort sort = new RadixSort(rows.rows());
    sort.by(number(rows, rows.dataset().frame()));
    sort.by(number(rows, rows.dataset().receivedAt()));
    return sort.order();
  }

  private static IntToLongFunction number(ColumnBatch rows, Column column) {
    return row -> rows.isNull(column, row) ? 0 : signed(rows.number(column, row));
  }

  /** Makes the unsigned order of the result the signed order of the value. */
  private static long signed(long value) {
    return value ^ Long.MIN_VALUE;
  }
}
