package jaruek.retention.expiry;

import jaruek.retention.coverage.ClockSample;
import jaruek.retention.log.LogEntry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Milliseconds that have truly passed in the store's life, or fewer: the clock that rows expire by.
 * Between two instants at which {@link #atSeal} gave a value it advances by no more than truly
 * passed, and it never goes back, whatever is done to the wall clock.
 *
 * <p>While the process runs it advances by the smaller of what the wall clock and the monotonic
 * clock advanced. Time in which the process did not run or the machine slept is added later, once
 * the wall clock is <i>settled</i>: followed its reference within {@link #OFFSET_MILLIS_MAX} in
 * every sample of {@link #SETTLE_MILLIS} and was not stepped in that time. (A tool tells for up to
 * half an hour after a step that the clock follows its reference: it has not asked again yet.) What
 * is added then is the wall clock's advance since it was last settled, the <i>anchor</i>, less
 * {@link #MARGIN_MILLIS} for both errors.
 *
 * <p>Rows sealed while such an addition may still come must not age by it: they came after the time
 * that it adds. So {@link #atSeal} has no value then, and {@link SealTimes} takes the next one. If
 * the clock does not settle within {@link #PENDING_MILLIS_MAX} of running, the time that was missed
 * is given up for good.
 *
 * <p>Why rows never go early: let e be this clock less the time truly passed, and w the wall
 * clock's error. Running never raises e. An addition gives e = e(anchor) + w(now) - w(anchor) -
 * margin, and |w| is at most offset plus drift whenever the clock is settled, so e comes out no
 * higher than at the anchor; and every value given since the anchor was given at an anchor.
 *
 * <p>Kept in a file of the data folder; where that is lost, the newest value in the store's log is
 * gone on from. Any thread may call.
 */
public final class RetentionClock implements AutoCloseable {
  /** So long the wall clock must have followed its reference before its advance counts. */
  public static final long SETTLE_MILLIS = 3_600_000;

  /** So far the wall clock may be from its reference. */
  public static final long OFFSET_MILLIS_MAX = 1_000;

  /** So far wall and monotonic clock may part while it settles. */
  static final long DRIFT_MILLIS_MAX = 1_000;

  /** What is taken off each addition: twice offset and drift, and a second. */
  static final long MARGIN_MILLIS = 2 * (OFFSET_MILLIS_MAX + DRIFT_MILLIS_MAX) + 1_000;

  /** So long it may run before it no longer waits for the wall clock to settle again. */
  public static final long PENDING_MILLIS_MAX = 6 * 3_600_000;

  /** Less is not added: the margin would cost more. */
  private static final long ADDITION_MILLIS_MIN = 10_000;

  /** A look that comes later than this leaves a time without samples. */
  private static final long LOOK_MILLIS_MAX = 300_000;

  /** Clocks read at shorter intervals to be shown would lose too much by rounding. */
  private static final long ADVANCE_MILLIS_MIN = 1_000;

  private static final String FORMAT = "jaruek-retention-clock/1";
  private static final Logger LOG = LoggerFactory.getLogger(RetentionClock.class);

  /** This clock and the wall clock at one instant when that was settled. */
  private record Anchor(long retentionMillis, long wallMillis) {}

  private final SavedText file;
  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private final Supplier<Optional<ClockSample>> sample;

  private boolean running;
  private long millis;
  private @Nullable Anchor anchor;
  private long lastWallMillis;
  private long lastMonotonicMillis;
  private long lastLookMillis; // monotonic
  private long goodSinceMillis; // monotonic: since then every sample was good
  private long goodParting; // wall less monotonic at that time
  private boolean good;
  private boolean settled;

  /**
   * Inert until start.
   *
   * @param dataDirectory where its file is
   * @param wall the wall clock, in which nothing is trusted
   * @param nanoTime {@link System#nanoTime}
   * @param sample the wall clock's newest measurement; empty if there is none that is fresh
   */
  public RetentionClock(
      Path dataDirectory,
      InstantSource wall,
      LongSupplier nanoTime,
      Supplier<Optional<ClockSample>> sample) {
    this(
        new DurableFile(dataDirectory.resolve("retention").resolve("clock")),
        wall,
        nanoTime,
        sample);
  }

  RetentionClock(
      SavedText file,
      InstantSource wall,
      LongSupplier nanoTime,
      Supplier<Optional<ClockSample>> sample) {
    this.file = file;
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.sample = sample;
  }

  /**
   * Goes on where it stopped.
   *
   * @param entries the store's log, which has the value of each seal
   */
  public synchronized void start(List<LogEntry> entries) {
    try {
      file.read().ifPresent(this::parse);
    } catch (ExpiryException e) { // it lags then, which is what it may
      LOG.error("{}; the retention clock goes on from the log", e.getMessage());
      millis = 0;
      anchor = null;
    }
    long logged = SealTimes.newest(entries);
    if (logged > millis) {
      LOG.warn("the retention clock's file is older than the log: {} < {}", millis, logged);
      millis = logged;
      anchor = null; // of an earlier time: its addition would age what was sealed since
    }
    lastWallMillis = wall.millis();
    lastMonotonicMillis = monotonicMillis();
    lastLookMillis = lastMonotonicMillis;
    running = true;
    var _ = look();
  }

  private void parse(String text) {
    String[] lines = text.split("\n", -1);
    try {
      if (lines.length < 2 || !lines[0].equals(FORMAT)) {
        throw new ExpiryException(file.name() + " is not " + FORMAT);
      }
      millis = Long.parseLong(lines[1].substring("millis ".length()));
      if (lines.length > 3) {
        String[] words = lines[2].split(" ", -1);
        anchor = new Anchor(Long.parseLong(words[1]), Long.parseLong(words[2]));
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new ExpiryException(file.name() + " is damaged", e);
    }
  }

  private long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
  }

  /** What it shows now. */
  public synchronized long millis() {
    if (running && monotonicMillis() - lastMonotonicMillis >= ADVANCE_MILLIS_MIN) advance();
    return millis;
  }

  /** The same without looking at the wall clock's sample and without saving. */
  public synchronized OptionalLong peek() {
    boolean pending = anchor != null && !settled;
    return running && !pending ? OptionalLong.of(millis()) : OptionalLong.empty();
  }

  /**
   * What it shows at a seal; empty while time that passed before may still be added, and if it
   * could not be saved.
   */
  public synchronized OptionalLong atSeal() {
    boolean saved = look();
    boolean pending = anchor != null && !settled;
    return saved && !pending ? OptionalLong.of(millis) : OptionalLong.empty();
  }

  /**
   * Takes the wall clock's newest sample and saves; to be called each minute.
   *
   * @return false if it is not running or could not be saved, which is logged
   */
  public synchronized boolean look() {
    if (!running) return false;
    advance();
    settle();
    Anchor pending = anchor;
    if (pending != null && millis - pending.retentionMillis > PENDING_MILLIS_MAX) {
      LOG.warn("the clock does not settle: the time that was missed does not count");
      anchor = null;
    }
    return save();
  }

  private void advance() {
    long monotonic = monotonicMillis();
    long passed = monotonic - lastMonotonicMillis;
    long now = wall.millis();
    millis += Math.max(0, Math.min(passed, now - lastWallMillis));
    lastMonotonicMillis = monotonic;
    lastWallMillis = now;
  }

  private void settle() {
    long monotonic = monotonicMillis();
    long now = wall.millis();
    boolean late = monotonic - lastLookMillis > LOOK_MILLIS_MAX;
    lastLookMillis = monotonic;
    settled = false;
    if (!sample.get().map(RetentionClock::isGood).orElse(false)) {
      good = false;
      return;
    }
    long parting = now - monotonic;
    if (!good || late || Math.abs(parting - goodParting) > DRIFT_MILLIS_MAX) {
      good = true;
      goodSinceMillis = monotonic;
      goodParting = parting;
    }
    settled = monotonic - goodSinceMillis >= SETTLE_MILLIS;
    if (settled) anchor(now);
  }

  private static boolean isGood(ClockSample sample) {
    Double offset = sample.offsetMillis();
    return sample.synchronised() && (offset == null || Math.abs(offset) <= OFFSET_MILLIS_MAX);
  }

  private void anchor(long now) {
    Anchor before = anchor;
    if (before != null) {
      long missing = before.retentionMillis + (now - before.wallMillis) - MARGIN_MILLIS - millis;
      if (missing >= ADDITION_MILLIS_MIN) {
        LOG.info("the retention clock adds {} s that it did not run", missing / 1_000);
        millis += missing;
      }
    }
    anchor = new Anchor(millis, now);
  }

  private boolean save() {
    Anchor last = anchor;
    String text = FORMAT + "\nmillis " + millis + "\n";
    if (last != null) text += "anchor " + last.retentionMillis + " " + last.wallMillis + "\n";

    try {
      file.write(text);
      return true;
    } catch (ExpiryException e) { // the next minute may do
      LOG.error("the retention clock is not saved: {}", e.getMessage(), e);
      return false;
    }
  }

  /** Whether the wall clock was settled at the last look. */
  public synchronized boolean isSettled() {
    return settled;
  }

  /** Saves and stops. */
  @Override
  public synchronized void close() {
    if (!running) return;
    advance();
    running = false;
    var _ = save();
  }
}
