package jaruek.retention.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each source that was opened is closed, however the merge ends: a statement is behind it. */
final class RowMergeTest {
  private static final int ROWS = 5;

  private final List<Counted> sources = List.of(new Counted(0), new Counted(1));
  private final List<Long> seen = new ArrayList<>();

  private static final class Counted implements RowSource {
    private final int offset;
    private int next;
    private int closed;

    Counted(int offset) {
      this.offset = offset;
    }

    @Override
    public @Nullable Row next() {
      return next == ROWS ? null : row(offset + 2L * next++);
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private static Row row(long receivedAtMillis) {
    @Nullable Object[] values = new @Nullable Object[Dataset.TRAFFIC.columns().size()];
    values[Traffic.RECEIVED_AT.ordinal()] = receivedAtMillis;
    values[Traffic.FRAME.ordinal()] = receivedAtMillis;
    return new Row(Dataset.TRAFFIC, values, 0);
  }

  private void merge(int limit, Predicate<Row> visitor) {
    RowQuery query = RowQuery.of(Dataset.TRAFFIC, Condition.all(), limit);
    try (RowMerge merge = new RowMerge(query)) {
      for (Counted source : sources) merge.add(merge.start(), () -> source);
      merge.run(
          row -> {
            seen.add(row.receivedAtMillis());
            return visitor.test(row);
          });
    }
  }

  private List<Integer> closed() {
    return sources.stream().map(source -> source.closed).toList();
  }

  @Test
  void mergesAndClosesWhatRanOut() {
    merge(100, row -> true);
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), seen);
    assertEquals(List.of(1, 1), closed());
  }

  @Test
  void closesAllWhenTheVisitorHasEnough() {
    merge(100, row -> row.receivedAtMillis() < 3);
    assertEquals(List.of(0L, 1L, 2L, 3L), seen);
    assertEquals(List.of(1, 1), closed());
  }

  @Test
  void closesAllWhenTheVisitorFails() {
    assertThrows(
        IllegalStateException.class,
        () ->
            merge(
                100,
                row -> {
                  throw new IllegalStateException("as it may");
                }));
    assertEquals(List.of(1, 1), closed());
  }

  @Test
  void closesAllAtTheLimit() {
    merge(3, row -> true);
    assertEquals(List.of(0L, 1L, 2L), seen);
    assertEquals(List.of(1, 1), closed());
  }
}
