package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jaruek.retention.coverage.Coverage;
import jaruek.retention.coverage.KnownSources;
import jaruek.retention.coverage.MinuteAccount;
import jaruek.retention.coverage.SourceCount;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.log.LogEntry;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Operations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the watcher writes into the store's log, and that it writes it once. */
final class GapWatchTest {
  private static final long T0 = Instant.parse("2026-11-02T00:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;
  private static final int DAY = 24 * 60;
  private static final SourceName GATEWAY = SourceName.log("gw \u001b\"1\"");

  private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(T0));
  private final StoredOperations engine = new StoredOperations();
  private final List<LogEntry> log = new ArrayList<>();
  private long frame;

  /** Gives the rows of the times asked for. */
  private static final class StoredOperations implements QueryEngine {
    final List<Row> rows = new ArrayList<>();

    @Override
    public void query(RowQuery query, Predicate<Row> visitor) {
      if (!(query.where() instanceof Condition.All(List<Condition> all))
          || !(all.getFirst() instanceof Condition.Between(Column column, long from, long to))) {
        throw new AssertionError(query);
      }
      assertEquals(Operations.RECEIVED_AT, column);
      for (Row row : List.copyOf(rows)) {
        boolean asked = row.receivedAtMillis() >= from && row.receivedAtMillis() <= to;
        if (asked && !visitor.test(row)) return;
      }
    }

    @Override
    public long count(RowQuery query) {
      throw new AssertionError(query);
    }

    @Override
    public void close() {}
  }

  private void row(long at, String action, String detail) {
    @Nullable Object[] values = new @Nullable Object[Dataset.OPERATIONS.columns().size()];
    values[Operations.RECEIVED_AT.ordinal()] = at;
    values[Operations.ACTOR.ordinal()] = "system";
    values[Operations.ACTION.ordinal()] = action;
    values[Operations.DETAIL.ordinal()] = detail;
    values[Operations.FRAME.ordinal()] = frame++;
    engine.rows.add(new Row(Dataset.OPERATIONS, values, -1));
  }

  private void minutes(int count, boolean speaks, long gap) {
    for (int i = 0; i < count; i++) {
      long from = clock.millis();
      clock.forward(MINUTE);
      TreeMap<SourceName, SourceCount> sources = new TreeMap<>();
      if (speaks) sources.put(GATEWAY, new SourceCount(1, 1, gap, 0, 0, new TreeMap<>()));
      MinuteAccount account =
          new MinuteAccount(
              from, clock.millis(), 0, false, sources, 0, SourceCount.NONE, new TreeMap<>(), 0);
      row(clock.millis(), MinuteAccount.ACTION, account.toJson());
    }
  }

  private GapWatch watch() {
    Coverage coverage = new Coverage(engine, List::of, KnownSources.NONE, clock);
    return new GapWatch(coverage, () -> List.copyOf(log), log::add, clock);
  }

  private List<SortedMap<String, String>> logged() {
    return log.stream().map(entry -> ((LogEntry.Event) entry).fields()).toList();
  }

  private static void rounds(GapWatch watch, int rounds) {
    for (int i = 0; i < rounds; i++) watch.look();
  }

  @Test
  void writesASilenceAfterAnHourAndAgainWhenItIsOver() {
    minutes(3 * DAY, true, 0);
    long silent = clock.millis();
    minutes(59, false, 0);
    try (GapWatch watch = watch()) {
      rounds(watch, 3);
      assertEquals(List.of(), logged());
      minutes(1, false, 0);
      rounds(watch, 3);
      assertEquals(1, log.size());
      assertEquals("silence", logged().getFirst().get("kind"));
      assertEquals(GATEWAY.name(), logged().getFirst().get("source"));
      assertEquals(Long.toString(silent), logged().getFirst().get("fromMillis"));
      assertFalse(logged().getFirst().containsKey("toMillis"));
      minutes(60, false, 0);
      minutes(10, true, 0);
      rounds(watch, 3);
    }
    assertEquals(2, log.size());
    assertEquals(Long.toString(silent + 120 * MINUTE), logged().getLast().get("toMillis"));
    try (GapWatch next = watch()) { // after a restart
      rounds(next, 3);
    }
    assertEquals(2, log.size());
  }

  @Test
  void writesTheStopsOfTheLastDaysOneARound() {
    minutes(DAY, true, 0);
    for (int i = 0; i < 3; i++) {
      row(clock.millis(), "stop", "{}");
      clock.forward(10 * MINUTE);
      row(clock.millis(), "start", "{}");
      minutes(30, true, 0);
    }
    try (GapWatch watch = watch()) {
      watch.look();
      assertEquals(1, log.size());
      rounds(watch, 5);
    }
    assertEquals(
        List.of("stopped", "stopped", "stopped"),
        logged().stream().map(fields -> fields.get("detail")).toList());
  }

  @Test
  void writesALossWithItsSumWhenNoMoreFollows() {
    minutes(DAY, true, 0);
    minutes(3, true, 5);
    minutes(3, true, 0);
    try (GapWatch watch = watch()) {
      rounds(watch, 2);
      assertEquals(List.of(), logged());
      minutes(10, true, 0);
      rounds(watch, 2);
    }
    assertEquals(1, log.size());
    assertEquals("sequence", logged().getFirst().get("kind"));
    assertEquals("15", logged().getFirst().get("lost"));
  }

  @Test
  void writesAGapThatLastsForWeeksOnceAndItsEndOnce() {
    minutes(DAY, true, 0);
    minutes(20 * DAY, false, 0);
    try (GapWatch watch = watch()) {
      rounds(watch, 3);
      minutes(DAY, false, 0);
      rounds(watch, 3);
    }
    assertEquals(1, log.size());
  }
}
