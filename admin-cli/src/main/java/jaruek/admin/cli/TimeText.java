package jaruek.admin.cli;

import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times as people in Thailand write them. Read: {@code YYYY-MM-DD} or {@code DD/MM/YYYY}, then
 * nothing or a blank or {@code T} and {@code HH:MM[:SS[.fraction]]}, then nothing or a zone ({@code
 * Z}, {@code +07:00}, {@code Asia/Bangkok}); Thai digits too. A year from 2400 to 2799 is of the
 * Buddhist Era (543 more than the Common Era's); from 1970 to 2199 of the Common Era; any other is
 * refused, for it is more likely a slip than meant.
 */
public final class TimeText {
  private static final int BUDDHIST_ERA_OFFSET = 543;

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{4})-(\\d{1,2})-(\\d{1,2})|(\\d{1,2})/(\\d{1,2})/(\\d{4}))"
              + "(?:(?:[Tt]| +)(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?"
              + " *(Z|z|[+-]\\d{2}(?::?\\d{2})?|\\[?[A-Za-z][A-Za-z0-9_/+-]*\\]?)?)?");

  private static final DateTimeFormatter DAY_MONTH = formatter("dd/MM/");
  private static final DateTimeFormatter SECONDS = formatter(" HH:mm:ss");
  private static final DateTimeFormatter MILLIS = formatter(" HH:mm:ss.SSS");

  private TimeText() {}

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  /**
   * The instant this names; a date alone is its first moment.
   *
   * @param zone where it is meant, unless the text says so itself
   * @throws CommandException (usage) with what is wrong, and the forms that are right
   */
  public static Instant parse(String text, ZoneId zone) {
    return parse(text, zone, false);
  }

  /** As {@link #parse(String, ZoneId)}, but a date alone is its last millisecond. */
  public static Instant parseEnd(String text, ZoneId zone) {
    return parse(text, zone, true);
  }

  private static Instant parse(String text, ZoneId zone, boolean end) {
    Matcher form = FORM.matcher(westernDigits(text.strip()));
    if (!form.matches()) throw invalid("time.form", text);
    boolean isoOrder = form.group(1) != null;
    int year = commonEraYear(number(form.group(isoOrder ? 1 : 6)), text);
    int month = number(form.group(isoOrder ? 2 : 5));
    int day = number(form.group(isoOrder ? 3 : 4));
    try {
      LocalDate date = LocalDate.of(year, month, day);
      if (form.group(7) == null) return wholeDay(date, zone, end);
      LocalTime time =
          LocalTime.of(
              number(form.group(7)), number(form.group(8)), number(form.group(9)), nanos(form));
      return at(date.atTime(time), zone(form.group(11), zone, text), text);
    } catch (DateTimeException e) {
      throw invalid("time.date", text);
    }
  }

  private static Instant wholeDay(LocalDate date, ZoneId zone, boolean end) {
    if (!end) return date.atStartOfDay(zone).toInstant();
    return date.plusDays(1).atStartOfDay(zone).toInstant().minusMillis(1);
  }

  private static Instant at(LocalDateTime local, ZoneId zone, String text) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.isEmpty()) throw invalid("time.gap", text);
    if (offsets.size() > 1) throw invalid("time.twice", text);
    return local.toInstant(offsets.getFirst());
  }

  private static int commonEraYear(int year, String text) {
    if (year >= 2400 && year < 2800) return year - BUDDHIST_ERA_OFFSET;
    if (year >= 1970 && year < 2200) return year;
    throw invalid("time.year", text);
  }

  private static ZoneId zone(@Nullable String written, ZoneId otherwise, String text) {
    if (written == null) return otherwise;
    String id = written.replace("[", "").replace("]", "");
    try {
      return id.equalsIgnoreCase("z") ? ZoneOffset.UTC : ZoneId.of(id);
    } catch (DateTimeException e) {
      throw invalid("time.zone", text);
    }
  }

  private static int nanos(Matcher form) {
    String fraction = form.group(10);
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static String westernDigits(String text) {
    StringBuilder western = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      western.append(c >= '๐' && c <= '๙' ? (char) (c - '๐' + '0') : c);
    }
    return western.toString();
  }

  private static CommandException invalid(String code, String text) {
    return new CommandException(
        AdminStatus.USAGE, code, AdminCodec.object().put("value", text.strip()));
  }

  /**
   * The time for people, milliseconds only where they are not zero: {@code 2026-11-23 10:42:01} in
   * English, {@code 23/11/2569 10:42:01} in Thai. Both are read again by {@link #parse}.
   */
  public static String print(Instant instant, ZoneId zone, Language language) {
    ZonedDateTime time = instant.atZone(zone);
    boolean wholeSecond = time.getNano() < 1_000_000;
    return date(time.toLocalDate(), language) + (wholeSecond ? SECONDS : MILLIS).format(time);
  }

  /** The same without the time of day. */
  static String date(LocalDate date, Language language) {
    return switch (language) {
      case ENGLISH -> DateTimeFormatter.ISO_LOCAL_DATE.format(date);
      case THAI -> DAY_MONTH.format(date) + (date.getYear() + BUDDHIST_ERA_OFFSET);
    };
  }
}
