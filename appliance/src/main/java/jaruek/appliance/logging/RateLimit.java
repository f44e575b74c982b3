package jaruek.appliance.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Lets through, of each logger and message format, a burst and then one now and again; says how
 * many more there were. A token bucket for each format, at most {@link #BUCKETS_MAX}, behind which
 * all others share one.
 */
final class RateLimit extends TurboFilter {
  static final int BUCKETS_MAX = 1_000;
  static final int BURST = 10;
  static final long REFILL_NANOS = Duration.ofSeconds(5).toNanos();

  private static final Duration REPORT_EVERY = Duration.ofSeconds(10);
  private static final Marker REPORT = MarkerFactory.getMarker("jaruek-rate-limit");
  private static final Key OTHERS = new Key("others", "");

  private final Map<Key, Bucket> buckets = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private @Nullable ScheduledFuture<?> reporting;

  private record Key(String logger, String format) {}

  /** Formats held back and how often. */
  record Suppressed(String logger, String format, long count) {}

  private static final class Bucket {
    private long tokens = BURST;
    private long filledAt;
    private long suppressed;

    Bucket(long now) {
      filledAt = now;
    }

    synchronized boolean take(long now) {
      refill(now);
      if (tokens > 0) {
        tokens--;
        return true;
      }
      suppressed++;
      return false;
    }

    private void refill(long now) {
      long more = (now - filledAt) / REFILL_NANOS;
      if (more <= 0) return;
      tokens = Math.min(BURST, tokens + more);
      filledAt += more * REFILL_NANOS;
    }

    synchronized long takeSuppressed() {
      long count = suppressed;
      suppressed = 0;
      return count;
    }
  }

  RateLimit() {
    this(System::nanoTime);
  }

  RateLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public void start() {
    super.start();
    if (getContext() != null) {
      reporting =
          getContext()
              .getScheduledExecutorService()
              .scheduleWithFixedDelay(
                  this::report,
                  REPORT_EVERY.toMillis(),
                  REPORT_EVERY.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void stop() {
    if (reporting != null) reporting.cancel(false);
    super.stop();
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    if (format == null || REPORT.equals(marker)) return FilterReply.NEUTRAL; // null: only asked
    if (!level.isGreaterOrEqual(logger.getEffectiveLevel())) return FilterReply.NEUTRAL;
    return take(logger.getName(), format) ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  private boolean take(String logger, String format) {
    long now = nanoTime.getAsLong();
    Key key = new Key(logger, format);
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      Key bounded = buckets.size() < BUCKETS_MAX ? key : OTHERS;
      bucket = buckets.computeIfAbsent(bounded, k -> new Bucket(now));
    }
    return bucket.take(now);
  }

  /** What was held back since the last time this was asked. */
  List<Suppressed> takeSuppressed() {
    List<Suppressed> all = new ArrayList<>();
    buckets.forEach(
        (key, bucket) -> {
          long count = bucket.takeSuppressed();
          if (count > 0) all.add(new Suppressed(key.logger(), key.format(), count));
        });
    return all;
  }

  private void report() {
    for (Suppressed more : takeSuppressed()) {
      LoggerFactory.getLogger(more.logger())
          .warn(REPORT, "{} more like this were not logged: {}", more.count(), more.format());
    }
  }
}
