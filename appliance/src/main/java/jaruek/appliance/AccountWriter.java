package jaruek.appliance;

import jaruek.appliance.admin.DeviceSnapshot;
import jaruek.retention.coverage.MinuteAccount;
import jaruek.retention.coverage.SourceCount;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.decode.EventCodec;
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
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
 * <p>What was not accounted for when the process was killed lies in the journal: the next start
 * decodes it again, and what it counts behind the last account there is told as an account of its
 * own, with the times of then.
 *
 * <p>An account that cannot be written is told with the next one.
 */
final class AccountWriter implements ReplayListener, AutoCloseable {
  /** The wall clock was set where it goes so far from the monotonic one within a second. */
  static final long STEP_MILLIS = 500;

  /** Accounts that wait to be written; with more the account is not ended but goes on. */
  static final int UNWRITTEN_MAX = 60;

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);
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

  private @Nullable Replay replay = new Replay();
  private final Deque<MinuteAccount> unwritten = new ArrayDeque<>();
  private Map<Series, Long> received = Map.of();
  private Map<Series, Long> decoded = Map.of();
  private Map<String, Long> drops = Map.of();
  private long refused;
  private long fromMillis;
  private long lastMillis;
  private long lastNanos;
  private long triedNanos;
  private boolean started;

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

  /** What a restart decodes again. */
  private static final class Replay {
    Map<Series, Long> accounted = Map.of();
    long fromMillis = -1;
    long toMillis = -1;
  }

  @Override
  public synchronized void decoded(Frame frame) {
    Replay now = replay;
    if (now == null) return;
    now.toMillis = frame.receivedAtMillis();
    if (now.fromMillis < 0) now.fromMillis = now.toMillis;
    if (frame.kind() != FrameKind.OPERATION) return;
    account(frame)
        .ifPresent(
            account -> {
              now.accounted = replayValues();
              now.fromMillis = account.toMillis();
            });
  }

  private static Optional<MinuteAccount> account(Frame frame) {
    try {
      OperationEvent event = EventCodec.operation(frame.bytes());
      String detail = event.detail();
      if (!event.action().equals(MinuteAccount.ACTION) || detail == null) {
        return Optional.empty();
      }
      return MinuteAccount.parse(detail);
    } catch (IOException e) {
      return Optional.empty(); // a damaged operation is counted where it is decoded
    }
  }

  private Map<Series, Long> replayValues() {
    Set<String> names = new HashSet<>(SourceSeries.DECODING);
    names.addAll(SourceSeries.REPLAYING);
    return SourceSeries.values(telemetry, names);
  }

  @Override
  public synchronized void caughtUp() {
    Replay done = replay;
    replay = null;
    decoded = SourceSeries.values(telemetry, SourceSeries.DECODING);
    if (done == null || done.fromMillis < 0) return;
    Map<Series, Long> added = SourceSeries.since(done.accounted, replayValues());
    SortedMap<SourceName, SourceCount> sources = SourceSeries.bySource(added, devices.get());
    if (sources.isEmpty()) return;
    long to = Math.max(done.fromMillis, done.toMillis);
    long from = Math.max(done.fromMillis, to - MinuteAccount.SPAN_MILLIS_MAX);
    unwritten.add(account(new Window(from, to, 0, true), sources, new TreeMap<>(), 0));
  }

  /** Begins the first minute; what was received before is told with it. */
  void start() {
    synchronized (this) {
      fromMillis = clock.millis();
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
      }
    } catch (RuntimeException e) { // else there would be no next one
      LOG.error("the minute's account could not be written: {}", e.toString());
    }
  }

  private record Window(long fromMillis, long toMillis, long stepMillis, boolean replayed) {}

  /** Takes the account up to here; if it cannot be written it waits for the next one. */
  private void end(long toMillis, long stepMillis) {
    triedNanos = lastNanos;
    if (unwritten.size() >= UNWRITTEN_MAX) write();
    Map<Series, Long> receivedNow = SourceSeries.values(telemetry, SourceSeries.RECEIVING);
    Map<Series, Long> decodedNow =
        replay == null ? SourceSeries.values(telemetry, SourceSeries.DECODING) : decoded;
    Map<String, Long> dropsNow = LossAccount.drops(telemetry);
    long refusedNow = telemetry.sum("collector.refused");
    Map<Series, Long> added = new HashMap<>(SourceSeries.since(received, receivedNow));
    added.putAll(SourceSeries.since(decoded, decodedNow));
    long from = Math.clamp(fromMillis, toMillis - MinuteAccount.SPAN_MILLIS_MAX, toMillis);
    unwritten.add(
        account(
            new Window(from, toMillis, stepMillis, false),
            SourceSeries.bySource(added, devices.get()),
            dropsSince(dropsNow),
            refusedNow - refused));
    received = receivedNow;
    decoded = decodedNow;
    drops = dropsNow;
    refused = refusedNow;
    fromMillis = toMillis;
    write();
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

  private static MinuteAccount account(
      Window window,
      SortedMap<SourceName, SourceCount> sources,
      SortedMap<String, Long> drops,
      long refused) {
    SortedMap<SourceName, SourceCount> told = sources;
    SourceCount other = SourceCount.NONE;
    int others = 0;
    if (sources.size() > MinuteAccount.SOURCES_MAX) {
      told = new TreeMap<>();
      for (Map.Entry<SourceName, SourceCount> source :
          sources.entrySet().stream().sorted(BUSIEST_FIRST).toList()) {
        if (told.size() < MinuteAccount.SOURCES_MAX) {
          told.put(source.getKey(), source.getValue());
        } else {
          other = other.plus(source.getValue());
          others++;
        }
      }
    }
    return new MinuteAccount(
        window.fromMillis,
        window.toMillis,
        window.stepMillis,
        window.replayed,
        told,
        others,
        other,
        drops,
        refused);
  }

  private void write() {
    while (!unwritten.isEmpty()) {
      recorder.record(List.of(frame(unwritten.getFirst())));
      unwritten.removeFirst();
    }
  }

  private Frame frame(MinuteAccount account) {
    OperationEvent event =
        new OperationEvent("system", MinuteAccount.ACTION, null, account.toJson(), "done", null);
    return new Frame(
        FrameKind.OPERATION,
        clock.millis(),
        IpAddress.UNSPECIFIED,
        0,
        Transport.LOCAL,
        EventCodec.encode(event));
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
  }

  private void awaitDecoded() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_WAIT_MILLIS);
    try {
      while (lagFrames.getAsLong() > 0 && System.nanoTime() < deadline) Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
