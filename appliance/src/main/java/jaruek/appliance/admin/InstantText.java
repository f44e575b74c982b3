package jaruek.appliance.admin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as answers have them: ISO 8601, UTC, milliseconds. */
final class InstantText {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private InstantText() {}

  static String of(Instant instant) {
    return FORM.format(instant);
  }

  static String ofMillis(long millis) {
    return of(Instant.ofEpochMilli(millis));
  }
}
