package jaruek.retention.column;

import jaruek.retention.query.Row;
import jaruek.retention.query.RowComparator;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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

  /**
   * All such rows in the order of their receipt, for questions in that order: by received time and
   * frame, or backwards. They are made one by one, so a long answer takes little memory.
   *
   * @param columns whose values the rows have
   */
  public static Iterator<Row> inOrderOfReceipt(
      List<HotBatch> batches, RowQuery query, List<Column> columns) {
    RowTest test = RowTest.of(query.where());
    long[] places = new long[64]; // batch and row
    int count = 0;
    for (int number = 0; number < batches.size(); number++) {
      ColumnBatch batch = batches.get(number).of(query.dataset());
      int rows = batch.rows();
      for (int row = 0; row < rows && !stop(row); row++) {
        if (!test.test(batch, row)) continue;
        if (count == places.length) places = Arrays.copyOf(places, count * 2);
        places[count++] = (long) number << 32 | row;
      }
    }
    ByReceipt receipt =
        new ByReceipt(batches.stream().map(hot -> hot.of(query.dataset())).toList());
    long[] sorted = receipt.sorted(places, count);
    int last = count - 1;
    boolean descending = query.descending();
    return IntStream.range(0, count)
        .mapToObj(i -> receipt.row(sorted[descending ? last - i : i], columns))
        .iterator();
  }

  /** Places by received time and frame. Rows mostly came in that order. */
  private record ByReceipt(List<ColumnBatch> batches) {
    long[] sorted(long[] places, int count) {
      for (int i = 1; i < count; i++) {
        if (compare(places[i - 1], places[i]) > 0) {
          return LongStream.of(places)
              .limit(count)
              .boxed()
              .sorted(this::compare)
              .mapToLong(Long::longValue)
              .toArray();
        }
      }
      return places;
    }

    private int compare(long a, long b) {
      Dataset dataset = batches.getFirst().dataset();
      int byTime = Long.compare(number(dataset.receivedAt(), a), number(dataset.receivedAt(), b));
      return byTime != 0
          ? byTime
          : Long.compare(number(dataset.frame(), a), number(dataset.frame(), b));
    }

    private long number(Column column, long place) {
      return batches.get((int) (place >>> 32)).number(column, (int) place);
    }

    Row row(long place, List<Column> columns) {
      ColumnBatch batch = batches.get((int) (place >>> 32));
      return HotRows.row(batch, (int) place, columns);
    }
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
