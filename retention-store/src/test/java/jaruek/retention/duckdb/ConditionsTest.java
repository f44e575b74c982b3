package jaruek.retention.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.column.HotBatch;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryException;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowComparator;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.RowEncoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same questions of hot rows, of sealed ones and of both, against plain Java. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConditionsTest {
  private static final int ROWS = 400;
  private static final long SEED = 20_261_123;
  private static final long HOUR = 3_600_000;

  private TestStore hot;
  private TestStore sealed;
  private TestStore both;

  @BeforeAll
  void fill(@TempDir Path directory) {
    hot = new TestStore(directory.resolve("hot"));
    sealed = new TestStore(directory.resolve("sealed"));
    both = new TestStore(directory.resolve("both"));
    for (int hour = 0; hour < 3; hour++) {
      hot.hot.add(batch(hour));
      sealed.seal(batch(hour), hour);
      if (hour < 2) both.seal(batch(hour), hour);
      else both.hot.add(batch(hour));
    }
  }

  @AfterAll
  void close() {
    hot.close();
    sealed.close();
    both.close();
  }

  private static HotBatch batch(int hour) {
    HotBatch batch = new HotBatch();
    RandomRows.fill(batch, new Random(SEED + hour), ROWS, RandomRows.EPOCH + hour * HOUR);
    return batch;
  }

  private void check(RowQuery query) {
    List<Row> all = hot.engine.list(RowQuery.of(query.dataset(), Condition.all(), 10 * ROWS));
    assertEquals(3 * ROWS, all.size());
    List<Row> wanted =
        all.stream()
            .filter(row -> PlainEvaluation.holds(query.where(), row))
            .sorted(new RowComparator(query))
            .toList();
    for (TestStore store : List.of(hot, sealed, both)) {
      assertEquals(wanted.size(), store.engine.count(query), query::toString);
      List<Row> found = store.engine.list(query);
      assertEquals(Math.min(query.limit(), wanted.size()), found.size(), query::toString);
      RowComparator order = new RowComparator(query);
      for (int i = 0; i < found.size(); i++) {
        assertEquals(0, order.compare(wanted.get(i), found.get(i)), query::toString);
      }
      if (query.limit() >= wanted.size()) {
        assertEquals(encoded(wanted), encoded(found), query::toString);
      }
    }
  }

  private static List<String> encoded(List<Row> rows) {
    return rows.stream()
        .map(row -> new RowEncoding(row.dataset()).encode(row))
        .map(e -> HexFormat.of().formatHex(e.bytes(), 0, e.length()))
        .sorted()
        .toList();
  }

  private static RowQuery all(Dataset dataset, Condition where) {
    return RowQuery.of(dataset, where, 10 * ROWS);
  }

  private static Condition condition(Dataset dataset, RandomGenerator random, int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      List<Condition> parts = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) parts.add(condition(dataset, random, depth - 1));
      return random.nextBoolean() ? new Condition.All(parts) : new Condition.Any(parts);
    }
    if (dataset == Dataset.TRAFFIC && random.nextInt(8) == 0) {
      long from = RandomRows.EPOCH + random.nextLong(-HOUR, 4 * HOUR);
      return new Condition.During(from, from + random.nextLong(-1000, HOUR));
    }
    List<Column> columns = dataset.columns();
    Column column = columns.get(random.nextInt(columns.size()));
    if (random.nextInt(10) == 0) return new Condition.IsNull(column);
    return switch (column.type()) {
      case TIMESTAMP -> {
        long from = RandomRows.time(random, RandomRows.EPOCH);
        yield random.nextInt(4) == 0
            ? new Condition.Equal(column, from)
            : new Condition.Between(column, from, from + random.nextLong(2 * HOUR));
      }
      case LONG, INTEGER -> {
        long from = RandomRows.NUMBERS[random.nextInt(RandomRows.NUMBERS.length)];
        long to = RandomRows.NUMBERS[random.nextInt(RandomRows.NUMBERS.length)];
        yield random.nextBoolean()
            ? new Condition.Equal(column, from)
            : new Condition.Between(column, from, to);
      }
      case TEXT -> {
        String text = RandomRows.TEXTS.get(random.nextInt(RandomRows.TEXTS.size()));
        if (random.nextBoolean()) yield new Condition.Equal(column, text);
        int[] points = text.codePoints().toArray();
        int from = random.nextInt(points.length);
        String part = new String(points, from, random.nextInt(points.length - from + 1));
        String either = random.nextBoolean() ? part : part.toUpperCase(Locale.ROOT);
        yield random.nextInt(3) == 0
            ? new Condition.Mentions(column, either)
            : new Condition.Contains(column, either);
      }
      case ADDRESS -> {
        IpAddress address = RandomRows.ADDRESSES.get(random.nextInt(RandomRows.ADDRESSES.size()));
        yield random.nextInt(4) == 0
            ? new Condition.Equal(column, address)
            : new Condition.Within(column, new Cidr(address, random.nextInt(129)));
      }
      case MAC -> new Condition.Equal(column, new MacAddress(random.nextInt(3) * 0x123456789abcL));
      case BYTES -> new Condition.IsNull(column);
    };
  }

  @Test
  void randomConditionsMeanTheSameEverywhere() {
    Random random = new Random(SEED);
    for (int round = 0; round < 80; round++) {
      Dataset dataset = List.of(Dataset.values()).get(round % 4);
      check(all(dataset, condition(dataset, random, 2)));
    }
  }

  @Test
  void everyPrefixLengthOfEveryAddressIsExact() {
    for (IpAddress address : RandomRows.ADDRESSES) {
      for (int bits = 0; bits <= 128; bits += address.isIpv4() && bits >= 96 ? 3 : 31) {
        check(
            all(Dataset.MESSAGES, new Condition.Within(Messages.SENDER, new Cidr(address, bits))));
      }
    }
  }

  @Test
  void everyTextIsFoundByItselfAndInOtherCase() {
    for (String text : RandomRows.TEXTS) {
      check(all(Dataset.MESSAGES, new Condition.Equal(Messages.MESSAGE, text)));
      check(all(Dataset.MESSAGES, new Condition.Contains(Messages.MESSAGE, text)));
      check(all(Dataset.MESSAGES, new Condition.Mentions(Messages.MESSAGE, text)));
      text.codePoints()
          .mapToObj(Character::toString)
          .forEach(
              point ->
                  check(all(Dataset.MESSAGES, new Condition.Mentions(Messages.MESSAGE, point))));
    }
    check(all(Dataset.MESSAGES, new Condition.Contains(Messages.MESSAGE, "")));
    check(all(Dataset.MESSAGES, new Condition.Contains(Messages.MESSAGE, "%")));
    check(all(Dataset.MESSAGES, new Condition.Contains(Messages.MESSAGE, "STRASSE")));
    check(all(Dataset.MESSAGES, new Condition.Contains(Messages.MESSAGE, "äöü STRAßE i")));
  }

  @Test
  void limitsAndOrdersHoldOverHotAndSealedTogether() {
    for (boolean descending : new boolean[] {false, true}) {
      for (Column column :
          List.of(Traffic.RECEIVED_AT, Traffic.STARTED_AT, Traffic.BYTES, Traffic.USER_NAME)) {
        for (long limit : new long[] {1, 7, 600, Long.MAX_VALUE}) {
          check(new RowQuery(Dataset.TRAFFIC, Condition.all(), List.of(column), descending, limit));
        }
      }
    }
  }

  @Test
  void aVisitorThatHasEnoughGetsNoMore() {
    int[] seen = {0};
    both.engine.query(all(Dataset.TRAFFIC, Condition.all()), row -> ++seen[0] < 5);
    assertEquals(5, seen[0]);
  }

  @Test
  void conditionsThatDoNotFitTheColumnAreRefused() {
    List<Condition> mistaken =
        List.of(
            new Condition.Equal(Traffic.BYTES, "text"),
            new Condition.Equal(Traffic.URL, 5L),
            new Condition.Between(Traffic.URL, 1, 2),
            new Condition.Within(Traffic.URL, Cidr.of("10.0.0.0/8")),
            new Condition.Contains(Traffic.SOURCE_ADDRESS, "1"));
    for (Condition where : mistaken) {
      for (TestStore store : List.of(hot, sealed)) {
        assertThrows(
            IllegalArgumentException.class,
            () -> store.engine.count(all(Dataset.TRAFFIC, where)),
            where::toString);
      }
    }
  }

  @Test
  void anInterruptedQuestionStops() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread asking =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    both.engine.query(
                        all(Dataset.TRAFFIC, Condition.all()),
                        row -> {
                          begun.countDown();
                          Thread.currentThread().interrupt();
                          return true;
                        });
                  } catch (QueryException e) {
                    thrown.set(e);
                  }
                });
    begun.await();
    asking.join();
    assertTrue(thrown.get() instanceof QueryException);
  }

  @Test
  void rowsSayWhichSegmentTheyAreFrom() {
    for (Row row : both.engine.list(all(Dataset.TRAFFIC, Condition.all()))) {
      long hour = (row.receivedAtMillis() - RandomRows.EPOCH) / HOUR;
      assertEquals(hour < 2 ? hour : -1, row.segment());
    }
  }
}
