package jaruek.collector.syslog;

import jaruek.collector.vendor.Ascii;
import jaruek.collector.vendor.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times of syslog headers. After a method that returned true, {@link #millis} is the time
 * and {@link #end} the place behind it. Used by one thread.
 */
final class TimeReader {
  /**
   * How far a time without year may lie ahead of its receipt before it is taken for last year's:
   * wide enough for a clock that is fast, or set to the wrong zone.
   */
  private static final long AHEAD_MAX_MILLIS = 30L * 24 * 3600 * 1000;

  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  /** Zone words that mean one offset, in minutes; of others (IST, CST, BST) the time is unknown. */
  private static final Map<String, Integer> ZONE_WORDS =
      Map.ofEntries(
          Map.entry("UTC", 0),
          Map.entry("GMT", 0),
          Map.entry("Z", 0),
          Map.entry("WET", 0),
          Map.entry("WEST", 60),
          Map.entry("CET", 60),
          Map.entry("CEST", 120),
          Map.entry("EET", 120),
          Map.entry("EEST", 180),
          Map.entry("MSK", 180),
          Map.entry("ICT", 420),
          Map.entry("WIB", 420),
          Map.entry("SGT", 480),
          Map.entry("HKT", 480),
          Map.entry("JST", 540),
          Map.entry("KST", 540),
          Map.entry("EST", -300),
          Map.entry("EDT", -240),
          Map.entry("CDT", -300),
          Map.entry("MST", -420),
          Map.entry("MDT", -360),
          Map.entry("PST", -480),
          Map.entry("PDT", -420),
          Map.entry("AKST", -540),
          Map.entry("AKDT", -480),
          Map.entry("HST", -600));

  private ZoneId zone = ZoneOffset.UTC;
  private long receivedAtMillis;

  long millis;
  int end;

  private int year;
  private int month;
  private int day;
  private int secondOfDay;
  private int milli;

  /** The zone of times that name none, from now on. */
  void zone(ZoneId of) {
    zone = of;
  }

  /**
   * A TIMESTAMP of RFC 5424 section 6.2.3, but with up to nine digits of fraction, as several
   * senders write them.
   */
  boolean readRfc5424(byte[] text, int from, int to) {
    if (!readDate(text, from, to) || text[from + 4] != '-') return false;
    int at = from + 10;
    if (at >= to || text[at] != 'T' || !readTimeOfDay(text, at + 1, to, 59)) return false;
    if (!readFraction(text, end, to, false) || end >= to) return false;
    return text[end] == 'Z' ? finish(ZoneOffset.UTC, end + 1) : readOffset(text, end, to, true);
  }

  /**
   * The times of RFC 3164 messages: "Nov 23 10:00:00", with a year before, within or after, with
   * fraction and zone word as Cisco writes them; or ISO 8601, with a space for the T, without zone.
   *
   * @param receivedAtMillis decides the year where there is none
   */
  boolean readLegacy(byte[] text, int from, int to, long receivedAtMillis) {
    if (from >= to) return false;
    this.receivedAtMillis = receivedAtMillis;
    boolean read =
        Ascii.isLetter(text[from])
            ? readMonthFirst(text, from, to, -1, receivedAtMillis)
            : Ascii.isDigit(text[from]) && readYearFirst(text, from, to, receivedAtMillis);
    return read && (end == to || text[end] == ' ' || text[end] == ':' || text[end] == '\t');
  }

  private boolean readYearFirst(byte[] text, int from, int to, long receivedAtMillis) {
    if (to - from < 15) return false;
    if (text[from + 4] == ' ') {
      int first = Ascii.number(text, from, from + 4, 9999);
      return first >= 0 && readMonthFirst(text, from + 5, to, first, receivedAtMillis);
    }
    if (!readDate(text, from, to)) return false;
    int at = from + 10;
    if (at >= to || (text[at] != 'T' && text[at] != ' ')) return false;
    if (!readTimeOfDay(text, at + 1, to, 60) || !readFraction(text, end, to, true)) return false;
    if (end < to && text[end] == 'Z') return finish(ZoneOffset.UTC, end + 1);
    int sign = end + 1 < to && text[end] == ' ' ? end + 1 : end;
    if (sign < to && (text[sign] == '+' || text[sign] == '-')) {
      int local = end;
      if (readOffset(text, sign, to, false)) return true;
      end = local;
    }
    return finish(null, end);
  }

  private boolean readMonthFirst(byte[] text, int from, int to, int givenYear, long receivedAt) {
    if (to - from < 14 || text[from + 3] != ' ') return false;
    month = month(text, from);
    if (month < 0) return false;
    int at = Ascii.skipSpaces(text, from + 4, Math.min(to, from + 6));
    int dayEnd = Ascii.wordEnd(text, at, Math.min(to, at + 3));
    day = Ascii.number(text, at, dayEnd, 31);
    if (day < 1 || dayEnd >= to || text[dayEnd] != ' ') return false;
    at = Ascii.skipSpaces(text, dayEnd, Math.min(to, dayEnd + 2));
    year = givenYear;
    if (year < 0 && to - at > 5 && text[at + 4] == ' ') {
      year = Ascii.number(text, at, at + 4, 9999);
      if (year < 0) return false;
      at += 5;
    }
    if (!readTimeOfDay(text, at, to, 60) || !readFraction(text, end, to, true)) return false;
    if (year < 0) readYearAfter(text, to);
    ZoneOffset offset = null;
    boolean unknownZone = false;
    int word = zoneWordEnd(text, to);
    if (word > 0) {
      String name = new String(text, end + 1, word - end - 1, StandardCharsets.US_ASCII);
      Integer minutes = ZONE_WORDS.get(name);
      unknownZone = minutes == null;
      if (minutes != null) offset = ZoneOffset.ofTotalSeconds(minutes * 60);
      end = word;
    }
    if (year < 0) inferYear(offset, receivedAt);
    if (year >= 0 && day > YearMonth.of(year, month).lengthOfMonth()) return false;
    if (year < 0 || unknownZone) {
      millis = LogLine.NO_TIME;
      return true;
    }
    return finish(offset, end);
  }

  private static int month(byte[] text, int at) {
    for (int m = 0; m < 12; m++) {
      if ((text[at] | 0x20) == MONTHS.charAt(m * 3)
          && (text[at + 1] | 0x20) == MONTHS.charAt(m * 3 + 1)
          && (text[at + 2] | 0x20) == MONTHS.charAt(m * 3 + 2)) {
        return m + 1;
      }
    }
    return -1;
  }

  private void readYearAfter(byte[] text, int to) {
    int at = end + 1;
    if (to - at < 4 || text[end] != ' ') return;
    int after = at + 4;
    if (after < to && text[after] != ' ' && text[after] != ':') return;
    int number = Ascii.number(text, at, after, 2199);
    if (number < 1970) return;
    year = number;
    end = after;
  }

  /** The end of a word of 1-5 capitals with a colon behind it, or -1. */
  private int zoneWordEnd(byte[] text, int to) {
    if (end >= to || text[end] != ' ') return -1;
    int at = end + 1;
    while (at < to && at < end + 7 && text[at] >= 'A' && text[at] <= 'Z') at++;
    return at > end + 1 && at < to && text[at] == ':' ? at : -1;
  }

  /**
   * The latest year that does not put the time more than a month ahead of its receipt; none if the
   * date (29 February) is in none of the years in question.
   */
  private void inferYear(@Nullable ZoneOffset offset, long receivedAtMillis) {
    ZoneId where = offset == null ? zone : offset;
    int received = Instant.ofEpochMilli(receivedAtMillis).atZone(where).getYear();
    for (int candidate = received + 1; candidate >= received - 1; candidate--) {
      if (month == 2 && day == 29 && !Year.isLeap(candidate)) continue;
      if (day > YearMonth.of(candidate, month).lengthOfMonth()) continue;
      year = candidate;
      finish(offset, end);
      if (millis <= receivedAtMillis + AHEAD_MAX_MILLIS) return;
    }
    year = -1;
  }

  private boolean readDate(byte[] text, int from, int to) {
    if (to - from < 10) return false;
    byte separator = text[from + 4];
    if ((separator != '-' && separator != '/') || text[from + 7] != separator) return false;
    year = Ascii.number(text, from, from + 4, 9999);
    month = Ascii.number(text, from + 5, from + 7, 12);
    day = Ascii.number(text, from + 8, from + 10, 31);
    return year >= 0
        && month > 0
        && day > 0
        && (day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth());
  }

  private boolean readTimeOfDay(byte[] text, int from, int to, int secondMax) {
    if (to - from < 8 || text[from + 2] != ':' || text[from + 5] != ':') return false;
    int hour = Ascii.number(text, from, from + 2, 23);
    int minute = Ascii.number(text, from + 3, from + 5, 59);
    int second = Ascii.number(text, from + 6, from + 8, secondMax);
    secondOfDay = hour * 3600 + minute * 60 + second;
    milli = 0;
    end = from + 8;
    return (hour | minute | second) >= 0;
  }

  private boolean readFraction(byte[] text, int from, int to, boolean comma) {
    if (from >= to || (text[from] != '.' && !(comma && text[from] == ','))) return true;
    int at = from + 1;
    int weight = 100;
    while (at < to && at <= from + 9 && Ascii.isDigit(text[at])) {
      milli += weight * (text[at++] - '0');
      weight /= 10;
    }
    end = at;
    return at > from + 1 && (at >= to || !Ascii.isDigit(text[at]));
  }

  private boolean readOffset(byte[] text, int at, int to, boolean colonRequired) {
    if (text[at] != '+' && text[at] != '-') return false;
    boolean colon = at + 3 < to && text[at + 3] == ':';
    if (colonRequired && !colon) return false;
    int minuteFrom = colon ? at + 4 : at + 3;
    if (to < minuteFrom + 2) return false;
    int hours = Ascii.number(text, at + 1, at + 3, 23);
    int minutes = Ascii.number(text, minuteFrom, minuteFrom + 2, 59);
    if ((hours | minutes) < 0) return false;
    int seconds = hours * 3600 + minutes * 60;
    finish(ZoneOffset.UTC, minuteFrom + 2); // RFC 5424 allows 23:59, ZoneOffset only 18:00
    millis -= (text[at] == '-' ? -seconds : seconds) * 1000L;
    return true;
  }

  private boolean finish(@Nullable ZoneOffset offset, int end) {
    this.end = end;
    long localSeconds = LocalDate.of(year, month, day).toEpochDay() * 86_400 + secondOfDay;
    int offsetSeconds = (offset == null ? localOffset() : offset).getTotalSeconds();
    millis = (localSeconds - offsetSeconds) * 1000 + milli;
    return true;
  }

  private ZoneOffset localOffset() {
    LocalTime time = LocalTime.ofSecondOfDay(Math.min(secondOfDay, 86_399));
    LocalDateTime local = LocalDateTime.of(LocalDate.of(year, month, day), time);
    ZoneRules rules = zone.getRules();
    ZoneOffset usual = rules.getOffset(local);
    if (rules.isFixedOffset()) return usual;
    ZoneOffsetTransition change = rules.getTransition(local);
    return change == null || !change.isOverlap() ? usual : nearer(change, local);
  }

  /** An hour that the clock showed twice: the one nearer to the receipt. */
  private ZoneOffset nearer(ZoneOffsetTransition change, LocalDateTime local) {
    long first = local.toEpochSecond(change.getOffsetBefore()) * 1000;
    long second = local.toEpochSecond(change.getOffsetAfter()) * 1000;
    boolean firstNearer = Math.abs(receivedAtMillis - first) <= Math.abs(receivedAtMillis - second);
    return firstNearer ? change.getOffsetBefore() : change.getOffsetAfter();
  }
}
