package jaruek.retention.store;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.column.HotBatch;
import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.expiry.ExpiredFolders;
import jaruek.retention.expiry.ExpiringStore;
import jaruek.retention.expiry.Receipt;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.LogException;
import jaruek.retention.log.Sha256;
import jaruek.retention.log.StoreLog;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.segment.SegmentWriter;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store put together: frames are recorded into the journal, decoded on one thread into hot
 * batches that queries see at once, sealed on another, and logged; the journal is let go behind
 * what is sealed.
 *
 * <p>Start order: what is sealed and logged is the truth; a segment without a log entry is dropped
 * and made again from the journal, and decoding begins where the last logged segment ends, with the
 * decoders' state of that place.
 */
public final class RetentionStore implements Recorder, ExpiringStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionStore.class);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long MINUTE_SECONDS = 60;
  private static final long DISK_SECONDS = 5;

  private final Journal journal;
  private final StoreLog log;
  private final SegmentFolders folders;
  private final SegmentWriter writer;
  private final List<FrameDecoder> decoders;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final Supplier<String> clockSample;
  private final JournalRecorder recorder;
  private final Sealer sealer = new Sealer(this::seal);
  private final Thread decoding = Thread.ofPlatform().name("jaruek-decode").unstarted(this::decode);
  private final ScheduledExecutorService minutes =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("jaruek-minute").factory());
  private final Map<Dataset, Long> expired = new EnumMap<>(Dataset.class);
  private final LongAdder sealMillis;
  private final LongAdder sealFailures;

  private StoreView view = new StoreView(List.of(), List.of());
  private SegmentSealer segments;
  private volatile ChainHead decodedTo = ChainHead.empty();
  private volatile long sealedTo;
  private volatile boolean decoderIdle;
  private volatile boolean closing;
  private volatile String sealingFault = "";
  private volatile String lastClockSample = "{}";
  private volatile Supplier<OptionalLong> retentionClock = OptionalLong::empty;
  private volatile LongSupplier held = () -> Long.MAX_VALUE;
  private volatile String decodingFault = "";
  private volatile @Nullable DiskReserve disk;
  private volatile ReplayListener replay = ReplayListener.NONE;
  private volatile JournalPosition startedAt = new JournalPosition(0);

  /**
   * @param decoders one for each kind of frame, fresh
   * @param clockSample what the clock's offset is now, as JSON; asked each minute
   */
  public RetentionStore(
      Journal journal,
      StoreLog log,
      SegmentFolders folders,
      SegmentWriter writer,
      List<FrameDecoder> decoders,
      InstantSource clock,
      Telemetry telemetry,
      Supplier<String> clockSample) {
    this.journal = journal;
    this.log = log;
    this.folders = folders;
    this.writer = writer;
    this.decoders = List.copyOf(decoders);
    this.clock = clock;
    this.telemetry = telemetry;
    this.clockSample = clockSample;
    this.recorder = new JournalRecorder(journal, this::wakeDecoder);
    this.segments = new SegmentSealer(writer, log, this::clockEntry, 0);
    this.sealMillis = telemetry.counter("store.seal.millis");
    this.sealFailures = telemetry.counter("store.seal.failures");
  }

  /**
   * Names the clock by which segments expire, before the start; each seal is logged with it where
   * it has a value.
   */
  public void retentionClock(Supplier<OptionalLong> millis) {
    retentionClock = millis;
  }

  private Optional<LogEntry> clockEntry() {
    return Optional.of(
        LogEntry.clock(clock.millis(), Events.clockFields(lastClockSample), retentionClock.get()));
  }

  /**
   * Opens what is there and begins to decode behind it.
   *
   * @param version of the program that starts
   * @throws StoreException if the journal does not continue what is sealed
   */
  public void start(String version) {
    open(version);
    sealer.start();
    decoding.start();
    var _ =
        minutes.scheduleAtFixedRate(
            this::everyMinute, MINUTE_SECONDS, MINUTE_SECONDS, TimeUnit.SECONDS);
    var _ =
        minutes.scheduleAtFixedRate(this::checkDisk, DISK_SECONDS, DISK_SECONDS, TimeUnit.SECONDS);
    everyMinute();
  }

  /** All of a start but the threads: the simulation is its own thread. */
  void open(String version) {
    List<SealedSegment> sealed = openSegments();
    ChainHead start = Resume.at(sealed, decoders);
    if (!sealed.isEmpty()) {
      segments = new SegmentSealer(writer, log, this::clockEntry, sealed.getLast().id() + 1);
    }
    sealedTo = start.position().sequence();
    decodedTo = start;
    synchronized (this) {
      view = new StoreView(sealed, List.of());
    }
    Resume.requireContinues(journal, start);
    Resume.requireReaches(journal, log.journalHead());
    publish();
    long now = clock.millis();
    log.append(LogEntry.start(now, version));
    // rows from before are sealed apart from what comes now
    startedAt = recorder.cutNow("start", now);
    record(List.of(Events.start(now, version)));
  }

  /** Tells this one how decoding and sealing get on; before the start. */
  public void listen(ReplayListener listener) {
    replay = listener;
  }

  private List<SealedSegment> openSegments() {
    Map<Long, String> logged = new TreeMap<>();
    List<LogEntry> entries = log.entries();
    new ExpiredFolders(folders).finish(entries);
    Set<Long> gone = new HashSet<>();
    for (LogEntry entry : entries) {
      if (entry instanceof LogEntry.Segment segment) {
        logged.put(segment.id(), segment.manifestSha256());
      }
      Receipt.of(entry).ifPresent(receipt -> takeInto(gone, receipt));
    }
    long newest = logged.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
    List<SealedSegment> kept = new ArrayList<>();
    for (SealedSegment segment : new Catalog(folders).open().segments()) {
      String sha256 = logged.remove(segment.id());
      if (sha256 != null) {
        requireLogged(segment, sha256);
        kept.add(segment);
      } else {
        LOG.warn(
            "segment {} was not logged before the last stop; made again from the journal",
            segment.folder());
        folders.discard(segment.folder());
      }
    }
    logged.keySet().removeAll(gone);
    if (logged.containsKey(newest)) {
      throw new StoreException(
          "segment "
              + newest
              + ", the newest that the log names, is missing on the disk: put its folder back from"
              + " the backup; without one: jaruek restore");
    }
    if (!logged.isEmpty()) {
      LOG.error(
          "segments {} stand in the log but are missing on disk; bring them back from the backup",
          logged.keySet());
    }
    return kept;
  }

  /** Its own hash must be logged; rows that are missing are told, and what comes is recorded. */
  private static void requireLogged(SealedSegment segment, String sha256) {
    Path file = segment.folder().resolve(SegmentManifest.FILE_NAME);
    String found = sha256(file);
    if (!found.equals(sha256)) {
      throw new StoreException(
          file
              + " is damaged: its SHA-256 is "
              + found
              + ", the log has "
              + sha256
              + "; put back a copy, and keep the damaged one: it may be evidence");
    }
    if (segment.isExpired() || !Files.isDirectory(segment.folder())) return;
    for (SegmentManifest.Table table : segment.manifest().datasets().values()) {
      Path rows = segment.folder().resolve(table.file());
      long bytes;
      try {
        bytes = Files.size(rows);
      } catch (IOException e) {
        bytes = -1;
      }
      if (bytes == table.bytes()) continue;
      LOG.error(
          "{} {}; put back a copy: until then questions about its time fail",
          rows,
          bytes < 0
              ? "is missing or cannot be read"
              : "has " + bytes + " bytes, " + table.bytes() + " were sealed");
    }
  }

  private static String sha256(Path manifest) {
    try {
      return Sha256.of(manifest);
    } catch (IOException e) {
      throw new StoreException(manifest + " cannot be read: " + e, e);
    }
  }

  private synchronized void takeInto(Set<Long> gone, Receipt receipt) {
    receipt.expired().forEach((dataset, rows) -> expired.merge(dataset, rows, Long::sum));
    if (receipt.keptSha256().isEmpty()) gone.add(receipt.segment());
  }

  @Override
  public boolean isExpendable(SealedSegment segment) {
    List<SealedSegment> sealed = view().sealed();
    return segment.id() < sealed.getLast().id()
        && segment.manifest().to() < journal.oldest().sequence();
  }

  @Override
  public synchronized void replace(
      SealedSegment before, @Nullable SealedSegment now, Map<Dataset, Long> gone) {
    List<SealedSegment> sealed = new ArrayList<>(view.sealed());
    int at = sealed.indexOf(before);
    if (now == null) sealed.remove(at);
    else sealed.set(at, now);
    gone.forEach((dataset, rows) -> expired.merge(dataset, rows, Long::sum));
    view = new StoreView(sealed, view.hot());
  }

  private synchronized long lifeRows(Dataset dataset) {
    return expired.getOrDefault(dataset, 0L) + view.rows(dataset);
  }

  private void publish() {
    telemetry.gauge("store.lag.frames", this::lagFrames);
    telemetry.gauge("store.journal.bytes", journal::sizeBytes);
    telemetry.gauge("store.segments", () -> view().sealed().size());
    for (Dataset dataset : Dataset.values()) {
      telemetry.gauge("store.rows", () -> lifeRows(dataset), "dataset", dataset.word());
    }
  }

  @Override
  public JournalPosition record(List<Frame> frames) {
    return recorder.record(frames);
  }

  /** All rows at this instant. */
  @Override
  public synchronized StoreView view() {
    return view;
  }

  /** How the store is. */
  public StoreStatus status() {
    StoreView now = view();
    Map<Dataset, Long> rows = new EnumMap<>(Dataset.class);
    for (Dataset dataset : Dataset.values()) rows.put(dataset, lifeRows(dataset));
    return new StoreStatus(
        rows,
        lagFrames(),
        now.sealed().size(),
        sealedTo,
        journal.sizeBytes(),
        fullDisk().orElse(sealingFault),
        decodingFault);
  }

  private long lagFrames() {
    return Math.max(0, journal.head().position().sequence() - decodedTo.position().sequence());
  }

  /**
   * What {@link #seal} sealed.
   *
   * @param rows 0 if there were none
   * @param lastSegment the newest segment's id, -1 if there is none at all
   */
  public record Sealed(long rows, long lastSegment) {}

  /**
   * Seals everything recorded so far.
   *
   * @return empty if it was not done in that time
   * @throws StoreException at once if the disk is nearly full: sealing waits for room then
   */
  public Optional<Sealed> seal(long timeoutMillis) throws InterruptedException {
    fullDisk()
        .ifPresent(
            fault -> {
              throw new StoreException(fault + "; sealing goes on by itself when there is room");
            });
    List<SealedSegment> before = view().sealed();
    long last = before.isEmpty() ? -1 : before.getLast().id();
    long cut = recorder.cutNow("command", clock.millis()).sequence();
    if (!sealer.awaitIdle(() -> decodedTo.position().sequence() > cut, timeoutMillis)) {
      return Optional.empty();
    }
    List<SealedSegment> sealed = view().sealed();
    long rows =
        sealed.stream().filter(s -> s.id() > last).mapToLong(s -> s.manifest().rows()).sum();
    return Optional.of(new Sealed(rows, sealed.isEmpty() ? -1 : sealed.getLast().id()));
  }

  private void wakeDecoder() {
    if (decoderIdle) LockSupport.unpark(decoding);
  }

  private void decode() {
    try (Decoding frames = new Decoding(sealer::accept)) {
      while (!closing) {
        if (!frames.next()) idle(decodedTo.position());
      }
    } catch (JournalException e) { // it says where, and a trace says no more
      decodingFault = String.valueOf(e.getMessage());
      LOG.error("decoding stopped; what comes is journalled but not decoded: {}", decodingFault);
    } catch (RuntimeException e) { // what comes is still journalled, so the process goes on
      decodingFault = String.valueOf(e.getMessage());
      LOG.error(
          "decoding stopped; what comes is journalled but not decoded: {}", e.getMessage(), e);
    }
  }

  /** From the journal into hot batches, frame by frame; used by one thread. */
  final class Decoding implements AutoCloseable {
    private final Pipeline pipeline;
    private final JournalReader reader;
    private boolean replaying = true;

    /**
     * Begins behind what is sealed.
     *
     * @param closed takes batches to be sealed, see {@link RetentionStore#seal(Pipeline.Closed)}
     */
    Decoding(Consumer<Pipeline.Closed> closed) {
      Consumer<Pipeline.Closed> told =
          batch -> {
            replay.closed(batch.to().position().sequence());
            closed.accept(batch);
          };
      pipeline = new Pipeline(decoders, decodedTo, telemetry, RetentionStore.this::opened, told);
      pipeline.start();
      reader = journal.read(decodedTo.position());
    }

    /** Decodes the next frame; false if there is none yet. */
    boolean next() {
      if (!reader.next()) return false;
      replaying = replaying && isReplayed(reader);
      pipeline.take(reader);
      decodedTo = pipeline.head();
      replay.passed(reader.frame(), decodedTo.position().sequence());
      if (replaying) replay.decoded(reader.frame());
      return true;
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  /** Lets sealing wait where this one says that the disk is nearly full; before the start. */
  public void guard(DiskReserve reserve) {
    reserve.check();
    disk = reserve;
  }

  /** Keeps the journal from this position on, though it is sealed: somebody still reads it. */
  public void holdJournal(LongSupplier from) {
    held = from;
  }

  private void checkDisk() {
    DiskReserve reserve = disk;
    if (reserve != null) reserve.check();
  }

  private boolean isReplayed(JournalReader reader) {
    if (reader.position().compareTo(startedAt) < 0) return true;
    replay.caughtUp(reader.position().sequence() + 1);
    return false;
  }

  private void idle(JournalPosition next) {
    decoderIdle = true;
    if (journal.head().position().compareTo(next) <= 0 && !closing)
      LockSupport.parkNanos(this, IDLE_NANOS);
    decoderIdle = false;
  }

  private synchronized void opened(HotBatch batch) {
    List<HotBatch> hot = new ArrayList<>(view.hot());
    hot.add(batch);
    view = new StoreView(view.sealed(), hot);
  }

  /** Why sealing waits. */
  private Optional<String> fullDisk() {
    DiskReserve reserve = disk;
    if (reserve == null || reserve.state() == DiskReserve.State.ROOM) return Optional.empty();
    return Optional.of("the disk is nearly full: " + (reserve.freeBytes() >> 20) + " MiB free");
  }

  /** Seals a batch; false if it could not and is to be tried again. */
  boolean seal(Pipeline.Closed closed) {
    if (fullDisk().isPresent()) return false;
    long started = System.nanoTime();
    try {
      replay.sealing(closed.to().position().sequence());
      journal.sync(); // else a power cut could leave a segment that the journal does not reach
      SegmentManifest manifest = segments.seal(closed);
      swap(closed.batch(), manifest);
      sealedTo = manifest.to();
      sealMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
      telemetry.counter("store.seal.segments").increment();
      sealingFault = "";
    } catch (
        RuntimeException e) { // whatever it is, the journal has the rows and the next try may do
      sealFailures.increment();
      sealingFault = String.valueOf(e.getMessage());
      LOG.error("a segment could not be sealed, tried again in a while: {}", e.getMessage(), e);
      return false;
    }
    try {
      checkpoint();
      journal.release(
          new JournalPosition(Math.min(closed.to().position().sequence(), held.getAsLong())));
    } catch (RuntimeException e) {
      LOG.error("the journal behind a sealed segment could not be let go: {}", e.getMessage(), e);
    }
    return true;
  }

  /** What is signed must last as long as the signature: a shorter journal would look cut. */
  private void checkpoint() {
    ChainHead head = journal.head();
    journal.sync();
    log.checkpoint(head);
  }

  private synchronized void swap(HotBatch batch, SegmentManifest manifest) {
    List<SealedSegment> sealed = new ArrayList<>(view.sealed());
    sealed.add(new SealedSegment(folders.folder(manifest), manifest));
    List<HotBatch> hot = new ArrayList<>(view.hot());
    hot.removeIf(b -> b == batch);
    view = new StoreView(sealed, hot);
  }

  void everyMinute() {
    try {
      lastClockSample = clockSample.get();
      record(List.of(Events.clock(clock.millis(), lastClockSample)));
      checkpoint();
    } catch (RuntimeException e) { // else there would be no next minute
      LOG.error(
          "the minute's clock sample and checkpoint could not be written: {}", e.getMessage(), e);
    }
  }

  /**
   * Stops decoding and sealing. Hot rows are not lost: the journal has them and the next start
   * decodes them again.
   */
  @Override
  public void close() {
    if (closing) return;
    minutes.shutdownNow();
    try {
      record(List.of(Events.stop(clock.millis())));
      log.append(LogEntry.stop(clock.millis()));
      checkpoint();
    } catch (JournalException | LogException e) {
      LOG.error("the stop could not be recorded: {}", e.getMessage(), e);
    }
    closing = true;
    sealer.close();
    LockSupport.unpark(decoding);
    joinDecoding();
    log.close();
    journal.close();
  }

  private void joinDecoding() {
    boolean interrupted = false;
    while (decoding.isAlive()) {
      try {
        decoding.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
