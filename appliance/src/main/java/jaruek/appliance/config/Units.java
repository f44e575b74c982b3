package jaruek.appliance.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations ("100ms", "30s", "5m", "1h", "2d") and sizes ("512MiB", "20GB") as they are typed. */
public final class Units {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9}) ?([A-Za-z]{1,3})");

  private Units() {}

  static @Nullable Duration duration(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) return null;
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> null;
    };
  }

  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) return millis + "ms";
    if (millis % 86_400_000 == 0 && millis > 0) return millis / 86_400_000 + "d";
    if (millis % 3_600_000 == 0 && millis > 0) return millis / 3_600_000 + "h";
    return millis / 1000 + "s";
  }

  /** The size, as {@code 128MiB} or {@code 64KB}; null if it is none. */
  public static @Nullable Long sizeBytes(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) return null;
    long number = Long.parseLong(form.group(1));
    long unit =
        switch (form.group(2)) {
          case "KB" -> 1_000L;
          case "MB" -> 1_000_000L;
          case "GB" -> 1_000_000_000L;
          case "TB" -> 1_000_000_000_000L;
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          case "TiB" -> 1L << 40;
          default -> 0;
        };
    return unit == 0 || number > Long.MAX_VALUE / unit ? null : (Long) (number * unit);
  }
}
