package jaruek.bench;

import jaruek.retention.column.HotBatch;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.log.KeyFiles;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.log.StoreLog;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Operations;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.FolderSegmentWriter;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentDraft;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Makes a store with a past: an hourly segment for each hour of so many days up to now, with flows,
 * a session a day for each inside address (start, interim each hour, stop) and the appliance's
 * signs of life, sealed and logged as the store does it. Nothing goes through sockets and journal,
 * so the journal's positions are made up; everything else is as in use.
 *
 * <p>Every {@link #RARE_EVERY}th segment has one flow to {@link #RARE}.
 *
 * <p>Arguments: data directory, flows in all, days.
 */
public final class HistoryStore {
  /** An address that nearly no segment holds. */
  static final String RARE = "198.51.100.77";

  private static final int RARE_EVERY = 400;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int HOURS_OF_DAY = 24;
  private static final int MINUTES = 60;
  private static final byte[] NO_STATE = "JDS1".getBytes(StandardCharsets.US_ASCII);

  private final FolderSegmentWriter writer;
  private final StoreLog log;

  private HistoryStore(FolderSegmentWriter writer, StoreLog log) {
    this.writer = writer;
    this.log = log;
  }

  /** Runs once. */
  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    long flows = Long.parseLong(args[1]);
    int hours = Integer.parseInt(args[2]) * HOURS_OF_DAY;
    Files.createDirectories(
        data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectories(data.resolve("keys"));
    KeyFiles keys = new KeyFiles(data.resolve("keys"), null, new SecureRandom());
    try (ParquetFiles files = new ParquetFiles(data.resolve("spill"));
        StoreLog log = StoreLog.open(data.resolve("log"), keys, InstantSource.system())) {
      new HistoryStore(new FolderSegmentWriter(new SegmentFolders(data), files), log)
          .run(flows, hours);
      log.checkpoint(ChainHead.empty());
    }
  }

  private void run(long flows, int hours) throws InterruptedException, ExecutionException {
    long end = Instant.now().truncatedTo(ChronoUnit.HOURS).toEpochMilli();
    long begin = end - hours * HOUR_MILLIS;
    int rows = (int) (flows / hours);
    long started = System.nanoTime();
    long bytes = 0;
    FutureTask<HotBatch> next = batch(0, begin, rows);
    for (int hour = 0; hour < hours; hour++) {
      HotBatch batch = next.get();
      if (hour + 1 < hours) next = batch(hour + 1, begin, rows); // while this one is sealed
      bytes += seal(hour, batch, begin + (hour + 1) * HOUR_MILLIS);
      if (hour % 100 == 99) say(hour + 1, hours, rows, bytes, started);
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    long all = (long) rows * hours;
    System.out.printf(
        "made_rows=%d made_seconds=%.0f made_rate=%.0f made_bytes=%.2f from=%s to=%s%n",
        all,
        seconds,
        all / seconds,
        (double) bytes / all,
        Instant.ofEpochMilli(begin),
        Instant.ofEpochMilli(end));
  }

  private static void say(int done, int hours, int rows, long bytes, long started) {
    double seconds = (System.nanoTime() - started) / 1e9;
    long all = (long) rows * done;
    System.err.printf(
        "%d of %d segments, %.0f flows/s, %.2f bytes a flow%n",
        done, hours, all / seconds, (double) bytes / all);
  }

  private long seal(int id, HotBatch batch, long at) {
    SegmentDraft draft =
        new SegmentDraft(
            id, new JournalPosition(0), ChainHead.empty(), "hour", NO_STATE, Map.of(), at);
    SegmentManifest manifest = writer.write(batch, draft);
    TreeMap<String, String> roots = new TreeMap<>();
    manifest.datasets().forEach((word, table) -> roots.put(word, table.merkleRoot()));
    byte[] digest = MerkleAccumulator.sha256().digest(ManifestCodec.bytes(manifest));
    log.append(
        new LogEntry.Segment(
            at, id, HexFormat.of().formatHex(digest), manifest.from(), manifest.to(), roots));
    return manifest.table(Dataset.TRAFFIC).orElseThrow().bytes();
  }

  private static FutureTask<HotBatch> batch(int hour, long begin, int rows) {
    FutureTask<HotBatch> task = new FutureTask<>(() -> fill(hour, begin, rows));
    Thread.ofPlatform().name("fill").daemon().start(task);
    return task;
  }

  private static HotBatch fill(int hour, long begin, int rows) {
    long from = begin + hour * HOUR_MILLIS;
    long frame = hour * 1_000_000L;
    HotBatch batch = new HotBatch();
    new FlowRows(hour).fill(batch, rows, from, HOUR_MILLIS, frame);
    if (hour % RARE_EVERY == 17) {
      batch
          .row(Dataset.TRAFFIC, from + HOUR_MILLIS - 1, frame + rows)
          .set(Traffic.STARTED_AT, from + HOUR_MILLIS - 1000)
          .set(Traffic.ENDED_AT, from + HOUR_MILLIS - 500)
          .set(Traffic.SOURCE_ADDRESS, IpAddress.of("10.20.1.7"))
          .set(Traffic.DESTINATION_ADDRESS, IpAddress.of(RARE))
          .set(Traffic.PROTOCOL, 6)
          .end();
    }
    sessions(batch, hour, from, frame);
    for (int minute = 0; minute < MINUTES; minute++) {
      batch
          .row(Dataset.OPERATIONS, from + minute * 60_000L, frame + minute)
          .set(Operations.ACTOR, "appliance")
          .set(Operations.ACTION, hour == 0 && minute == 0 ? "start" : "clock")
          .end();
    }
    return batch;
  }

  /** One a day for each inside address. */
  private static void sessions(HotBatch batch, int hour, long from, long frame) {
    int ofDay = hour % HOURS_OF_DAY;
    String event = ofDay == 0 ? "start" : ofDay == HOURS_OF_DAY - 1 ? "stop" : "interim";
    for (int i = 0; i < FlowLoad.HOSTS; i++) {
      long at = from + (long) i * (HOUR_MILLIS - 1) / FlowLoad.HOSTS;
      RowWriter row = batch.row(Dataset.IDENTITY, at, frame + 100 + i);
      row.set(Identity.EVENT_AT, at)
          .set(Identity.EVENT, event)
          .set(Identity.USER_NAME, "u" + i)
          .setAddress(Identity.ADDRESS, 0, IpAddress.lowOfIpv4(0x0A140000 | i))
          .setMac(Identity.MAC, 0x0200_0000_0000L | i)
          .set(Identity.NAS, "192.0.2.1")
          .set(Identity.SESSION_ID, "s" + hour / HOURS_OF_DAY + "-" + i)
          .set(Identity.SECONDS, ofDay * 3600L)
          .end();
    }
  }
}
