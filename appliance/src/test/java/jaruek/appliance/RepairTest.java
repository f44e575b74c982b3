package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.appliance.doctor.FilesCheck;
import jaruek.appliance.doctor.Finding;
import jaruek.appliance.doctor.KeysCheck;
import jaruek.appliance.doctor.Repair;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.StoreLog;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.verify.StoreVerifier;
import jaruek.retention.verify.VerificationProgress;
import jaruek.retention.verify.VerificationReport;
import jaruek.retention.verify.VerificationScope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds in a store that was damaged, and what it mends. */
@Timeout(120)
final class RepairTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path folder;
  private DataFolder data;

  @BeforeEach
  void fill() throws InterruptedException {
    data = new DataFolder(folder.resolve("data"));
    try (TestStore store = new TestStore(data.root(), CLOCK)) {
      record(store, "sealed");
      store.sealed();
      record(store, "kept");
      record(store, "damaged");
      record(store, "behind");
    }
  }

  private static void record(TestStore store, String line) throws InterruptedException {
    store.store.record(
        List.of(
            new Frame(
                FrameKind.SYSLOG,
                System.currentTimeMillis(),
                IpAddress.parse("192.0.2.1").orElseThrow(),
                514,
                Transport.UDP,
                ("<134>Nov 23 10:00:00 gw app: " + line).getBytes(StandardCharsets.UTF_8))));
    store.decoded();
  }

  private List<String> files() {
    return codes(new FilesCheck(data.root(), data.publicKey()).look());
  }

  private static List<String> codes(List<Finding> findings) {
    return findings.stream().map(Finding::code).distinct().toList();
  }

  private List<String> repair(boolean dryRun, boolean acceptLoss) {
    return codes(
        new Repair(
                data.root(),
                data.keys(),
                () -> data.openLog(null, CLOCK),
                CLOCK,
                new Repair.Wish(dryRun, acceptLoss))
            .run());
  }

  private List<LogEntry> entries() {
    try (StoreLog log = data.openLog(null, CLOCK)) {
      return log.entries();
    }
  }

  private Path only(Path in, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(in)) {
      return all.filter(f -> f.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int before = bytes.read();
      bytes.seek(at);
      bytes.write(before ^ 1);
    }
  }

  /** Flips a bit of this text in the journal. */
  private void damageJournal(String text) throws IOException {
    Path file = only(data.journal(), ".cq4");
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    assertTrue(at > 0);
    flip(file, at);
  }

  private VerificationReport verify() {
    try (ParquetFiles files = new ParquetFiles(folder.resolve("spill"))) {
      return new StoreVerifier(
              data.root(), VerifyingKey.read(data.publicKey()), new FileSegmentReader(files))
          .verifyFolder(VerificationScope.FULL, VerificationProgress.NONE);
    }
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    assertEquals(List.of("files-good"), files());
    assertEquals(List.of("repair-none"), repair(false, true));
  }

  @Test
  void namesWhatIsMissingOrDamaged() throws IOException {
    Path rows = only(data.root().resolve("segments"), "messages.parquet");
    Files.delete(rows);
    assertEquals(List.of("damaged-segment"), files());
    Files.delete(rows.resolveSibling("manifest.json"));
    assertEquals(List.of("damaged-segment"), files());
    flip(data.log().resolve("entries"), 300);
    assertTrue(files().contains("damaged-log"));
    flip(data.journal().resolve("synced"), 20);
    flip(data.journal().resolve("synced"), 84);
    assertTrue(files().contains("damaged-journal"));
    Files.delete(data.publicKey());
    assertEquals(List.of("public-key"), files());
  }

  @Test
  void missesKeysBeforeTheNextStartDoes() throws IOException {
    KeysCheck check = new KeysCheck(data.root(), data.keyFiles(null));
    assertEquals(List.of("keys-good"), codes(check.look()));
    Files.delete(data.keys().resolve("log.key"));
    assertEquals(List.of("key-bad"), codes(check.look()));
  }

  @Test
  void refusesWhileSomebodyWorksOnTheFolder() {
    try (TestStore store = new TestStore(data.root(), CLOCK)) {
      // the start seals what the last stop left, so one or two by now
      assertTrue(store.store.status().segments() >= 1);
      assertEquals(List.of("repair-taken"), repair(false, true));
    }
  }

  @Test
  void mendsWhatIsNoEvidenceAndLogsIt() throws IOException {
    Path key = data.keys().resolve("log.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Path left = Files.createDirectories(data.root().resolve("segments/.partial-0000000007/x"));
    Files.delete(data.publicKey());
    List<String> would = List.of("repair-mode", "repair-leftover", "repair-public-key");
    assertEquals(
        Stream.concat(would.stream(), Stream.of("repair-dry")).toList(), repair(true, false));
    assertTrue(Files.exists(left));
    assertEquals(would, repair(false, false));
    assertFalse(Files.exists(left.getParent()));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    assertEquals(
        3, entries().stream().filter(entry -> entry.type().equals(LogEntry.REPAIR)).count());
    assertTrue(verify().intact(), () -> verify().findings().toString());
  }

  @Test
  void setsADamagedJournalAsideOnlyWhenToldAndCarriesOverWhatCanBeRead() throws Exception {
    damageJournal("damaged");
    assertFalse(files().contains("files-good"));
    assertEquals(List.of("repair-journal-asks", "repair-dry"), repair(true, true));
    assertEquals(List.of("repair-journal-asks"), repair(false, false));
    assertEquals(List.of("repair-journal"), repair(false, true));
    LogEntry.Event gap = (LogEntry.Event) entries().getLast();
    assertEquals("gap", gap.type());
    assertEquals("journal-damaged", gap.fields().get("reason"));
    assertEquals("3", gap.fields().get("lost")); // the stop's record is one of them
    try (Stream<Path> all = Files.list(data.root())) {
      assertTrue(all.anyMatch(f -> f.getFileName().toString().startsWith("journal.damaged-")));
    }
    try (TestStore store = new TestStore(data.root(), CLOCK)) {
      record(store, "after");
      store.sealed();
      assertEquals(3, store.store.view().rows(Dataset.MESSAGES)); // sealed, kept, after
    }
    assertTrue(verify().intact(), () -> verify().findings().toString());
    assertEquals(List.of("files-good"), files());
  }

  @Test
  void goesOnWithoutAnyJournal() throws Exception {
    try (Stream<Path> all = Files.list(data.journal())) {
      for (Path file : all.toList()) Files.delete(file);
    }
    Files.delete(data.journal());
    assertEquals(List.of("journal-missing"), files());
    assertEquals(List.of("repair-journal"), repair(false, true));
    try (TestStore store = new TestStore(data.root(), CLOCK)) {
      assertEquals(1, store.store.view().rows(Dataset.MESSAGES));
    }
    assertTrue(verify().intact(), () -> verify().findings().toString());
  }
}
