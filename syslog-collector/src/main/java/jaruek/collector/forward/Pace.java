package jaruek.collector.forward;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** So many a second at most, spread over slots of ten milliseconds. One thread. */
final class Pace {
  private static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SLOTS_PER_SECOND = TimeUnit.SECONDS.toNanos(1) / SLOT_NANOS;

  private final long perSlot;
  private final boolean limited;
  private long slotEndsNanos = System.nanoTime();
  private long left;

  /**
   * @param perSecond 0 for no limit
   */
  Pace(int perSecond) {
    limited = perSecond > 0;
    perSlot = Math.max(1, perSecond / SLOTS_PER_SECOND);
  }

  /** Returns when the next one may go. */
  void await() {
    if (!limited) return;
    if (left == 0) {
      long now = System.nanoTime();
      while (now - slotEndsNanos < 0) {
        LockSupport.parkNanos(slotEndsNanos - now);
        now = System.nanoTime();
      }
      slotEndsNanos = now + SLOT_NANOS;
      left = perSlot;
    }
    left--;
  }
}
