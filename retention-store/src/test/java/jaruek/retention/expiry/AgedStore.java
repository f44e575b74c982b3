package jaruek.retention.expiry;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.column.HotBatch;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.duckdb.DuckDbEngine;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.duckdb.ParquetScan;
import jaruek.retention.identity.SessionLimits;
import jaruek.retention.identity.Sessions;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.log.KeyFiles;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.log.StoreLog;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Operations;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.FolderSegmentWriter;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentDraft;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.selection.Selections;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store in a folder, with a clock that is moved by hand; opened again after a crash. */
final class AgedStore implements ExpiringStore, AutoCloseable {
  static final long BEGIN = Instant.parse("2026-11-23T03:00:00Z").toEpochMilli();
  static final long DAY = Duration.ofDays(1).toMillis();
  static final int TRAFFIC_ROWS = 2_500;

  /** What lasts while the store is closed. */
  static final class Machine {
    long millis = BEGIN;
    final List<IdentityClock.Account> accounts = new ArrayList<>();
    final List<IdentityClock.Account> purged = new ArrayList<>();
    Kills kills = Kills.NONE;
  }

  /** A crash. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  final Path directory;
  final Machine machine;
  final StoreLog log;
  final SegmentFolders folders;
  final ParquetFiles files;
  final ParquetScan scan;
  final DuckDbEngine engine;
  final RetentionClock clock;
  final Retention retention;
  private List<SealedSegment> sealed;

  AgedStore(Path directory, Machine machine) {
    this.directory = directory;
    this.machine = machine;
    directory.resolve("keys").toFile().mkdirs();
    log =
        StoreLog.open(
            directory.resolve("log"),
            new KeyFiles(directory.resolve("keys"), null, new SecureRandom()),
            this::now);
    folders = new SegmentFolders(directory);
    new ExpiredFolders(folders).finish(log.entries());
    sealed = new Catalog(folders).open().segments();
    files = new ParquetFiles(directory.resolve("spill"));
    scan = new ParquetScan(directory.resolve("spill"));
    engine = new DuckDbEngine(this::view, directory.resolve("spill"));
    clock =
        new RetentionClock(directory, this::now, () -> machine.millis * 1_000_000, Optional::empty);
    clock.start(log.entries());
    retention =
        new Retention(
            new RetentionConfig(90, Duration.ZERO),
            directory,
            clock,
            this::now,
            log,
            this,
            scan,
            files,
            new Selections(new Sessions(engine, SessionLimits.DEFAULT, this::now)),
            new IdentityClock(
                directory,
                90,
                new IdentityClock.Accounts() {
                  @Override
                  public Collection<IdentityClock.Account> all() {
                    return List.copyOf(machine.accounts);
                  }

                  @Override
                  public void purge(IdentityClock.Account account) {
                    machine.accounts.remove(account);
                    machine.purged.add(account);
                  }
                }),
            place -> machine.kills.at(place));
    retention.start();
  }

  private Instant now() {
    return Instant.ofEpochMilli(machine.millis);
  }

  @Override
  public StoreView view() {
    return new StoreView(sealed, List.of());
  }

  @Override
  public boolean isExpendable(SealedSegment segment) {
    return segment.id() < sealed.getLast().id();
  }

  @Override
  public void replace(
      SealedSegment before, @Nullable SealedSegment now, Map<Dataset, Long> expired) {
    List<SealedSegment> next = new ArrayList<>(sealed);
    int at = next.indexOf(before);
    if (now == null) next.remove(at);
    else next.set(at, now);
    sealed = next;
  }

  SealedSegment segment(long id) {
    return find(id).orElseThrow();
  }

  Optional<SealedSegment> find(long id) {
    return sealed.stream().filter(s -> s.id() == id).findFirst();
  }

  /** One day's rows: somchai is at 10.0.0.7 all day, malee at 10.0.0.8. */
  SealedSegment seal(long id) {
    HotBatch batch = new HotBatch();
    long at = machine.millis;
    for (int i = 0; i < TRAFFIC_ROWS; i++) {
      long time = at + i * 1_000L;
      row(batch, Dataset.TRAFFIC, time, id * 10_000 + i)
          .set(Traffic.STARTED_AT, time)
          .set(Traffic.SOURCE_ADDRESS, IpAddress.of("10.0.0." + (i % 100)))
          .set(Traffic.SOURCE_PORT, 1_024 + i)
          .set(Traffic.DESTINATION_ADDRESS, IpAddress.of("203.0.113." + i % 50))
          .set(Traffic.DESTINATION_PORT, i % 3 == 0 ? 443 : 80)
          .setMac(Traffic.SOURCE_MAC, 0x02_00_00_00_00_00L + i % 100)
          .set(Traffic.BYTES, i)
          .end();
    }
    String[][] events = {{"somchai", "10.0.0.7"}, {"malee", "10.0.0.8"}};
    int position = TRAFFIC_ROWS;
    for (String[] event : events) {
      for (String kind : List.of("accept", "start", "interim", "stop", "reject")) {
        long time = at + (kind.equals("stop") ? 3_000_000 : position);
        row(batch, Dataset.IDENTITY, time, id * 10_000 + position++)
            .set(Identity.EVENT_AT, time)
            .set(Identity.EVENT, kind)
            .set(Identity.USER_NAME, event[0])
            .set(Identity.ADDRESS, IpAddress.of(event[1]))
            .set(Identity.SESSION_ID, event[0] + id)
            .set(Identity.NAS, "gw1")
            .end();
      }
      row(batch, Dataset.MESSAGES, at + position, id * 10_000 + position++)
          .set(Messages.SENDER, IpAddress.of("192.0.2.1"))
          .set(Messages.MESSAGE, "login of " + event[0] + " from " + event[1])
          .set(Messages.RAW, new byte[] {1, 2, 3})
          .end();
    }
    row(batch, Dataset.OPERATIONS, at, id * 10_000 + position)
        .set(Operations.ACTION, "start")
        .end();
    log.append(LogEntry.clock(at, new TreeMap<>(), clock.atSeal()));
    SegmentManifest manifest =
        new FolderSegmentWriter(folders, files)
            .write(
                batch,
                new SegmentDraft(
                    id,
                    new JournalPosition(id * 10_000),
                    new ChainHead(new JournalPosition(id * 10_000 + 10_000), new byte[32]),
                    "test",
                    new byte[] {1},
                    Map.of(),
                    at));
    TreeMap<String, String> roots = new TreeMap<>();
    manifest.datasets().forEach((word, table) -> roots.put(word, table.merkleRoot()));
    String sha256 =
        HexFormat.of().formatHex(MerkleAccumulator.sha256().digest(ManifestCodec.bytes(manifest)));
    log.append(new LogEntry.Segment(at, id, sha256, manifest.from(), manifest.to(), roots));
    SealedSegment added = new SealedSegment(folders.folder(manifest), manifest);
    sealed = Stream.concat(sealed.stream(), Stream.of(added)).toList();
    return added;
  }

  private static RowWriter row(HotBatch batch, Dataset dataset, long at, long position) {
    return batch.row(dataset, at, position);
  }

  /** One segment a day from this one on. */
  void sealDaily(long first, int days) {
    for (int i = 0; i < days; i++) {
      seal(first + i);
      pass(1);
    }
  }

  void pass(double days) {
    machine.millis += (long) (days * DAY);
    clock.look();
  }

  Retention.Outcome expire() {
    return retention.expire(false, Retention.Progress.NONE);
  }

  static MacAddress mac(int low) {
    return new MacAddress(0x02_00_00_00_00_00L + low);
  }

  @Override
  public void close() {
    retention.close();
    clock.close();
    engine.close();
    scan.close();
    files.close();
    log.close();
  }
}
