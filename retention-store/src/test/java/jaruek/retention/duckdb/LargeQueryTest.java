package jaruek.retention.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.catalog.StoreView;
import jaruek.retention.column.HotBatch;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryControl;
import jaruek.retention.query.QueryException;
import jaruek.retention.query.QueryLimitException;
import jaruek.retention.query.QueryLimits;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LargeQueryTest {
  private static final long HOUR = 3_600_000;
  private static final int SEGMENTS = 6;
  private static final int ROWS = 50;

  @TempDir Path directory;
  private TestStore store;

  @BeforeEach
  void open() {
    store = new TestStore(directory, ROWS);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void sealHours() {
    for (int id = 0; id < SEGMENTS; id++) store.seal(hour(id), id);
    store.hot.add(hour(SEGMENTS));
  }

  private static HotBatch hour(int id) {
    HotBatch batch = new HotBatch();
    for (int i = 0; i < ROWS; i++) {
      batch.row(Dataset.TRAFFIC, RandomRows.EPOCH + id * HOUR + i, i).set(Traffic.BYTES, i).end();
    }
    return batch;
  }

  private static RowQuery all(long limit) {
    return RowQuery.of(Dataset.TRAFFIC, Condition.all(), limit);
  }

  /** Thrown by visitors and progress, as when a client is gone. */
  private static final class Gone extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void segmentsBehindTheLimitAreNotOpened() throws IOException {
    sealHours();
    for (int id = 1; id < SEGMENTS - 1; id++) {
      Files.delete(store.catalog.segments().get(id).file(Dataset.TRAFFIC).orElseThrow());
    }
    assertEquals(10, store.engine.list(all(10)).size());
    RowQuery latest =
        new RowQuery(
            Dataset.TRAFFIC, Condition.all(), List.of(Traffic.RECEIVED_AT), true, ROWS + 10);
    assertEquals(ROWS + 10, store.engine.list(latest).size());
    assertThrows(QueryException.class, () -> store.engine.list(all(ROWS + 1)));
  }

  @Test
  void progressIsSegmentsDoneOfAll() {
    sealHours();
    List<String> seen = new ArrayList<>();
    int[] rows = {0};
    store.engine.query(
        all(Long.MAX_VALUE),
        new QueryControl(null, (done, total) -> seen.add(done + "/" + total + " at " + rows[0])),
        row -> rows[0]++ >= 0);
    assertEquals(ROWS * (SEGMENTS + 1), rows[0]);
    assertEquals(
        List.of("1/6 at 0", "2/6 at 50", "3/6 at 100", "4/6 at 150", "5/6 at 200", "6/6 at 250"),
        seen);
  }

  @Test
  void anExceptionFromProgressOrVisitorEndsTheQuestionAndTheNextOneWorks() {
    sealHours();
    Gone gone = new Gone();
    int[] rows = {0};
    for (int round = 0; round < 20; round++) {
      rows[0] = 0;
      assertSame(
          gone,
          assertThrows(
              Gone.class,
              () ->
                  store.engine.query(
                      all(Long.MAX_VALUE),
                      new QueryControl(
                          null,
                          (done, total) -> {
                            if (done == 3) throw gone;
                          }),
                      row -> rows[0]++ >= 0)));
      assertEquals(2 * ROWS, rows[0]);
      assertThrows(
          Gone.class,
          () ->
              store.engine.query(
                  all(Long.MAX_VALUE),
                  row -> {
                    throw gone;
                  }));
    }
    assertEquals(ROWS * (SEGMENTS + 1), store.engine.list(all(Long.MAX_VALUE)).size());
  }

  @Test
  void aQuestionThatTakesTooLongIsStoppedWithWords() {
    sealHours();
    Duration limit = Duration.ofMillis(200);
    long end = System.nanoTime() + 2 * limit.toNanos();
    int[] rows = {0};
    QueryLimitException e =
        assertThrows(
            QueryLimitException.class,
            () ->
                store.engine.query(
                    all(Long.MAX_VALUE),
                    new QueryControl(limit, (done, total) -> {}),
                    row -> {
                      rows[0]++;
                      while (System.nanoTime() - end < 0) Thread.onSpinWait();
                      return true;
                    }));
    assertEquals(QueryLimitException.Kind.TIME, e.kind());
    assertTrue(rows[0] <= 1, rows[0] + " rows");
    assertEquals(ROWS, store.engine.list(all(ROWS)).size());
  }

  /** Rows that take much memory to be sorted. */
  private void sealLongTexts() {
    SplittableRandom random = new SplittableRandom(3);
    HotBatch batch = new HotBatch();
    byte[] bytes = new byte[600];
    for (int i = 0; i < 90_000; i++) {
      random.nextBytes(bytes);
      batch
          .row(Dataset.MESSAGES, RandomRows.EPOCH + i, i)
          .set(Messages.SENT_AT, RandomRows.EPOCH + random.nextInt(1_000_000))
          .set(Messages.MESSAGE, HexFormat.of().formatHex(bytes))
          .end();
    }
    store.seal(batch, 0);
  }

  private static RowQuery bySentAt() {
    return new RowQuery(
        Dataset.MESSAGES, Condition.all(), List.of(Messages.SENT_AT), false, Long.MAX_VALUE);
  }

  private DuckDbEngine engine(QueryLimits limits) {
    return new DuckDbEngine(
        () -> new StoreView(store.catalog.segments(), List.of()),
        directory.resolve("spill"),
        limits);
  }

  @Test
  void aQuestionThatNeedsTooMuchMemoryIsStoppedWithWords() {
    sealLongTexts();
    QueryLimits limits = new QueryLimits(Duration.ofMinutes(5), 96L << 20, 1L << 20);
    try (DuckDbEngine engine = engine(limits)) {
      QueryLimitException e =
          assertThrows(QueryLimitException.class, () -> engine.query(bySentAt(), row -> true));
      assertEquals(QueryLimitException.Kind.MEMORY, e.kind());
      assertTrue(String.valueOf(e.getMessage()).contains("96 MiB"), e.getMessage());
      assertEquals(10, engine.list(RowQuery.of(Dataset.MESSAGES, Condition.all(), 10)).size());
    }
  }

  @Test
  void whatDoesNotFitInMemoryIsSpilledAndTheFolderRemoved() throws IOException, SQLException {
    SpillFolder spill = new SpillFolder(directory, "spilled");
    Files.createDirectories(spill.folder());
    Files.writeString(spill.folder().resolve("duckdb_temp_storage_DEFAULT-0.tmp"), "left behind");
    String text =
        IntStream.range(0, 12)
            .mapToObj(i -> "md5((i + " + i + ")::VARCHAR)")
            .collect(Collectors.joining(", ", "concat(", ")"));
    boolean spilled = false;
    try (DuckDatabase database = DuckDatabase.open(spill, 160L << 20, 1L << 30, 2)) {
      assertFalse(Files.exists(spill.folder()));
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement();
          ResultSet result =
              statement.executeQuery(
                  "SELECT hash(i) k, " + text + " FROM range(500000) r(i) ORDER BY k")) {
        int rows = 0;
        while (result.next()) {
          if (rows++ % 10_000 == 0) spilled |= Files.exists(spill.folder());
        }
        assertEquals(500_000, rows);
      }
    }
    assertTrue(spilled, "this much was to be spilled");
    assertFalse(Files.exists(spill.folder()));
  }
}
