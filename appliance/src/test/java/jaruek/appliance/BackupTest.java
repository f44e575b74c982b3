package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.appliance.backup.Backup;
import jaruek.appliance.backup.BackupException;
import jaruek.appliance.backup.Restore;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupTest {
  @TempDir Path folder;

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

  private VerificationReport verify(Path data) {
    try (ParquetFiles files = new ParquetFiles(folder.resolve("spill"))) {
      return new StoreVerifier(
              data,
              VerifyingKey.read(new DataFolder(data).publicKey()),
              new FileSegmentReader(files))
          .verify(null, VerificationProgress.NONE);
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  private Backup.Report backup(boolean keys) {
    return new Backup(data(), copy(), keys).run(segments -> {});
  }

  @Test
  void copyOfARunningStoreVerifiesAndIsBroughtUpToDate() throws Exception {
    try (TestStore store = new TestStore(data(), InstantSource.system())) {
      record(store, "one");
      store.sealed();
      assertEquals(1, backup(false).copied() > 0 ? 1 : 0);
      assertTrue(verify(copy()).intact(), () -> verify(copy()).findings().toString());
      assertFalse(Files.exists(copy().resolve("keys/log.key")));
      record(store, "two");
      store.sealed();
      Backup.Report second = backup(false);
      assertEquals(1, second.copied());
      assertEquals(0, second.removed());
      assertEquals(0, backup(false).copied());
    }
    VerificationReport report = verify(copy());
    assertTrue(report.intact(), report.findings().toString());
    assertTrue(report.rows() >= 2);
  }

  @Test
  void restoredStoreGoesOnAndItsLogSaysWhatIsLost() throws Exception {
    try (TestStore store = new TestStore(data(), InstantSource.system())) {
      record(store, "sealed");
      store.sealed();
      backup(true);
      record(store, "lost");
    }
    Path restored = folder.resolve("restored");
    Restore.run(
        copy(),
        restored,
        () -> new DataFolder(restored).openLog(null, InstantSource.system()),
        System.currentTimeMillis(),
        files -> {});
    long before;
    try (TestStore store = new TestStore(restored, InstantSource.system())) {
      before = store.store.view().rows(Dataset.MESSAGES);
      record(store, "after");
      store.sealed();
      assertEquals(before + 1, store.store.view().rows(Dataset.MESSAGES));
    }
    assertEquals(1, before);
    assertTrue(verify(restored).intact(), () -> verify(restored).findings().toString());
    try (StoreLog log = new DataFolder(restored).openLog(null, InstantSource.system())) {
      assertTrue(
          log.entries().stream()
              .anyMatch(
                  e ->
                      e instanceof LogEntry.Event event
                          && event.type().equals("gap")
                          && "restored".equals(event.fields().get("reason"))));
    }
    try (TestStore again = new TestStore(restored, InstantSource.system())) {
      assertEquals(2, again.store.view().rows(Dataset.MESSAGES));
    }
  }

  @Test
  void refusesWhatItWouldSpoil() throws IOException {
    assertThrows(BackupException.class, () -> backup(false)); // no store
    try (TestStore store = new TestStore(data(), InstantSource.system())) {
      assertTrue(store.store.view().sealed().isEmpty());
      assertThrows(
          BackupException.class,
          () -> new Backup(data(), data().resolve("inside"), false).run(s -> {}));
      backup(false);
    }
    BackupException taken = assertThrows(BackupException.class, () -> restore(data()));
    assertTrue(String.valueOf(taken.getMessage()).contains("is not empty"));
    BackupException key = assertThrows(BackupException.class, () -> restore(folder.resolve("new")));
    assertTrue(String.valueOf(key.getMessage()).contains("from the safe"));
    assertFalse(Files.exists(folder.resolve("new")));
  }

  private void restore(Path to) {
    Restore.run(
        copy(), to, () -> new DataFolder(to).openLog(null, InstantSource.system()), 0, files -> {});
  }
}
