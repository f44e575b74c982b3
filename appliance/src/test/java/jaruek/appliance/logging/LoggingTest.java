package jaruek.appliance.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import jaruek.appliance.config.Secret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LoggingTest {
  private final AtomicLong now = new AtomicLong();
  private final LoggerContext context = new LoggerContext();
  private final RateLimit limit = new RateLimit(now::get);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  private Logger logger() {
    context.addTurboFilter(limit);
    logged.start();
    Logger logger = context.getLogger("jaruek.test");
    logger.setLevel(Level.INFO);
    logger.addAppender(logged);
    return logger;
  }

  @Test
  void letsABurstThroughAndCountsTheRest() {
    Logger logger = logger();
    for (int i = 0; i < 1_000; i++) logger.warn("bad packet from {}", i);
    assertEquals(RateLimit.BURST, logged.list.size());
    logger.warn("something else");
    assertEquals(RateLimit.BURST + 1, logged.list.size());
    assertEquals(
        List.of(
            new RateLimit.Suppressed("jaruek.test", "bad packet from {}", 1_000 - RateLimit.BURST)),
        limit.takeSuppressed());
    assertEquals(List.of(), limit.takeSuppressed());
  }

  @Test
  void letsOneThroughAtEachRefill() {
    Logger logger = logger();
    for (int i = 0; i < 100; i++) logger.warn("again");
    now.addAndGet(3 * RateLimit.REFILL_NANOS);
    for (int i = 0; i < 100; i++) logger.warn("again");
    assertEquals(RateLimit.BURST + 3, logged.list.size());
  }

  @Test
  void doesNotCountWhatIsNotLogged() {
    Logger logger = logger();
    for (int i = 0; i < 1_000; i++) {
      logger.debug("detail");
      assertTrue(logger.isInfoEnabled());
    }
    assertEquals(List.of(), limit.takeSuppressed());
  }

  @Test
  void boundsTheFormatsItRemembers() {
    Logger logger = logger();
    for (int i = 0; i < 5_000; i++) logger.warn("format " + i);
    assertEquals(RateLimit.BUCKETS_MAX + RateLimit.BURST, logged.list.size());
  }

  @Test
  void writesPlainLinesToStandardErrorOnly() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stdout = System.out;
    PrintStream stderr = System.err;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      context.setMDCAdapter(new LogbackMDCAdapter());
      new LogbackConfigurator().configure(context);
      Logger logger = context.getLogger("jaruek.appliance.Example");
      logger.info("not shown to a command's user");
      logger.warn("from {}: {}", "192.0.2.1", "forged\n2026 ERROR line\u001b[31m");
      logger.error("failed with {}", new Secret("hunter2"), new IllegalStateException("why\u0007"));
      context.stop();
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    String text = err.toString(StandardCharsets.UTF_8);
    assertFalse(text.contains("not shown"), text);
    assertTrue(text.contains("WARN  Example: from 192.0.2.1: forged 2026 ERROR line [31m\n"), text);
    assertFalse(text.contains("hunter2"), text);
    assertTrue(text.contains("java.lang.IllegalStateException: why \n\tat "), text);
    assertEquals(1, text.split("IllegalStateException", -1).length - 1, text);
  }

  @Test
  void isFoundByLogback() {
    assertTrue(org.slf4j.LoggerFactory.getILoggerFactory() instanceof LoggerContext);
    Logger root = (Logger) org.slf4j.LoggerFactory.getLogger("ROOT");
    assertEquals(Level.WARN, root.getLevel());
  }
}
