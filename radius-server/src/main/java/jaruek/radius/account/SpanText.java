package jaruek.radius.account;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as administrators write them: {@code 90s}, {@code 8h}, {@code 1d12h}. */
final class SpanText {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{1,5})w)?(?:(\\d{1,5})d)?(?:(\\d{1,5})h)?(?:(\\d{1,5})m)?(?:(\\d{1,7})s)?");
  private static final long[] SECONDS = {604_800, 86_400, 3_600, 60, 1};
  private static final String UNITS = "wdhms";

  /** The longest span: longer than any account lives, and its seconds fit an attribute. */
  static final Duration MAX = Duration.ofDays(3660);

  private SpanText() {}

  static Duration parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    long seconds = 0;
    if (form.matches()) {
      for (int i = 0; i < SECONDS.length; i++) {
        if (form.group(i + 1) != null) seconds += Long.parseLong(form.group(i + 1)) * SECONDS[i];
      }
    }
    if (seconds > 0 && seconds <= MAX.toSeconds()) return Duration.ofSeconds(seconds);
    throw new AccountException("is no span of time like 90s, 30m, 8h or 1d12h");
  }

  static String of(Duration span) {
    StringBuilder text = new StringBuilder();
    long rest = span.toSeconds();
    // weeks are read but not written: 14d says more than 2w
    for (int i = 1; i < SECONDS.length; i++) {
      if (rest >= SECONDS[i]) text.append(rest / SECONDS[i]).append(UNITS.charAt(i));
      rest %= SECONDS[i];
    }
    return text.toString();
  }
}
