package jaruek.retention.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.column.HotBatch;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.LogEntryCodec;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.log.SigningKey;
import jaruek.retention.log.StoreLog;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.verify.Finding;
import jaruek.retention.verify.StoreVerifier;
import jaruek.retention.verify.VerificationProgress;
import jaruek.retention.verify.VerificationReport;
import jaruek.retention.verify.VerificationScope;
import jaruek.retention.verify.evidence.Python;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/store-format.md promises of files, of this version and the one before. */
final class PlainParquetTest {
  private static final int ROWS = 300;

  @TempDir Path folder;

  @Test
  void anyParquetReaderReadsEveryValueByItsColumnsName() throws Exception {
    try (TestStore store = new TestStore(folder);
        ParquetScan scan = new ParquetScan(folder.resolve("spill"));
        Connection plain = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = plain.createStatement()) {
      HotBatch batch = new HotBatch();
      RandomRows.fill(batch, new Random(1), ROWS, RandomRows.EPOCH);
      SealedSegment segment = store.seal(batch, 0);
      for (Dataset dataset : Dataset.values()) compare(statement, scan, segment, dataset);
    }
  }

  private static void compare(
      Statement statement, ParquetScan scan, SealedSegment segment, Dataset dataset)
      throws SQLException, IOException {
    List<Row> rows = new ArrayList<>();
    scan.scan(segment, dataset, Condition.all(), (index, row) -> rows.add(row));
    assertEquals(ROWS, rows.size());
    List<String> values = new ArrayList<>();
    for (Column column : dataset.columns()) {
      String name = column.name();
      values.add(
          switch (column.type()) {
            case TIMESTAMP -> "epoch_ms(" + name + ")";
            case BYTES -> "base64(" + name + ")";
            default -> "\"" + name + "\"";
          });
    }
    String file = "read_parquet('" + segment.file(dataset).orElseThrow() + "')";
    boolean traffic = dataset == Dataset.TRAFFIC;
    String sql =
        "SELECT "
            + String.join(", ", values)
            + (traffic ? ", nat_destination_same" : "")
            + " FROM "
            + file;
    try (ResultSet result = statement.executeQuery(sql)) {
      assertEquals(dataset.columns().size() + (traffic ? 1 : 0), columns(statement, file));
      for (Row row : rows) {
        assertTrue(result.next());
        boolean same = traffic && result.getBoolean(dataset.columns().size() + 1);
        for (Column column : dataset.columns()) {
          Column stands = column;
          if (same && Layout.isMarked(column)) {
            stands =
                column.equals(Traffic.NAT_DESTINATION_ADDRESS)
                    ? Traffic.DESTINATION_ADDRESS
                    : Traffic.DESTINATION_PORT;
          }
          String read = result.getString(stands.ordinal() + 1);
          assertEquals(text(row.values()[column.ordinal()]), read, column.name());
        }
      }
      assertTrue(!result.next());
    }
  }

  private static int columns(Statement on, String file) throws SQLException {
    try (Statement statement = on.getConnection().createStatement();
        ResultSet result = statement.executeQuery("SELECT * FROM " + file + " LIMIT 0")) {
      return result.getMetaData().getColumnCount();
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value == null) return null;
    return value instanceof byte[] raw ? Base64.getEncoder().encodeToString(raw) : value.toString();
  }

  /** Made with the code of commit ef7bb38, before format 2: two segments, no journal. */
  private Path storeOfFormat1() throws IOException, URISyntaxException {
    String resource = "/jaruek/retention/store-format-1";
    Path made =
        Path.of(Objects.requireNonNull(PlainParquetTest.class.getResource(resource)).toURI());
    Path copy = folder.resolve("format-1");
    try (Stream<Path> all = Files.walk(made)) {
      for (Path path : all.toList()) {
        Files.copy(path, copy.resolve(made.relativize(path).toString()));
      }
    }
    return copy;
  }

  private VerificationReport verified(Path data) {
    VerifyingKey key = VerifyingKey.read(data.resolve("keys/log.pub"));
    try (ParquetFiles files = new ParquetFiles(folder.resolve("spill"))) {
      return new StoreVerifier(data, key, new FileSegmentReader(files))
          .verifyFolder(new VerificationScope(true, List.of()), VerificationProgress.NONE);
    }
  }

  private Python.Done python(Path data) throws IOException, InterruptedException {
    return Python.run(Python.script(folder, "verify.py"), List.of("--store", data.toString()));
  }

  @Test
  void aStoreOfFormat1OpensAnswersAndIsVerified() throws Exception {
    Path data = storeOfFormat1();
    List<SealedSegment> segments = new Catalog(new SegmentFolders(data)).open().segments();
    assertEquals(2, segments.size());
    try (DuckDbEngine engine =
        new DuckDbEngine(() -> new StoreView(segments, List.of()), folder.resolve("tmp"))) {
      assertEquals(80, engine.count(RowQuery.of(Dataset.TRAFFIC, Condition.all(), 1)));
      List<Row> found =
          engine.list(
              RowQuery.of(
                  Dataset.TRAFFIC,
                  new Condition.Equal(
                      Traffic.NAT_DESTINATION_ADDRESS, IpAddress.of("198.51.100.4")),
                  10));
      assertEquals(2, found.size());
      assertEquals(443L, found.getFirst().values()[Traffic.NAT_DESTINATION_PORT.ordinal()]);
      Row message = engine.list(RowQuery.of(Dataset.MESSAGES, Condition.all(), 1)).getFirst();
      assertEquals("ผู้ใช้ somchai\nเข้าระบบ", message.values()[Messages.MESSAGE.ordinal()]);
    }
    VerificationReport report = verified(data);
    assertTrue(report.intact(), () -> report.firstFault().toString());
    assertEquals(86, report.rows());
    Python.Done done = python(data);
    assertEquals(0, done.status(), done.out());
  }

  @Test
  void aChangedStoreOfFormat1IsFoundByBoth() throws Exception {
    Path data = storeOfFormat1();
    Path rows = data.resolve("segments/2026/11/23/0000000001/traffic.parquet");
    byte[] bytes = Files.readAllBytes(rows);
    bytes[200] ^= 1;
    Files.write(rows, bytes);
    Finding fault = verified(data).firstFault().orElseThrow();
    assertEquals("segments/2026/11/23/0000000001/traffic.parquet", fault.where());
    assertEquals("CHANGED: " + fault, python(data).first());
  }

  @Test
  void aStoreOfANewerFormatIsRefusedInWordsByBoth() throws Exception {
    Path data = storeOfFormat1();
    Path manifest = data.resolve("segments/2026/11/23/0000000001/manifest.json");
    String json = Files.readString(manifest).replace("jaruek-segment/1", "jaruek-segment/3");
    Files.writeString(manifest, json);
    List<LogEntry> entries;
    Path keys = data.resolve("keys");
    Files.delete(keys.resolve("log.pub"));
    SigningKey key =
        SigningKey.open(keys.resolve("log.key"), keys.resolve("log.pub"), new SecureRandom());
    try (StoreLog log = StoreLog.open(folder.resolve("read"), key, "jaruek-x")) {
      entries = entries(data);
      for (LogEntry entry : entries) log.append(sealed(entry, Files.readAllBytes(manifest)));
    }
    for (String name : List.of("entries", "checkpoint")) {
      Files.write(
          data.resolve("log").resolve(name),
          Files.readAllBytes(folder.resolve("read").resolve(name)));
    }
    String where = "segments/2026/11/23/0000000001/manifest.json";
    Finding fault = verified(data).firstFault().orElseThrow();
    assertTrue(fault.toString().startsWith(where + ": "), fault::toString);
    assertTrue(fault.what().contains("is too new: jaruek-segment/3"), fault::toString);
    String said = python(data).first();
    assertEquals("CHANGED: " + where + ": is too new: jaruek-segment/3", said);
  }

  private static List<LogEntry> entries(Path data) throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(data.resolve("log/entries"))) {
      entries.add(LogEntryCodec.decode(line.getBytes(StandardCharsets.UTF_8)));
    }
    return entries;
  }

  private static LogEntry sealed(LogEntry entry, byte[] manifest) {
    if (!(entry instanceof LogEntry.Segment old) || old.id() != 1) return entry;
    return new LogEntry.Segment(
        old.atMillis(),
        old.id(),
        HexFormat.of().formatHex(MerkleAccumulator.sha256().digest(manifest)),
        old.journalFrom(),
        old.journalTo(),
        new TreeMap<>(Map.copyOf(old.roots())));
  }
}
