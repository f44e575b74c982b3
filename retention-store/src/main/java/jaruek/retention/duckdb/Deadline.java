package jaruek.retention.duckdb;

import jaruek.retention.query.QueryException;
import jaruek.retention.query.QueryLimitException;
import java.time.Duration;

/** When a question must be done. Any thread may ask. */
final class Deadline {
  private final Duration timeMax;
  private final long endNanos;

  Deadline(Duration timeMax) {
    this.timeMax = timeMax;
    this.endNanos = System.nanoTime() + timeMax.toNanos();
  }

  boolean isOver() {
    return System.nanoTime() - endNanos >= 0;
  }

  /** Ends a question whose thread was interrupted or whose time is up. */
  void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new QueryException("the question was interrupted", new InterruptedException());
    }
    if (isOver()) {
      throw new QueryLimitException(QueryLimitException.Kind.TIME, timeMax.toSeconds(), null);
    }
  }
}
