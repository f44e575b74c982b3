package jaruek.appliance;

import jaruek.appliance.admin.DeviceSnapshot;
import jaruek.retention.coverage.ExporterClock;
import jaruek.retention.coverage.MinuteAccount;
import jaruek.retention.coverage.SourceCount;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.coverage.SourceTerm;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.journal.JournalException;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.record.Transport;
import jaruek.retention.store.Recorder;
import jaruek.retention.store.ReplayListener;
import jaruek.retention.telemetry.Telemetry;
import jaruek.retention.telemetry.Telemetry.Series;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the {@link MinuteAccount} of each minute of our clock into the journal. Looked at each
 * second: where the wall clock went otherwise than the monotonic one by {@link #STEP_MILLIS} or
 * more, it was set, and the account ends there.
 *
 * <p>What was decoded is told exactly up to a place in the journal, so that no kill leaves a frame
 * untold or tells it twice: the minute's end writes a {@link #MARK}, the decoding thread keeps the
 * counters as they are behind it, and the account that names the place follows. A segment is sealed
 * only behind an account of all its frames. So the next start, which decodes again what is behind
 * the last segment, finds in the journal up to where it was told, and tells the rest as an account
 * of its own, with the times of then.
 *
 * <p>An account that cannot be written is told with the next one.
 */
final class AccountWriter implements ReplayListener, AutoCloseable {
  /** The wall clock was set where it goes so far from the monotonic one within a second. */
  static final long STEP_MILLIS = 500;

  /** Accounts that wait to be written; with more the account is not ended but goes on. */
  static final int UNWRITTEN_MAX = 60;

  /** The action of the operation that a minute's end leaves in the journal. */
  static final String MARK = "account-mark";

  /** Places whose counters are kept until their account is told. */
  private static final int PLACES_MAX = 1_024;

  private static final long NO_PLACE = -1;

  /** Of one frame, with room for the rest of the operation. */
  private static final int DETAIL_BYTES_MAX = Frame.BYTES_MAX - 1_024;

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** An account waits so long for decoding to reach its place. */
  private static final long DECODING_NANOS = TimeUnit.SECONDS.toNanos(90);

  private static final long MINUTE_MILLIS = 60_000;
  private static final long CLOSE_WAIT_MILLIS = 2_000;
  private static final Logger LOG = LoggerFactory.getLogger(AccountWriter.class);

  private static final Comparator<Map.Entry<SourceName, SourceCount>> BUSIEST_FIRST =
      Comparator.<Map.Entry<SourceName, SourceCount>>comparingLong(e -> e.getValue().received())
          .reversed()
          .thenComparing(Map.Entry::getKey);

  private final Recorder recorder;
  private final Telemetry telemetry;
  private final Supplier<DeviceSnapshot> devices;
  private final LongSupplier lagFrames;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService seconds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("jaruek-account").daemon().factory());

  /** The decoding's counters at places in the journal. */
  private final NavigableMap<Long, Map<Series, Long>> places = new ConcurrentSkipListMap<>();

  private @Nullable Replay replay = new Replay();
  private final List<Pending> unwritten = new ArrayList<>();
  private Map<Series, Long> received = Map.of();

  /** The decoding's counters at the last place that was told, and that place. */
  private Map<Series, Long> told = Map.of();

  private long toldTo = NO_PLACE;
  private SortedMap<SourceName, Long> waiting = new TreeMap<>();
  private Map<Series, Long> atStart = Map.of();
  private Map<String, Long> drops = Map.of();
  private long refused;
  private long startedMillis;
  private long fromMillis;
  private long lastMillis;
  private long lastNanos;
  private long triedNanos;
  private long refusedNanos;
  private boolean started;
  private boolean closing;

  /**
   * @param devices as they are now
   * @param lagFrames journalled but not decoded yet
   * @param nanoTime the monotonic clock
   */
  AccountWriter(
      Recorder recorder,
      Telemetry telemetry,
      Supplier<DeviceSnapshot> devices,
      LongSupplier lagFrames,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.recorder = recorder;
    this.telemetry = telemetry;
    this.devices = devices;
    this.lagFrames = lagFrames;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** What a restart decodes again, and has not told yet: its times. */
  private static final class Replay {
    long fromMillis = -1;
    long toMillis = -1;
  }

  /** An account that is not written yet, at first without what was decoded. */
  private static final class Pending {
    final Window window;
    final Map<Series, Long> received;
    final SortedMap<String, Long> drops;
    final long refused;
    final long place;
    final long sinceNanos;
    @Nullable MinuteAccount account;

    Pending(
        Window window,
        Map<Series, Long> received,
        SortedMap<String, Long> drops,
        long refused,
        long place,
        long sinceNanos) {
      this.sinceNanos = sinceNanos;
      this.window = window;
      this.received = received;
      this.drops = drops;
      this.refused = refused;
      this.place = place;
    }
  }

  @Override
  public void passed(Frame frame, long decodedTo) {
    boolean mark =
        frame.kind() == FrameKind.OPERATION
            && operation(frame).filter(event -> event.action().equals(MARK)).isPresent();
    if (mark || frame.kind() == FrameKind.CUT) keep(decodedTo);
  }

  @Override
  public void closed(long decodedTo) {
    keep(decodedTo);
  }

  private void keep(long place) {
    places.put(place, SourceSeries.values(telemetry, SourceSeries.DECODING));
    if (places.size() > PLACES_MAX) places.pollFirstEntry();
  }

  @Override
  public synchronized void decoded(Frame frame) {
    Replay now = replay;
    if (now == null) return;
    now.toMillis = frame.receivedAtMillis();
    if (now.fromMillis < 0) now.fromMillis = now.toMillis;
    if (frame.kind() != FrameKind.OPERATION) return;
    operation(frame)
        .filter(event -> event.action().equals(MinuteAccount.ACTION))
        .map(OperationEvent::detail)
        .flatMap(MinuteAccount::parse)
        .ifPresent(
            account -> {
              now.fromMillis = account.toMillis();
              resume(account);
            });
  }

  /** Goes on where this account of before the stop ended. */
  private void resume(MinuteAccount account) {
    waiting = new TreeMap<>(account.waiting());
    if (account.decodedTo() < 0) { // by an older version: about here
      told = SourceSeries.values(telemetry, SourceSeries.DECODING);
      return;
    }
    Map<Series, Long> then = places.get(account.decodedTo());
    if (then == null || account.decodedTo() <= toldTo) return;
    told = then;
    forgetBefore(account.decodedTo());
  }

  private void forgetBefore(long place) {
    toldTo = place;
    places.headMap(place).clear();
  }

  private static Optional<OperationEvent> operation(Frame frame) {
    try {
      return Optional.of(EventCodec.operation(frame.bytes()));
    } catch (IOException e) {
      return Optional.empty(); // a damaged operation is counted where it is decoded
    }
  }

  @Override
  public synchronized void caughtUp(long decodedTo) {
    Map<Series, Long> now = SourceSeries.values(telemetry, SourceSeries.DECODING);
    tellReplayed(now, decodedTo);
    replay = null;
    atStart = now;
  }

  /**
   * What is decoded again and was not told before the stop. What was told to be waiting then is
   * received already; where less than that is in the journal, the kill took the rest.
   */
  private void tellReplayed(Map<Series, Long> now, long place) {
    Replay span = replay;
    Map<Series, Long> added = SourceSeries.since(told, now);
    SortedMap<SourceName, SourceCount> sources = SourceSeries.bySource(added, devices.get(), true);
    waiting.forEach(
        (source, count) -> sources.merge(source, lessWaiting(count), SourceCount::plus));
    sources.replaceAll((source, count) -> settled(count));
    sources.values().removeIf(SourceCount::isNothing);
    told = now;
    forgetBefore(place);
    waiting = new TreeMap<>();
    if (sources.isEmpty() || span == null) return;
    long last = Math.max(0, Math.max(span.fromMillis, span.toMillis));
    long from = Math.clamp(span.fromMillis, last - MinuteAccount.SPAN_MILLIS_MAX, last);
    Pending pending =
        new Pending(new Window(Math.max(0, from), last, 0, true), Map.of(), none(), 0, place, 0);
    pending.account = account(pending, sources);
    unwritten.add(pending);
  }

  private static SortedMap<String, Long> none() {
    return new TreeMap<>();
  }

  private static SourceCount lessWaiting(long count) {
    return new SourceCount(-count, 0, 0, 0, 0, none());
  }

  private static SourceCount settled(SourceCount count) {
    long frames = count.of(SourceTerm.DECODED);
    if (count.received() == frames) return count;
    long received = Math.max(0, count.received());
    // the bytes of those told before are not known one by one
    long bytes = frames == 0 ? 0 : Math.round((double) count.bytes() * received / frames);
    SourceCount settled =
        new SourceCount(
            received,
            bytes,
            count.gap(),
            count.late(),
            count.restarts(),
            count.rejected(),
            count.terms(),
            count.domains(),
            count.clock());
    return settled.plus(SourceCount.of(SourceTerm.KILLED, received - count.received()));
  }

  /**
   * A restart will not decode this again, so it must be told before. Not while a restart decodes:
   * an account further on in the journal may tell it.
   */
  @Override
  public synchronized void sealing(long decodedTo) {
    try {
      Map<Series, Long> then = places.get(decodedTo);
      if (replay == null && then != null && decodedTo > toldTo) tellDecoded(then, decodedTo);
      writeFinished();
    } catch (RuntimeException e) { // told with the next one
      LOG.warn("the account before a segment could not be written: {}", e.toString());
    }
  }

  /** The minute's account so far, without what was received: told before those that wait. */
  private void tellDecoded(Map<Series, Long> now, long place) {
    long at = clock.millis();
    long from = started ? Math.clamp(fromMillis, at - MinuteAccount.SPAN_MILLIS_MAX, at) : at;
    Pending pending = new Pending(new Window(from, at, 0, false), Map.of(), none(), 0, place, 0);
    Map<Series, Long> added = SourceSeries.since(told, now);
    told = now;
    forgetBefore(place);
    SortedMap<SourceName, SourceCount> sources = SourceSeries.bySource(added, devices.get(), false);
    count(sources);
    pending.account = account(pending, sources);
    int next = 0;
    while (next < unwritten.size() && unwritten.get(next).account != null) next++;
    unwritten.add(next, pending);
  }

  private void count(SortedMap<SourceName, SourceCount> sources) {
    sources.forEach(
        (source, count) -> {
          long now = waiting.getOrDefault(source, 0L) + count.waiting();
          if (now == 0) waiting.remove(source);
          else waiting.put(source, now);
        });
  }

  /** Begins the first minute; what was received before is told with it. */
  void start() {
    synchronized (this) {
      fromMillis = clock.millis();
      startedMillis = fromMillis;
      lastMillis = fromMillis;
      lastNanos = nanoTime.getAsLong();
      started = true;
    }
    var _ = seconds.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** Ends the account where the minute is over or the clock was set. */
  synchronized void tick() {
    try {
      long nowNanos = nanoTime.getAsLong();
      long now = clock.millis();
      long expected = lastMillis + TimeUnit.NANOSECONDS.toMillis(nowNanos - lastNanos);
      long step = now - expected;
      lastNanos = nowNanos;
      lastMillis = now;
      boolean full = unwritten.size() >= UNWRITTEN_MAX;
      if (full && nowNanos - triedNanos < RETRY_NANOS) return;
      if (Math.abs(step) >= STEP_MILLIS) {
        LOG.warn("the clock was set by {} ms", step);
        end(expected, step);
        fromMillis = now;
      } else if (Math.floorDiv(now, MINUTE_MILLIS) != Math.floorDiv(fromMillis, MINUTE_MILLIS)) {
        end(now, 0);
      } else if (!unwritten.isEmpty()) {
        writeWaiting(nowNanos);
      }
    } catch (RuntimeException e) { // else there would be no next one
      LOG.error("the minute's account could not be written: {}", e.toString());
    }
  }

  /** Those that waited for decoding; a journal that took none is asked again in a while. */
  private void writeWaiting(long nowNanos) {
    if (refusedNanos != 0 && nowNanos - refusedNanos < RETRY_NANOS) return;
    try {
      write();
      refusedNanos = 0;
    } catch (JournalException e) {
      refusedNanos = nowNanos;
    }
  }

  private record Window(long fromMillis, long toMillis, long stepMillis, boolean replayed) {}

  /** Takes the account up to here; if it cannot be written it waits for the next one. */
  private void end(long toMillis, long stepMillis) {
    triedNanos = lastNanos;
    if (unwritten.size() >= UNWRITTEN_MAX) {
      write();
      if (unwritten.size() >= UNWRITTEN_MAX) return;
    }
    // the mark first: all that is journalled before it was counted as received before it
    long place = mark();
    Map<Series, Long> receivedNow = SourceSeries.values(telemetry, SourceSeries.RECEIVING);
    Map<String, Long> dropsNow = LossAccount.drops(telemetry);
    long refusedNow = telemetry.sum("collector.refused");
    long from = Math.clamp(fromMillis, toMillis - MinuteAccount.SPAN_MILLIS_MAX, toMillis);
    unwritten.add(
        new Pending(
            new Window(from, toMillis, stepMillis, false),
            SourceSeries.since(received, receivedNow),
            dropsSince(dropsNow),
            refusedNow - refused,
            place,
            lastNanos));
    received = receivedNow;
    drops = dropsNow;
    refused = refusedNow;
    fromMillis = toMillis;
    write();
  }

  /** Marks the place in the journal; {@link #NO_PLACE} if it cannot be written to. */
  private long mark() {
    try {
      return recorder.record(List.of(frame(MARK, null))).sequence() + 1;
    } catch (JournalException e) {
      return NO_PLACE;
    }
  }

  private SortedMap<String, Long> dropsSince(Map<String, Long> now) {
    SortedMap<String, Long> since = new TreeMap<>();
    now.forEach(
        (listener, value) -> {
          long before = drops.getOrDefault(listener, 0L);
          long by = value < before ? value : value - before; // a new socket counts from 0
          if (by > 0 && since.size() < MinuteAccount.LISTENERS_MAX) since.put(listener, by);
        });
    return since;
  }

  private MinuteAccount account(Pending of, SortedMap<SourceName, SourceCount> sources) {
    SortedMap<SourceName, ExporterClock> clocks = SourceSeries.clocks(telemetry, devices.get());
    clocks.forEach(
        (source, its) ->
            sources.computeIfPresent(source, (s, count) -> count.plus(SourceCount.of(its))));
    SortedMap<SourceName, SourceCount> named = sources;
    SourceCount other = SourceCount.NONE;
    int others = 0;
    if (sources.size() > MinuteAccount.SOURCES_MAX) {
      named = new TreeMap<>();
      for (Map.Entry<SourceName, SourceCount> source :
          sources.entrySet().stream().sorted(BUSIEST_FIRST).toList()) {
        if (named.size() < MinuteAccount.SOURCES_MAX) {
          named.put(source.getKey(), source.getValue());
        } else {
          other = other.plus(source.getValue());
          others++;
        }
      }
    }
    return new MinuteAccount(
        of.window.fromMillis,
        of.window.toMillis,
        of.window.stepMillis,
        of.window.replayed,
        named,
        others,
        other,
        of.drops,
        of.refused,
        toldTo,
        waiting);
  }

  private void write() {
    for (Pending pending : unwritten) {
      if (pending.account == null && !finish(pending)) break;
    }
    writeFinished();
  }

  /**
   * Adds what was decoded up to its place; false if decoding is not there yet. If it does not get
   * there for a while that is told with a later account.
   */
  private boolean finish(Pending pending) {
    Map<Series, Long> counts = new HashMap<>(pending.received);
    if (pending.place > toldTo) {
      Map<Series, Long> then = places.get(pending.place);
      boolean late = closing || lastNanos - pending.sinceNanos >= DECODING_NANOS;
      if (then == null && (replay != null || !late)) return false;
      if (then != null) {
        counts.putAll(SourceSeries.since(told, then));
        told = then;
        forgetBefore(pending.place);
      }
    }
    SortedMap<SourceName, SourceCount> sources =
        SourceSeries.bySource(counts, devices.get(), false);
    count(sources);
    pending.account = account(pending, sources);
    return true;
  }

  private void writeFinished() {
    while (!unwritten.isEmpty()) {
      MinuteAccount first = unwritten.getFirst().account;
      if (first == null) return;
      // as one unit: after a crash all parts are there or none
      recorder.record(
          first.parts(DETAIL_BYTES_MAX).stream()
              .map(part -> frame(MinuteAccount.ACTION, part.toJson()))
              .toList());
      unwritten.removeFirst();
    }
  }

  private Frame frame(String action, @Nullable String detail) {
    OperationEvent event = new OperationEvent("system", action, null, detail, "done", null);
    return new Frame(
        FrameKind.OPERATION,
        clock.millis(),
        IpAddress.UNSPECIFIED,
        0,
        Transport.LOCAL,
        EventCodec.encode(event));
  }

  /** When the first account began. */
  synchronized long startedMillis() {
    return startedMillis;
  }

  /** Those that something came from since the last account, with the time of now. */
  synchronized Map<SourceName, Long> heardLately() {
    Map<Series, Long> lately =
        SourceSeries.since(received, SourceSeries.values(telemetry, SourceSeries.RECEIVING));
    Map<SourceName, Long> heard = new HashMap<>();
    SourceSeries.bySource(lately, devices.get(), false)
        .keySet()
        .forEach(name -> heard.put(name, clock.millis()));
    return heard;
  }

  /** By source, everything since this process started; what it decoded again is not counted. */
  synchronized SortedMap<SourceName, SourceCount> sinceStart() {
    Map<Series, Long> counts =
        replay != null
            ? new HashMap<>()
            : SourceSeries.since(atStart, SourceSeries.values(telemetry, SourceSeries.DECODING));
    counts.putAll(SourceSeries.values(telemetry, SourceSeries.RECEIVING));
    DeviceSnapshot now = devices.get();
    SortedMap<SourceName, SourceCount> sources = SourceSeries.bySource(counts, now, false);
    SourceSeries.clocks(telemetry, now)
        .forEach((name, its) -> sources.merge(name, SourceCount.of(its), SourceCount::plus));
    return sources;
  }

  /** Waits a little for what is received to be decoded, then writes the last account. */
  @Override
  public void close() {
    seconds.shutdown(); // without an interrupt: it would close the journal's file
    awaitDecoded();
    synchronized (this) {
      if (!started) return;
      started = false;
      try {
        end(Math.max(fromMillis, clock.millis()), 0);
      } catch (RuntimeException e) { // the store behind must be closed all the same
        LOG.error("the last account could not be written: {}", e.getMessage(), e);
      }
    }
    awaitWritten();
    synchronized (this) {
      closing = true;
      tryWrite();
    }
  }

  private void awaitDecoded() {
    await(() -> lagFrames.getAsLong() == 0);
  }

  /** If decoding does not get there in time, the next start tells what it decodes. */
  private void awaitWritten() {
    await(
        () -> {
          synchronized (this) {
            return !tryWrite() || unwritten.isEmpty();
          }
        });
  }

  private boolean tryWrite() {
    try {
      write();
      return true;
    } catch (RuntimeException e) { // the store behind must be closed all the same
      LOG.error("the last account could not be written: {}", e.getMessage(), e);
      return false;
    }
  }

  private static void await(BooleanSupplier done) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_WAIT_MILLIS);
    try {
      while (!done.getAsBoolean() && System.nanoTime() < deadline) Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
