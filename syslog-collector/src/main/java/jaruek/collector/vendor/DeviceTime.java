package jaruek.collector.vendor;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times in the body of a line. */
final class DeviceTime {
  private static final byte[] MONTHS = Ascii.bytes("JanFebMarAprMayJunJulAugSepOctNovDec");
  private static final long EPOCH_SECONDS_MAX = 253_402_300_799L; // the year 9999

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
    return millis(line, year, month, day, time, offset);
  }

  /** "2026-11-23T09:59:58+0700" or "…Z" ; without either it is of the line's zone. */
  static long withOffset(LogLine line, int from, int to) {
    byte[] text = line.text();
    if (to - from < 19) return LogLine.NO_TIME;
    int at = from + 19;
    if (at == to) return millis(line, from, from + 11, null);
    if (at + 1 == to && text[at] == 'Z') return millis(line, from, from + 11, ZoneOffset.UTC);
    int minutes = text[to - 3] == ':' ? 1 : 0; // "+07:00"
    if (to - at != 5 + minutes || (text[at] != '+' && text[at] != '-')) return LogLine.NO_TIME;
    int hour = Ascii.number(text, at + 1, at + 3, 17);
    int minute = Ascii.number(text, to - 2, to, 59);
    if ((hour | minute) < 0) return LogLine.NO_TIME;
    int seconds = hour * 3600 + minute * 60;
    ZoneOffset offset = ZoneOffset.ofTotalSeconds(text[at] == '-' ? -seconds : seconds);
    return millis(line, from, from + 11, offset);
  }

  /** "23/Nov/2026:09:59:58 +0700", which is 26 bytes; of Apache and what took after it. */
  static long commonLog(LogLine line, int from) {
    byte[] text = line.text();
    if (from < 0 || from + 26 > line.to() || text[from + 11] != ':') return LogLine.NO_TIME;
    int sign = text[from + 21] == '-' ? -1 : 1;
    int hours = Ascii.number(text, from + 22, from + 24, 18);
    int minutes = Ascii.number(text, from + 24, from + 26, 59);
    if (hours < 0 || minutes < 0 || (hours == 18 && minutes > 0)) return LogLine.NO_TIME;
    return millis(
        line,
        Ascii.number(text, from + 7, from + 11, 9999),
        month(text, from + 3),
        Ascii.number(text, from, from + 2, 31),
        from + 12,
        ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes));
  }

  /** "Mon Nov 23 09:59:58 2026", 24 bytes, in the line's zone: asctime() and ctime() of C. */
  static long asctime(LogLine line, int from) {
    byte[] text = line.text();
    if (from < 0 || from + 24 > line.to() || text[from + 3] != ' ') return LogLine.NO_TIME;
    int day = text[from + 8] == ' ' ? from + 9 : from + 8;
    return millis(
        line,
        Ascii.number(text, from + 20, from + 24, 9999),
        month(text, from + 4),
        Ascii.number(text, day, from + 10, 31),
        from + 11,
        null);
  }

  /** "11/23/26", or with four digits of the year, and a time of day elsewhere; the line's zone. */
  static long monthFirst(LogLine line, int from, int to, int time) {
    byte[] text = line.text();
    if (to - from != 8 && to - from != 10) return LogLine.NO_TIME;
    int year = Ascii.number(text, from + 6, to, 9999);
    return millis(
        line,
        to - from == 8 && year >= 0 ? 2000 + year : year,
        Ascii.number(text, from, from + 2, 12),
        Ascii.number(text, from + 3, from + 5, 31),
        time,
        null);
  }

  /** Seconds since 1970 with a fraction or without; milliseconds. */
  static long epoch(LogLine line, int from, int to) {
    byte[] text = line.text();
    int point = Ascii.find(text, '.', from, to);
    long seconds = Ascii.number(text, from, point < 0 ? to : point);
    if (seconds < 0 || seconds > EPOCH_SECONDS_MAX) return LogLine.NO_TIME;
    long millis = 0;
    for (int digit = 0; point >= 0 && digit < 3; digit++) {
      int at = point + 1 + digit;
      millis = millis * 10 + (at < to && Ascii.isDigit(text[at]) ? text[at] - '0' : 0);
    }
    return seconds * 1000 + millis;
  }

  private static int month(byte[] text, int at) {
    int name = (text[at] & 0xff) << 16 | (text[at + 1] & 0xff) << 8 | (text[at + 2] & 0xff);
    for (int month = 0; month < 12; month++) {
      int known = MONTHS[month * 3] << 16 | MONTHS[month * 3 + 1] << 8 | MONTHS[month * 3 + 2];
      if (known == name) return month + 1;
    }
    return -1;
  }

  private static long millis(
      LogLine line,
      int year,
      int month,
      int day,
      int time,
      @org.jspecify.annotations.Nullable ZoneOffset offset) {
    byte[] text = line.text();
    if (time < 0 || time + 8 > line.to()) return LogLine.NO_TIME;
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
