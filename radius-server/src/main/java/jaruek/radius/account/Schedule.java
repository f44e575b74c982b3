package jaruek.radius.account;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hours of a week in which logins are let in: {@code mon-fri 07:30-17:00, sat 09:00-12:00}.
 * Days in English or Thai abbreviations, {@code daily} for all; an end before the beginning is on
 * the day after; {@code 24:00} is midnight. Whole minutes, by the clock on the wall.
 */
public final class Schedule {
  /** The longest text. */
  static final int CHARS_MAX = 300;

  private static final int DAY_MINUTES = 24 * 60;
  private static final int WEEK_MINUTES = 7 * DAY_MINUTES;
  private static final List<String> ENGLISH =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final List<String> THAI = List.of("จ", "อ", "พ", "พฤ", "ศ", "ส", "อา");
  private static final Pattern ITEM =
      Pattern.compile(
          "(\\S+?)(?:-(\\S+))?\\s+(\\d{1,2})[:.](\\d{2})\\s*-\\s*(\\d{1,2})[:.](\\d{2})");

  private final String text;
  private final BitSet minutes;

  private Schedule(String text, BitSet minutes) {
    this.text = text;
    this.minutes = minutes;
  }

  /**
   * Reads it.
   *
   * @throws AccountException if it is none
   */
  public static Schedule parse(String given) {
    String text = given.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    if (text.length() > CHARS_MAX) throw new AccountException("is too long");
    BitSet minutes = new BitSet(WEEK_MINUTES);
    for (String item : text.split("[,;]", -1)) {
      Matcher form = ITEM.matcher(item.strip());
      if (!form.matches()) throw none();
      int from = minute(form.group(3), form.group(4));
      int to = minute(form.group(5), form.group(6));
      if (from == DAY_MINUTES || from == to) throw none();
      int length = to > from ? to - from : to + DAY_MINUTES - from;
      mark(minutes, form.group(1), form.group(2), from, length);
    }
    return new Schedule(text, minutes);
  }

  private static void mark(BitSet minutes, String firstDay, String lastDay, int from, int length) {
    boolean daily = firstDay.equals("daily") && lastDay == null;
    int first = daily ? 0 : day(firstDay);
    int last = daily ? 6 : lastDay == null ? first : day(lastDay);
    if (last < first) last += 7; // fri-mon
    for (int day = first; day <= last; day++) {
      for (int i = 0; i < length; i++) minutes.set((day * DAY_MINUTES + from + i) % WEEK_MINUTES);
    }
  }

  private static int day(String word) {
    String bare = word.endsWith(".") ? word.substring(0, word.length() - 1) : word;
    int day = THAI.indexOf(bare);
    if (day < 0 && bare.length() >= 3) day = ENGLISH.indexOf(bare.substring(0, 3));
    if (day < 0) throw none();
    return day;
  }

  private static int minute(String hours, String minutes) {
    int minute = Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
    if (minute > DAY_MINUTES || Integer.parseInt(minutes) > 59) throw none();
    return minute;
  }

  private static AccountException none() {
    return new AccountException("is not like 'mon-fri 07:30-17:00, sat 09:00-12:00'");
  }

  /** Whether logins are let in then. */
  public boolean isOpen(Instant at, ZoneId zone) {
    return minutes.get(minuteOfWeek(LocalDateTime.ofInstant(at, zone)));
  }

  /** How long until it closes; empty if it never does; nothing if it is closed. */
  public Optional<Duration> untilClosed(Instant at, ZoneId zone) {
    LocalDateTime local = LocalDateTime.ofInstant(at, zone);
    int now = minuteOfWeek(local);
    if (!minutes.get(now)) return Optional.of(Duration.ZERO);
    int closed = minutes.nextClearBit(now);
    if (closed >= WEEK_MINUTES) {
      closed = minutes.nextClearBit(0) + WEEK_MINUTES;
      if (closed >= 2 * WEEK_MINUTES) return Optional.empty();
    }
    LocalDateTime monday =
        LocalDateTime.of(
            local.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)),
            LocalTime.MIDNIGHT);
    return Optional.of(Duration.between(at, monday.plusMinutes(closed).atZone(zone).toInstant()));
  }

  private static int minuteOfWeek(LocalDateTime at) {
    return (at.getDayOfWeek().getValue() - 1) * DAY_MINUTES + at.getHour() * 60 + at.getMinute();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schedule that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it is written. */
  @Override
  public String toString() {
    return text;
  }
}
