package jaruek.collector.receive;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket of two seconds' worth, kept as the time at which it would be full again (the
 * generic cell rate algorithm), so any number of threads share it without a lock.
 */
final class TokenBucket {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long BURST_NANOS = 2 * SECOND_NANOS;

  private final long perSecond;
  private final AtomicLong fullAtNanos;

  /**
   * A full one.
   *
   * @param perSecond 0 for a bucket that is never empty
   */
  TokenBucket(long perSecond, long nowNanos) {
    this.perSecond = perSecond;
    fullAtNanos = new AtomicLong(nowNanos);
  }

  /** Whether so many can be taken now. */
  boolean has(long tokens, long nowNanos) {
    if (perSecond == 0) return true;
    long full = fullAtNanos.get();
    long missing = Math.max(0, full - nowNanos);
    // what is more than the whole bucket passes when it is full, else it never would
    return missing == 0 || missing + nanos(tokens) <= BURST_NANOS;
  }

  /** Takes them, into debt if need be; the nanoseconds until the debt is paid, 0 without one. */
  long take(long tokens, long nowNanos) {
    if (perSecond == 0) return 0;
    long cost = nanos(tokens);
    while (true) {
      long full = fullAtNanos.get();
      long next = (full - nowNanos > 0 ? full : nowNanos) + cost;
      if (fullAtNanos.compareAndSet(full, next)) return Math.max(0, next - nowNanos - BURST_NANOS);
    }
  }

  private long nanos(long tokens) {
    return tokens * SECOND_NANOS / perSecond;
  }
}
