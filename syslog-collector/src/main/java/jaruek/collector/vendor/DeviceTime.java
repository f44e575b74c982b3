package jaruek.collector.vendor;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times in the body of a line. */
final class DeviceTime {
  private DeviceTime() {}

  /**
   * "2026-11-23 09:59:58" or the same with slashes or a T, or as two ranges, in the line's zone,
   * perhaps with ".123" behind it; {@link LogLine#NO_TIME} if it is none.
   */
  static long millis(LogLine line, int from, int to) {
    return to - from < 19 ? LogLine.NO_TIME : millis(line, from, from + 11, null);
  }

  /** Date (10 bytes) and time of day (8 bytes); the offset is that of the line's zone if null. */
  static long millis(
      LogLine line, int date, int time, @org.jspecify.annotations.Nullable ZoneOffset offset) {
    byte[] text = line.text();
    if (date < 0 || time < 0 || date + 10 > line.to() || time + 8 > line.to()) {
      return LogLine.NO_TIME;
    }
    int year = Ascii.number(text, date, date + 4, 9999);
    int month = Ascii.number(text, date + 5, date + 7, 12);
    int day = Ascii.number(text, date + 8, date + 10, 31);
    int hour = Ascii.number(text, time, time + 2, 23);
    int minute = Ascii.number(text, time + 3, time + 5, 59);
    int second = Ascii.number(text, time + 6, time + 8, 59);
    if ((year | month | day | hour | minute | second) < 0) return LogLine.NO_TIME;
    try {
      LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, second);
      ZoneOffset at = offset == null ? line.zone().getRules().getOffset(local) : offset;
      return local.toInstant(at).toEpochMilli();
    } catch (DateTimeException e) { // 31 February and the like
      return LogLine.NO_TIME;
    }
  }

  /** "0:00:30", "1h:02m:03s" or "1d2h": not all of them; seconds, or -1. */
  static long seconds(LogLine line, int from, int to) {
    byte[] text = line.text();
    long seconds = 0;
    int at = from;
    int parts = 0;
    while (at < to && parts < 3) {
      int digits = at;
      while (at < to && Ascii.isDigit(text[at])) at++;
      int number = Ascii.number(text, digits, at, 1_000_000);
      if (number < 0) return -1;
      seconds = seconds * 60 + number;
      parts++;
      if (at < to && "hms".indexOf(text[at]) >= 0) at++;
      if (at < to && text[at] != ':') return -1;
      at++;
    }
    return parts == 3 && at >= to ? seconds : -1;
  }
}
