package jaruek.radius.account;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of something may be used in a period, over all of a user's devices.
 *
 * @param amount bytes or seconds, 1 or more
 * @param time whether it counts seconds
 */
public record Quota(long amount, boolean time, Period period) {
  private static final Pattern DATA =
      Pattern.compile("(\\d{1,9})\\s*([kMGT]i?)?B", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "kMGT";

  /** When it begins anew. */
  public enum Period {
    /** At midnight. */
    DAY,
    /** On Monday. */
    WEEK,
    /** On the first. */
    MONTH,
    /** Never. */
    TOTAL;

    /** When the period began that this is in; the epoch for {@link #TOTAL}. */
    public Instant start(Instant at, ZoneId zone) {
      LocalDate today = LocalDate.ofInstant(at, zone);
      return switch (this) {
        case DAY -> today.atStartOfDay(zone).toInstant();
        case WEEK ->
            today
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                .atStartOfDay(zone)
                .toInstant();
        case MONTH -> today.withDayOfMonth(1).atStartOfDay(zone).toInstant();
        case TOTAL -> Instant.EPOCH;
      };
    }

    private static Period of(String word) {
      for (Period period : values()) {
        if (period.word().equals(word.strip().toLowerCase(Locale.ROOT))) return period;
      }
      throw new AccountException("has no period like day, week, month or total");
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** {@code 5GB/day}, {@code 500 MiB/month}; without a period {@code total}. */
  static Quota data(String text) {
    String[] parts = parts(text);
    Matcher form = DATA.matcher(parts[0].strip());
    if (!form.matches()) throw new AccountException("is not like 5GB/day or 500MB/total");
    String unit = form.group(2) == null ? "" : form.group(2);
    long factor = 1;
    if (!unit.isEmpty()) {
      int power = UNITS.toLowerCase(Locale.ROOT).indexOf(Character.toLowerCase(unit.charAt(0))) + 1;
      for (int i = 0; i < power; i++) factor *= unit.length() == 2 ? 1024 : 1000;
    }
    long bytes = Math.multiplyExact(Long.parseLong(form.group(1)), factor);
    if (bytes < 1 || bytes > 1_000_000_000_000_000L) {
      throw new AccountException("is not between 1B and 1000TB");
    }
    return new Quota(bytes, false, Period.of(parts[1]));
  }

  /** {@code 2h/day}; without a period {@code total}. */
  static Quota time(String text) {
    String[] parts = parts(text);
    return new Quota(SpanText.parse(parts[0]).toSeconds(), true, Period.of(parts[1]));
  }

  private static String[] parts(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new String[] {text, "total"}
        : new String[] {text.substring(0, slash), text.substring(slash + 1)};
  }

  /** As it is written. */
  @Override
  public String toString() {
    return (time ? SpanText.of(Duration.ofSeconds(amount)) : bytes()) + "/" + period.word();
  }

  private String bytes() {
    for (int power = UNITS.length(); power > 0; power--) {
      long decimal = (long) Math.pow(1000, power);
      if (amount % decimal == 0) return amount / decimal + "" + UNITS.charAt(power - 1) + "B";
      long binary = 1L << 10 * power;
      if (amount % binary == 0) return amount / binary + "" + UNITS.charAt(power - 1) + "iB";
    }
    return amount + "B";
  }
}
