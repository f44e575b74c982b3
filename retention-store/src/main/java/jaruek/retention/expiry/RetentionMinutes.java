package jaruek.retention.expiry;

import jaruek.retention.log.LogEntry;
import jaruek.retention.log.StoreLog;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the retention clock each minute. When it has a value again after it had none, that is
 * logged at once: what was sealed meanwhile is as old as that.
 */
public final class RetentionMinutes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionMinutes.class);

  private final RetentionClock retentionClock;
  private final StoreLog log;
  private final InstantSource wall;
  private final Runnable afterwards;
  private final ScheduledExecutorService minutes =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("jaruek-retention").daemon().factory());
  private boolean hadValue;

  /**
   * Inert until start.
   *
   * @param afterwards what else is to be done each minute, on the same thread
   */
  public RetentionMinutes(
      RetentionClock retentionClock, StoreLog log, InstantSource wall, Runnable afterwards) {
    this.retentionClock = retentionClock;
    this.log = log;
    this.wall = wall;
    this.afterwards = afterwards;
  }

  /** Begins to look. */
  public void start() {
    hadValue = retentionClock.atSeal().isPresent();
    var _ = minutes.scheduleAtFixedRate(this::minute, 1, 1, TimeUnit.MINUTES);
  }

  /** One minute's work. */
  void minute() {
    try {
      look();
      afterwards.run();
    } catch (RuntimeException e) { // else there would be no next minute
      LOG.error("the minute's work of retention failed: {}", e.getMessage(), e);
    }
  }

  private void look() {
    OptionalLong value = retentionClock.atSeal();
    if (value.isPresent() && !hadValue) {
      log.append(LogEntry.clock(wall.millis(), new TreeMap<>(), value));
    }
    hadValue = value.isPresent();
  }

  /** Ends what it is doing, for some seconds at most, and stops. */
  @Override
  public void close() {
    minutes.shutdownNow();
    try {
      if (!minutes.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("retention is still at work");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
