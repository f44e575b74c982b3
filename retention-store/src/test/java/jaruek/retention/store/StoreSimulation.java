package jaruek.retention.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.column.ColumnBatch;
import jaruek.retention.column.HotBatch;
import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.decode.OperationDecoder;
import jaruek.retention.journal.JournalException;
import jaruek.retention.log.LogException;
import jaruek.retention.log.SigningKey;
import jaruek.retention.log.StoreLog;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Transport;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.segment.FolderSegmentWriter;
import jaruek.retention.segment.RowEncoding;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.simulation.SimulatedCrash;
import jaruek.retention.simulation.SimulatedDisk;
import jaruek.retention.simulation.SimulatedFiles;
import jaruek.retention.simulation.SimulatedJournal;
import jaruek.retention.telemetry.Telemetry;
import jaruek.retention.verify.StoreVerifier;
import jaruek.retention.verify.VerificationProgress;
import jaruek.retention.verify.VerificationReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Some lives of a store on a bad disk, all of it from one seed: frames are recorded, forced,
 * decoded and sealed in random steps, the machine crashes in the middle of any of them, and the
 * next life goes on with what is left. At the end: what was acknowledged as durable is there once,
 * nothing is there twice, and verification passes or names the damage.
 */
final class StoreSimulation {
  /** What the disk does beside crashing. */
  enum Fault {
    NONE,
    /** Operations fail now and then. */
    FAILURES,
    /** It fills up and is made room on again. */
    FULL,
    /** It says it forced what it did not. */
    LIES,
    /** A bit changes while the machine is off. */
    FLIP
  }

  private static final int LIVES = 4;
  private static final int STEPS = 30;
  private static final long HOUR_MILLIS = 3_600_000;

  private final SplittableRandom random;
  private final SimulatedDisk disk;
  private final Path root;
  private final SimulatedFiles files = new SimulatedFiles();
  private final SigningKey key;
  private final Fault fault;
  private final Set<String> accepted = new LinkedHashSet<>();
  private final Set<String> durable = new HashSet<>();
  private final Deque<Pipeline.Closed> closed = new ArrayDeque<>();
  private final List<String> story = new ArrayList<>();
  private long now = Instant.parse("2026-11-23T00:00:00Z").toEpochMilli();
  private long frames;
  private String flipped = "";
  private boolean cutSaid;

  /** What became of it. */
  record Outcome(Fault fault, boolean named, long rows) {}

  StoreSimulation(long seed, SigningKey key) {
    random = new SplittableRandom(seed);
    disk = new SimulatedDisk(random.split());
    root = disk.folder("data");
    this.key = key;
    fault = Fault.values()[random.nextInt(Fault.values().length)];
    story.add("fault " + fault);
  }

  /** What happened, for a failure's message. */
  List<String> story() {
    return story;
  }

  Outcome run() {
    for (int life = 0; life < LIVES; life++) {
      Outcome ended = live();
      if (ended != null) return ended;
    }
    disk.failures(0);
    disk.forceLies(0);
    disk.capacity(Long.MAX_VALUE);
    return judge();
  }

  /** One life, up to its crash; an outcome if the store names damage and refuses to go on. */
  private @Nullable Outcome live() {
    spoil();
    boolean killed = random.nextInt(3) == 0;
    disk.crashAfter(random.nextLong(killed ? 200 : 400));
    Open open = null;
    try {
      open = new Open();
      for (int step = 0; step < STEPS; step++) step(open);
      story.add("lived to the end");
    } catch (SimulatedCrash e) {
      story.add(String.valueOf(e.getMessage()));
    } catch (StoreException | LogException | JournalException | SegmentException e) {
      story.add("refused: " + e.getMessage());
      if (mayBeDamaged()) return new Outcome(fault, true, 0);
      if (fault != Fault.FULL && fault != Fault.FAILURES)
        throw e; // else the next life has more luck
    }
    closed.clear();
    story.add(killed ? "killed" : "rebooted");
    if (killed) {
      disk.kill();
    } else {
      disk.reboot();
      accepted.clear(); // the next life cannot know which of those not forced are left
      if (fault == Fault.FLIP && flipped.isEmpty() && random.nextInt(3) == 0) {
        flipped = disk.flipBit();
        story.add("a bit of " + flipped + " flipped");
      }
    }
    return null;
  }

  private void spoil() {
    if (fault == Fault.FAILURES) disk.failures(0.02);
    if (fault == Fault.LIES) disk.forceLies(0.1);
    if (fault == Fault.FULL) disk.capacity(disk.bytes() + random.nextLong(12_000));
  }

  private boolean mayBeDamaged() {
    return disk.lied() || !flipped.isEmpty();
  }

  private final class Open {
    final SimulatedJournal journal;
    final RetentionStore store;
    final RetentionStore.Decoding decoding;

    Open() {
      journal = new SimulatedJournal(root.resolve("journal"));
      cutSaid |= journal.wasCut() && flipped.contains("/journal/");
      SegmentFolders folders = new SegmentFolders(root);
      store =
          new RetentionStore(
              journal,
              StoreLog.open(root.resolve("log"), key, "simulated"),
              folders,
              new FolderSegmentWriter(folders, files),
              List.<FrameDecoder>of(new CountingDecoder(), new OperationDecoder()),
              () -> Instant.ofEpochMilli(now),
              new Telemetry(),
              () -> "{}");
      store.open("simulated");
      decoding = store.new Decoding(closed::add);
      story.add(
          "opened with "
              + store.view().sealed().size()
              + " segments, journal "
              + journal.oldest().sequence()
              + " to "
              + journal.head().position().sequence());
    }
  }

  private void step(Open open) {
    now += random.nextInt(4) == 0 ? random.nextLong(HOUR_MILLIS) : random.nextLong(1000);
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> record(open);
      case 3 -> sync(open);
      case 4, 5, 6 -> decode(open, random.nextInt(12));
      case 7, 8 -> seal(open);
      default -> open.store.everyMinute();
    }
  }

  private void record(Open open) {
    List<Frame> batch = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      String id = "f" + frames++;
      ids.add(id);
      batch.add(
          new Frame(
              FrameKind.SYSLOG,
              now,
              IpAddress.UNSPECIFIED,
              514,
              Transport.UDP,
              id.getBytes(StandardCharsets.US_ASCII)));
    }
    try {
      open.store.record(batch);
      accepted.addAll(ids);
      story.add("recorded " + ids);
    } catch (JournalException e) {
      story.add("not recorded: " + e.getMessage());
    }
  }

  private void sync(Open open) {
    try {
      open.journal.sync();
      story.add("forced");
      durable.addAll(accepted);
    } catch (JournalException e) {
      story.add("not forced: " + e.getMessage());
    }
  }

  private static void decode(Open open, int count) {
    for (int i = 0; i < count && open.decoding.next(); i++) {}
  }

  private void seal(Open open) {
    if (!closed.isEmpty() && open.store.seal(closed.peek())) closed.remove();
  }

  private Outcome judge() {
    try {
      Open open = new Open();
      while (open.decoding.next()) {}
      while (!closed.isEmpty()) assertTrue(open.store.seal(closed.remove()), "not sealed");
      open.store.everyMinute();
      VerificationReport report =
          new StoreVerifier(root, key.verifyingKey(), new FileSegmentReader(files))
              .verify(open.journal, VerificationProgress.NONE);
      if (!report.intact()) {
        story.add(report.findings().toString());
        assertTrue(mayBeDamaged(), "verification finds damage where there is none");
        return new Outcome(fault, true, report.rows());
      }
      List<String> rows = rows(open.store.view());
      requireOnce(rows);
      return new Outcome(fault, cutSaid, rows.size());
    } catch (StoreException | LogException | JournalException | SegmentException e) {
      story.add("refused at the end: " + e.getMessage());
      if (!mayBeDamaged()) throw e;
      return new Outcome(fault, true, 0);
    }
  }

  private void requireOnce(List<String> rows) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < rows.size(); i++) {
      String[] parts = rows.get(i).split(":", 2);
      assertEquals(Integer.toString(i), parts[0], "rows do not follow one another");
      assertTrue(seen.add(parts[1]), parts[1] + " is there twice");
    }
    if (disk.lied() || cutSaid)
      return; // what the disk threw away behind the last signature cannot be known
    durable.addAll(accepted); // no power cut since
    for (String id : durable) assertTrue(seen.contains(id), id + " was acknowledged and is lost");
  }

  private List<String> rows(StoreView view) {
    List<String> rows = new ArrayList<>();
    FileSegmentReader reader = new FileSegmentReader(files);
    for (SealedSegment segment : view.sealed()) {
      reader.leaves(
          segment.folder(),
          segment.manifest(),
          Dataset.MESSAGES,
          (bytes, offset, length) -> rows.add(message(bytes)));
    }
    for (HotBatch batch : view.hot()) {
      ColumnBatch hot = batch.of(Dataset.MESSAGES);
      for (int row = 0; row < hot.rows(); row++) {
        rows.add(message(new RowEncoding(Dataset.MESSAGES).encode(hot, row).bytes()));
      }
    }
    return rows;
  }

  /** The message in a row's canonical bytes: the only text of these rows. */
  private static String message(byte[] leaf) {
    ByteBuffer from = ByteBuffer.wrap(leaf);
    from.position(Dataset.MESSAGES.columns().size() + 7 >>> 3);
    for (int i = 0; i < Messages.MESSAGE.ordinal(); i++) {
      if ((leaf[i >>> 3] & 0x80 >>> (i & 7)) == 0) continue;
      assertEquals(ColumnType.TIMESTAMP, Dataset.MESSAGES.columns().get(i).type());
      from.getLong();
    }
    byte[] text = new byte[from.getInt()];
    from.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
