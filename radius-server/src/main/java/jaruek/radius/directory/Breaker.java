package jaruek.radius.directory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps from asking a server that does not answer: after some failures in a row it is left alone
 * for a while, then one question tries it. Any thread may call.
 */
final class Breaker {
  /** Failures in a row after which a server is left alone. */
  static final int FAILURES_MAX = 3;

  /** For how long. */
  static final Duration PAUSE = Duration.ofSeconds(15);

  private final InstantSource clock;
  private final LongAdder opened;
  private int failures;
  private long openedAtMillis;
  private boolean open;
  private boolean trying;

  /**
   * Closed.
   *
   * @param opened counts how often it opens
   */
  Breaker(InstantSource clock, LongAdder opened) {
    this.clock = clock;
    this.opened = opened;
  }

  /**
   * Whether the server may be asked now; then {@link #succeeded} or {@link #failed} must follow.
   */
  synchronized boolean allows() {
    if (!open) return true;
    long passed = clock.millis() - openedAtMillis;
    // of a clock set back too: a pause is never longer than it is
    if (trying || (passed >= 0 && passed < PAUSE.toMillis())) return false;
    trying = true;
    return true;
  }

  /** It answered. */
  synchronized void succeeded() {
    failures = 0;
    open = false;
    trying = false;
  }

  /** It did not. */
  synchronized void failed() {
    failures++;
    if (!trying && (open || failures < FAILURES_MAX)) return;
    if (!open) opened.increment();
    open = true;
    trying = false;
    openedAtMillis = clock.millis();
  }

  synchronized boolean isOpen() {
    return open;
  }
}
