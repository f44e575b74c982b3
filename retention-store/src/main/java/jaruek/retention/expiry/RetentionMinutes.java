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
 * Looks at the retention clock each minute, and once a day lets expire what may. When it has a
 * value again after it had none, that is logged at once: what was sealed meanwhile is as old as
 * that.
 */
public final class RetentionMinutes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionMinutes.class);

  /** After the start, when other things are done. */
  private static final long FIRST_MINUTES = 10;

  private static final long STOP_SECONDS_MAX = 10;

  private final RetentionClock retentionClock;
  private final StoreLog log;
  private final InstantSource wall;
  private final Retention retention;
  private final ScheduledExecutorService minutes =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().name("jaruek-retention").daemon().factory());
  private boolean hadValue;

  /** Inert until start. */
  public RetentionMinutes(
      RetentionClock retentionClock, StoreLog log, InstantSource wall, Retention retention) {
    this.retentionClock = retentionClock;
    this.log = log;
    this.wall = wall;
    this.retention = retention;
  }

  /** Begins to look. */
  public void start() {
    hadValue = retentionClock.atSeal().isPresent();
    var _ = minutes.scheduleAtFixedRate(this::minute, 1, 1, TimeUnit.MINUTES);
    var _ =
        minutes.scheduleWithFixedDelay(
            this::day, FIRST_MINUTES, TimeUnit.DAYS.toMinutes(1), TimeUnit.MINUTES);
  }

  private void minute() {
    try {
      look();
    } catch (RuntimeException e) { // else there would be no next minute
      LOG.error("the retention clock could not be looked at: {}", e.getMessage(), e);
    }
  }

  private void day() {
    try {
      retention.daily();
    } catch (RuntimeException e) { // else there would be no next day
      LOG.error("the day's expiry failed: {}", e.getMessage(), e);
    }
  }

  private void look() {
    OptionalLong value = retentionClock.atSeal();
    if (value.isPresent() && !hadValue) {
      log.append(LogEntry.clock(wall.millis(), new TreeMap<>(), value));
    }
    hadValue = value.isPresent();
  }

  /** Ends without an interrupt, which would close the log's file under a write. */
  @Override
  public void close() {
    minutes.shutdown();
    retention.close();
    try {
      if (!minutes.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        LOG.warn("retention is still at work");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
