package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.duckdb.DuckDbEngine;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.log.StoreLog;
import jaruek.retention.segment.FolderSegmentWriter;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.store.Rebuild;
import jaruek.retention.store.RetentionStore;
import jaruek.retention.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The store as the appliance puts it together, without sockets. */
final class TestStore implements AutoCloseable {
  static final ZoneId ZONE = ZoneId.of("Asia/Bangkok");
  static final long PATIENCE_MILLIS = 300_000;

  final RetentionStore store;
  final DuckDbEngine engine;
  final Telemetry telemetry = new Telemetry();
  final ParquetFiles files;
  final StoreLog log;

  TestStore(Path folder, InstantSource clock) {
    DataFolder data = new DataFolder(folder);
    data.make();
    SegmentFolders folders = new SegmentFolders(folder);
    ChronicleJournal journal = journal(data, clock);
    files = new ParquetFiles(data.spill());
    log = data.openLog(null, clock);
    store =
        new RetentionStore(
            journal,
            log,
            folders,
            new FolderSegmentWriter(folders, files),
            Decoders.all(address -> ZONE, address -> Optional.empty(), telemetry),
            clock,
            telemetry,
            () -> "{}");
    store.start("0");
    engine = new DuckDbEngine(store::view, data.spill());
  }

  private static ChronicleJournal journal(DataFolder data, InstantSource clock) {
    ChronicleJournal journal =
        new ChronicleJournal(ChronicleJournalConfig.in(data.journal()), clock, new Telemetry());
    journal.start();
    return journal;
  }

  void decoded() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (store.status().lagFrames() > 0) {
      assertTrue(System.nanoTime() < deadline, "not decoded in time");
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  void sealed() throws InterruptedException {
    assertTrue(store.seal(PATIENCE_MILLIS).isPresent(), "not sealed in time");
  }

  @Override
  public void close() {
    engine.close();
    store.close();
    files.close();
  }

  static List<SealedSegment> segments(Path folder) {
    return new Catalog(new SegmentFolders(folder)).open().segments();
  }

  static List<Rebuild.Rebuilt> rebuild(Path from, Path to) {
    DataFolder target = new DataFolder(to);
    target.make();
    try (ChronicleJournal journal = journal(new DataFolder(from), InstantSource.system());
        StoreLog log = target.openLog(null, InstantSource.system());
        ParquetFiles files = new ParquetFiles(target.spill())) {
      return new Rebuild(journal, segments(from))
          .into(
              Decoders.all(address -> ZONE, address -> Optional.empty(), new Telemetry()),
              new FolderSegmentWriter(new SegmentFolders(to), files),
              log,
              (frames, total) -> {});
    }
  }
}
