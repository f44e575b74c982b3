package jaruek.retention.export;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as evidence files have them: {@code YYYY-MM-DDTHH:MM:SS.mmmZ}. */
final class TimeText {
  private TimeText() {}

  static String of(long millis) {
    StringBuilder text = new StringBuilder(24);
    append(text, millis);
    return text.toString();
  }

  /** Without a formatter: an export of millions of rows writes three of them for each, twice. */
  static void append(StringBuilder out, long millis) {
    int milli = (int) Math.floorMod(millis, 1000L);
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(millis, 1000L), 0, ZoneOffset.UTC);
    digits(out, time.getYear(), 4);
    digits(out.append('-'), time.getMonthValue(), 2);
    digits(out.append('-'), time.getDayOfMonth(), 2);
    digits(out.append('T'), time.getHour(), 2);
    digits(out.append(':'), time.getMinute(), 2);
    digits(out.append(':'), time.getSecond(), 2);
    digits(out.append('.'), milli, 3);
    out.append('Z');
  }

  private static void digits(StringBuilder out, int number, int width) {
    if (width > 1) digits(out, number / 10, width - 1);
    out.append((char) ('0' + number % 10));
  }
}
