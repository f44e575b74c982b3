package jaruek.retention.column;

import jaruek.retention.query.Row;
import jaruek.retention.query.RowComparator;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Answers questions over batches in memory, for whichever engine answers over the sealed rows. */
public final class HotRows {
  /** How many rows are looked at between two looks at the interrupt flag. */
  private static final int STRIDE = 8192;

  private HotRows() {}

  /** Where a row lies, and of its values those that the order looks at. */
  private record Place(ColumnBatch batch, int row, Row key) {}

  /** How many rows of the batches are like this; stops early when the thread is interrupted. */
  public static long count(List<HotBatch> batches, RowQuery query) {
    RowTest test = RowTest.of(query.where());
    long count = 0;
    for (HotBatch hot : batches) {
      ColumnBatch batch = hot.of(query.dataset());
      int rows = batch.rows();
      for (int row = 0; row < rows && !stop(row); row++) if (test.test(batch, row)) count++;
    }
    return count;
  }

  /**
   * The first rows of the batches, in the question's order, as many as its limit says; stops early
   * when the thread is interrupted, which the caller must look at.
   */
  public static List<Row> find(List<HotBatch> batches, RowQuery query) {
    RowTest test = RowTest.of(query.where());
    RowComparator byValues = new RowComparator(query);
    Comparator<Place> order = (a, b) -> byValues.compare(a.key, b.key);
    PriorityQueue<Place> best = new PriorityQueue<>(order.reversed()); // the last of the best first
    for (HotBatch hot : batches) {
      ColumnBatch batch = hot.of(query.dataset());
      int rows = batch.rows();
      for (int row = 0; row < rows && !stop(row); row++) {
        if (!test.test(batch, row)) continue;
        best.add(new Place(batch, row, row(batch, row, byValues.columns())));
        if (best.size() > query.limit()) best.remove();
      }
    }
    List<Place> places = new ArrayList<>(best);
    places.sort(order);
    return places.stream().map(p -> row(p.batch, p.row, p.batch.dataset().columns())).toList();
  }

  private static boolean stop(int row) {
    return row % STRIDE == 0 && Thread.currentThread().isInterrupted();
  }

  private static Row row(ColumnBatch batch, int row, List<Column> columns) {
    @Nullable Object[] values = new @Nullable Object[batch.dataset().columns().size()];
    for (Column column : columns) values[column.ordinal()] = batch.value(column, row);
    return new Row(batch.dataset(), values, -1);
  }
}
