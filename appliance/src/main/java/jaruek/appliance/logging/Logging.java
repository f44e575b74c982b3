package jaruek.appliance.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/**
 * The levels of this process. Until {@link #daemon} is called only warnings and errors are logged,
 * which suits a command that ends soon.
 */
public final class Logging {
  private Logging() {}

  /** For a process that stays: what our own parts do is logged too, at a bounded rate. */
  public static void daemon() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("jaruek").setLevel(Level.INFO);
      RateLimit limit = new RateLimit();
      limit.setContext(context);
      context.addTurboFilter(limit);
      limit.start();
    }
  }
}
