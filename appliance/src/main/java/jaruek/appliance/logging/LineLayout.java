package jaruek.appliance.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Time, level, class and message in one line, a stack trace behind it. Control characters become
 * blanks, so that a sender cannot write lines or terminal commands into the log.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
  private static final int TRACE_LINES_MAX = 60;

  private final DateTimeFormatter time =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  @Override
  public String doLayout(ILoggingEvent event) {
    String logger = event.getLoggerName();
    String line =
        String.format(
            Locale.ROOT,
            "%s %-5s %s: %s%n",
            time.format(Instant.ofEpochMilli(event.getTimeStamp())),
            event.getLevel(),
            logger.substring(logger.lastIndexOf('.') + 1),
            printable(event.getFormattedMessage()));
    return event.getThrowableProxy() == null ? line : line + trace(event);
  }

  private static String trace(ILoggingEvent event) {
    return ThrowableProxyUtil.asString(event.getThrowableProxy())
        .lines()
        .limit(TRACE_LINES_MAX)
        .map(line -> (line.startsWith("\t") ? "\t" : "") + printable(line.strip()) + "\n")
        .collect(Collectors.joining());
  }

  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\u202a-\\u202e]", " ");
  }
}
