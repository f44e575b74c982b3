package jaruek.collector.receive;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** At most one line in ten seconds; a sender must not be able to fill the log. */
final class RateLimitedLog {
  private static final long INTERVAL_MILLIS = 10_000;

  private final Logger log;
  private final InstantSource clock;
  private long nextMillis = Long.MIN_VALUE;
  private long left;

  RateLimitedLog(Class<?> owner, InstantSource clock) {
    log = LoggerFactory.getLogger(owner);
    this.clock = clock;
  }

  synchronized void warn(String message, Object... arguments) {
    long now = clock.millis();
    if (now < nextMillis) {
      left++;
      return;
    }
    nextMillis = now + INTERVAL_MILLIS;
    log.warn(message, arguments);
    if (left > 0) log.warn("{} like it were not logged", left);
    left = 0;
  }
}
