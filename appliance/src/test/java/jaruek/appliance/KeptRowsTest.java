package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.admin.api.AdminCodec;
import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.column.ColumnBatch;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.duckdb.ParquetScan;
import jaruek.retention.expiry.IdentityClock;
import jaruek.retention.expiry.Retention;
import jaruek.retention.expiry.RetentionClock;
import jaruek.retention.expiry.RetentionConfig;
import jaruek.retention.export.CaseFacts;
import jaruek.retention.export.ExportOrder;
import jaruek.retention.export.ExportProgress;
import jaruek.retention.export.ExportWriter;
import jaruek.retention.export.RowChoice;
import jaruek.retention.export.WitnessEvidence;
import jaruek.retention.identity.SessionLimits;
import jaruek.retention.identity.Sessions;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.query.Condition;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Dataset;
import jaruek.retention.report.PdfReport;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.segment.KeptManifest;
import jaruek.retention.segment.RowDecoding;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.selection.Selection;
import jaruek.retention.selection.Selections;
import jaruek.retention.verify.VerificationReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows that outlived their segments, under a hold or because their user's account is open, in a
 * whole store: both verifiers accept them and what is exported of them, and find what is done to
 * them.
 */
final class KeptRowsTest {
  private static final Instant START = Instant.parse("2026-11-23T03:10:00Z");
  private static final int FLOWS = 1_200;
  private static final String HOLD = "H-1";

  @TempDir static Path folder;
  private static final MovableClock CLOCK = new MovableClock(START);
  private static final Selection HELD =
      new Selection(
          null,
          Cidr.parse("10.0.0.0/24").orElseThrow(),
          null,
          null,
          null,
          START.toEpochMilli() - 86_400_000,
          START.toEpochMilli() + Duration.ofDays(30).toMillis());
  private static Path good;
  private static Path held;
  private static Path export;
  private static BothVerifiers verifiers;
  private static AttackPage page;
  private static Map<Dataset, Long> exported = Map.of();
  private static Map<Dataset, Long> heldRows = Map.of();

  private interface Attack {
    void on(Path data) throws Exception;
  }

  /** One account, which stays open. */
  private static final class OneAccount implements IdentityClock.Accounts {
    @Override
    public Collection<IdentityClock.Account> all() {
      return List.of(new IdentityClock.Account(1, "somchai", START.toEpochMilli() - 1, null));
    }

    @Override
    public void purge(IdentityClock.Account account) {
      throw new AssertionError();
    }
  }

  @BeforeAll
  static void makeStore() throws Exception {
    verifiers = new BothVerifiers(folder);
    good = folder.resolve("good");
    export = folder.resolve("kept.zip");
    held = folder.resolve("held.zip");
    page =
        new AttackPage(
            "kept",
            "KeptRowsTest",
            "| attack on kept rows | `jaruek verify --store --rows` | `verify.py --store` |",
            folder);
    try (TestStore store = new TestStore(good, CLOCK);
        RetentionClock retentionClock =
            new RetentionClock(good, CLOCK, () -> CLOCK.millis() * 1_000_000, Optional::empty);
        ParquetScan scan = new ParquetScan(good.resolve("spill"))) {
      retentionClock.start(store.log.entries());
      store.store.retentionClock(retentionClock::atSeal);
      try (Retention retention = retention(store, retentionClock, scan)) {
        age(store, retention);
      }
      exported = write(store, scan, export, (dataset, segment) -> Condition.all());
      Selections selections =
          new Selections(new Sessions(store.engine, SessionLimits.DEFAULT, CLOCK));
      heldRows = write(store, scan, held, RowChoice.of(selections.choose(HELD)));
    }
  }

  private static Retention retention(TestStore store, RetentionClock clock, ParquetScan scan) {
    Retention retention =
        new Retention(
            RetentionConfig.ofDays(90),
            good,
            clock,
            CLOCK,
            store.log,
            store.store,
            scan,
            store.files,
            new Selections(new Sessions(store.engine, SessionLimits.DEFAULT, CLOCK)),
            new IdentityClock(good, 90, new OneAccount()));
    retention.start();
    return retention;
  }

  /** Two segments expire, with rows under a hold; two more stay whole. */
  private static void age(TestStore store, Retention retention) throws InterruptedException {
    fill(store, 1);
    fill(store, 2);
    retention.place("2569-0001", HELD, "ทท 12/2569", 6, "auditor");
    assertTrue(retention.scan(HOLD, Retention.Progress.NONE).containsKey(Dataset.TRAFFIC));
    CLOCK.forward(Duration.ofDays(91).toMillis());
    fill(store, 3);
    fill(store, 4);
    Retention.Outcome outcome = retention.expire(false, Retention.Progress.NONE);
    assertEquals(List.of(), outcome.faults());
    assertEquals(2, outcome.receipts().size());
  }

  private static void fill(TestStore store, long seed) throws InterruptedException {
    long now = CLOCK.millis();
    FlowDatagrams exporter = Frames.exporter(now, FlowDatagrams.ALL_FIELDS);
    store.store.record(List.of(Frames.flow(now, exporter.template(now))));
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < FLOWS / 24; i++) {
      store.store.record(
          List.of(Frames.flow(now, exporter.data(now, Frames.flows(random, now, 24)))));
    }
    for (String user : List.of("somchai", "malee")) {
      store.store.record(
          List.of(
              Frames.accounting(now, "start", user, user + seed, "10.0.0.7"),
              Frames.syslog(
                  now, "<134>1 2026-11-23T03:42:01Z gw app - - - ผู้ใช้ " + user + "\nบรรทัดสอง")));
    }
    store.sealed();
    CLOCK.forward(Duration.ofDays(15).toMillis());
  }

  private static Map<Dataset, Long> write(
      TestStore store, ParquetScan scan, Path file, RowChoice choice) throws IOException {
    ExportWriter writer =
        new ExportWriter(
            scan,
            new FileSegmentReader(store.files),
            store.log,
            WitnessEvidence.NONE,
            new PdfReport(TestStore.ZONE));
    ExportOrder order =
        new ExportOrder(
            "2569-0001-1",
            new CaseFacts(
                "2569-0001",
                "ทท 12/2569",
                "พ.ต.ท. เที่ยง",
                "ม. 26",
                START.toEpochMilli(),
                CLOCK.millis(),
                "auditor",
                CLOCK.millis()),
            List.of(Dataset.values()),
            AdminCodec.object(),
            choice,
            "auditor",
            "second",
            CLOCK.millis(),
            "0.1.0",
            AdminCodec.object(),
            null);
    try (OutputStream out = Files.newOutputStream(file)) {
      return writer.write(order, store.store.view().sealed(), out, ExportProgress.NONE).rows();
    }
  }

  @AfterAll
  static void compareThePage() throws IOException {
    page.compareOrWrite();
  }

  private void found(int number, String name, String where, Attack attack) throws Exception {
    Path data = folder.resolve("attack");
    AttackTest.copy(good, data);
    try {
      attack.on(data);
      BothVerifiers.Said said = verifiers.ofStore(data, true);
      said.assertAt(where, name);
      page.put(number, name, said.java(), said.python());
    } finally {
      AttackTest.remove(data);
    }
  }

  private static Path segment(Path data, int id) {
    return TestStore.segments(data).get(id).folder();
  }

  private static String name(int id) {
    return good.relativize(segment(good, id)).toString();
  }

  private static KeptManifest kept(Path data, int id) {
    return Objects.requireNonNull(TestStore.segments(data).get(id).kept());
  }

  @Test
  void keptRowsProveThemselves() throws Exception {
    found(1, "none", "", data -> {});
    VerificationReport report = verifiers.report(good, true);
    assertEquals(report.rows(), verifiers.report(good, false).rows());
    long rows = TestStore.segments(good).stream().mapToLong(KeptRowsTest::rows).sum();
    assertEquals(rows, report.rows(), "every row that is there was hashed");
    KeptManifest.Table identity = kept(good, 0).table(Dataset.IDENTITY).orElseThrow();
    assertTrue(identity.identityRows() > 0, "the open account's");
    KeptManifest.Table traffic = kept(good, 0).table(Dataset.TRAFFIC).orElseThrow();
    assertTrue(traffic.rows() > 20 && traffic.rows() < FLOWS / 4, traffic.toString());
  }

  private static long rows(SealedSegment segment) {
    return Arrays.stream(Dataset.values()).mapToLong(segment::rows).sum();
  }

  @Test
  void anExportOfKeptRowsIsAcceptedByBoth() throws Exception {
    verifiers.ofFile(export).assertAt("", "export");
    List<SealedSegment> segments = TestStore.segments(good);
    assertEquals(
        segments.stream().mapToLong(s -> s.rows(Dataset.TRAFFIC)).sum(),
        exported.get(Dataset.TRAFFIC));
    assertTrue(segments.getFirst().isExpired());
    assertFalse(segments.getLast().isExpired());
  }

  @Test
  void anExportOfWhatAHoldKeepsIsAcceptedByBoth() throws Exception {
    verifiers.ofFile(held).assertAt("", "export");
    long rows = 0;
    for (int id = 0; id < 2; id++) {
      rows += kept(good, id).table(Dataset.TRAFFIC).orElseThrow().holds().getFirst().rows();
    }
    assertEquals(rows, heldRows.get(Dataset.TRAFFIC), "each of them, of segments that are gone");
  }

  @Test
  void whatIsDoneToKeptRowsIsFound() throws Exception {
    String kept = name(0) + "/kept-1";
    found(
        10,
        "one bit in kept rows",
        kept + "/traffic.parquet",
        data -> AttackTest.flip(segment(data, 0).resolve("kept-1/traffic.parquet"), 300));
    found(
        11,
        "one bit in their proofs",
        kept + "/traffic.proof",
        data -> AttackTest.flip(segment(data, 0).resolve("kept-1/traffic.proof"), 200));
    found(
        12,
        "one bit in the list of kept rows",
        kept + "/kept.json",
        data -> AttackTest.flip(segment(data, 0).resolve("kept-1/kept.json"), 40));
    found(
        13,
        "a kept row removed with its proof",
        kept + "/traffic.parquet",
        data -> change(data, 0, KeptRowsTest::removeSecond));
    found(
        14,
        "the kept rows removed while the hold stands",
        name(0),
        data -> AttackTest.remove(segment(data, 0).resolve("kept-1")));
    int sealed = AttackTest.entry(good, "\"id\":0,\"manifestSha256\"");
    found(
        15,
        "the segment's folder removed while the hold stands",
        "log/entries, entry " + sealed + " (segment 0)",
        data -> AttackTest.remove(segment(data, 0)));
    found(
        16,
        "kept rows of another segment put in their place",
        kept + "/kept.json",
        data -> {
          Path own = segment(data, 0).resolve("kept-1");
          AttackTest.remove(own);
          AttackTest.copy(segment(data, 1).resolve("kept-1"), own);
        });
  }

  @Test
  void whatIsDoneToKeptRowsWithTheKeyIsFound() throws Exception {
    String kept = name(0) + "/kept-1";
    KeptManifest.Table table = kept(good, 0).table(Dataset.TRAFFIC).orElseThrow();
    found(
        20,
        "with the key: a kept row removed with its proof, list and receipt made anew",
        kept + "/traffic.proof",
        data -> reseal(data, change(data, 0, KeptRowsTest::removeSecond), table.holds()));
    found(
        21,
        "with the key: the same, and the list does not say that it was held",
        kept + "/kept.json",
        data ->
            reseal(
                data,
                change(data, 0, KeptRowsTest::removeSecond),
                List.of(new KeptManifest.Held(HOLD, 1, Long.toString(kept(table, 0))))));
    Path data = folder.resolve("attack");
    AttackTest.copy(good, data);
    reseal(data, change(data, 0, KeptRowsTest::changeSecond), table.holds());
    BothVerifiers.Said said = verifiers.ofStore(data, true);
    String where = kept + "/traffic.parquet, row " + kept(table, 1) + ": ";
    assertTrue(said.java().startsWith(where), said.java());
    assertEquals("", said.python(), "it does not read Parquet");
    page.put(
        22,
        "with the key: a value in a kept row changed, list and receipt made anew",
        said.java(),
        "not found: it does not read Parquet");
    AttackTest.remove(data);
  }

  /** The index of a held row. */
  private static long kept(KeptManifest.Table table, int number) {
    List<Long> rows = new ArrayList<>();
    for (String range : table.holds().getFirst().ranges().split(",", -1)) {
      String[] ends = range.split("-", -1);
      long to = Long.parseLong(ends[ends.length - 1]);
      for (long row = Long.parseLong(ends[0]); row <= to; row++) rows.add(row);
    }
    return rows.get(number);
  }

  private interface Change {
    void on(List<byte[]> rows, List<String> proofs);
  }

  private static void removeSecond(List<byte[]> rows, List<String> proofs) {
    rows.remove(1);
    proofs.remove(secondProof(proofs));
  }

  private static void changeSecond(List<byte[]> rows, List<String> proofs) {
    assertTrue(secondProof(proofs) > 0);
    byte[] row = rows.get(1);
    row[row.length - 1] ^= 1; // of the number of its frame
  }

  private static int secondProof(List<String> proofs) {
    int found = 0;
    for (int i = 0; i < proofs.size(); i++) {
      if (proofs.get(i).startsWith("row ") && ++found == 2) return i;
    }
    throw new AssertionError(proofs.toString());
  }

  /** Writes the kept traffic of a segment anew; gives what the list of kept rows should say. */
  private static KeptManifest.Table change(Path data, int id, Change change) throws IOException {
    KeptManifest.Table table = kept(data, id).table(Dataset.TRAFFIC).orElseThrow();
    Path rows = segment(data, id).resolve("kept-1").resolve(table.file());
    Path proofs = rows.resolveSibling(table.proof().file());
    List<byte[]> leaves = new ArrayList<>();
    List<String> lines = new ArrayList<>(Files.readAllLines(proofs));
    try (ParquetFiles files = new ParquetFiles(folder.resolve("spill"))) {
      files.leaves(
          rows,
          Dataset.TRAFFIC,
          0,
          Long.MAX_VALUE,
          (bytes, offset, length) ->
              leaves.add(Arrays.copyOfRange(bytes, offset, offset + length)));
      change.on(leaves, lines);
      files.write(rows, batch(leaves));
    }
    Files.writeString(proofs, String.join("\n", lines) + "\n");
    return new KeptManifest.Table(
        table.file(),
        Files.size(rows),
        sha256(Files.readAllBytes(rows)),
        leaves.size(),
        new SegmentManifest.StateFile(
            table.proof().file(), Files.size(proofs), sha256(Files.readAllBytes(proofs))),
        table.holds(),
        table.identityRows());
  }

  private static ColumnBatch batch(List<byte[]> leaves) {
    ColumnBatch batch = new ColumnBatch(Dataset.TRAFFIC);
    RowDecoding decoding = new RowDecoding(Dataset.TRAFFIC);
    for (byte[] leaf : leaves) {
      RowWriter row = batch.begin(0, 0);
      decoding.decode(leaf, 0, leaf.length, row);
      row.end();
    }
    return batch;
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(MerkleAccumulator.sha256().digest(bytes));
  }

  /** Whoever has the key writes the list of the first segment's kept rows anew, and its receipt. */
  private static void reseal(Path data, KeptManifest.Table table, List<KeptManifest.Held> holds)
      throws IOException {
    KeptManifest old = kept(data, 0);
    TreeMap<String, KeptManifest.Table> tables = new TreeMap<>(old.datasets());
    tables.put(
        Dataset.TRAFFIC.word(),
        new KeptManifest.Table(
            table.file(),
            table.bytes(),
            table.sha256(),
            table.rows(),
            table.proof(),
            holds,
            table.identityRows()));
    KeptManifest made =
        new KeptManifest(old.format(), old.segment(), old.number(), old.manifestSha256(), tables);
    Files.write(segment(data, 0).resolve("kept-1/kept.json"), made.bytes());
    List<LogEntry> entries = AttackTest.entries(data);
    entries.replaceAll(
        entry -> {
          if (!(entry instanceof LogEntry.Event event)
              || !event.type().equals(LogEntry.EXPIRE)
              || !"0".equals(event.fields().get("segment"))) {
            return entry;
          }
          TreeMap<String, String> fields = new TreeMap<>(event.fields());
          fields.put("keptSha256", made.sha256());
          return new LogEntry.Event(event.atMillis(), event.type(), fields);
        });
    AttackTest.resign(data, entries);
  }
}
