package jaruek.retention.duckdb;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Cancels statements whose threads were interrupted or whose time is up: DuckDB's native calls do
 * not notice that themselves. Looks every {@link #INTERVAL_MILLIS} while there are statements.
 */
final class InterruptWatch implements AutoCloseable {
  static final int INTERVAL_MILLIS = 20;

  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private @Nullable Thread thread;

  /** A statement that its thread is waiting for, until closed. */
  final class Watch implements AutoCloseable {
    private final Statement statement;
    private final Thread waiting = Thread.currentThread();

    private final Deadline deadline;

    private Watch(Statement statement, Deadline deadline) {
      this.statement = statement;
      this.deadline = deadline;
    }

    private void look() {
      if (!waiting.isInterrupted() && !deadline.isOver()) return;
      try {
        statement.cancel();
      } catch (SQLException e) {
        watches.remove(this); // it is closed, so nobody waits any more
      }
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }

  Watch watch(Statement statement, Deadline deadline) {
    Watch watch = new Watch(statement, deadline);
    watches.add(watch);
    LockSupport.unpark(started());
    return watch;
  }

  private synchronized Thread started() {
    Thread known = thread;
    if (known != null) return known;
    Thread started = Thread.ofPlatform().name("query-watch").daemon().start(this::run);
    thread = started;
    return started;
  }

  private void run() {
    while (!closed) {
      if (watches.isEmpty()) LockSupport.park(this);
      else LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS));
      watches.forEach(Watch::look);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(started());
  }
}
