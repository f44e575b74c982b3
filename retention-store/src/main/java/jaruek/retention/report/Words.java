package jaruek.retention.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.ThaiBuddhistDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Properties;

/** The report's words in one language, and times as people there write them. */
final class Words {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final Locale locale;
  private final ZoneId zone;
  private final Properties texts = new Properties();

  /** {@code report_LANGUAGE.properties} beside this class. */
  Words(String language, ZoneId zone) throws IOException {
    this.locale = Locale.of(language);
    this.zone = zone;
    String resource = "report_" + language + ".properties";
    try (InputStream in = Words.class.getResourceAsStream(resource)) {
      if (in == null) throw new IOException("this program lacks its own file " + resource);
      Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      texts.load(reader);
    }
  }

  Locale locale() {
    return locale;
  }

  /** The text with {0}, {1} … replaced. */
  String text(String key, Object... arguments) {
    String text = texts.getProperty(key);
    if (text == null) throw new IllegalStateException("no text " + key + " in " + locale);
    for (int i = 0; i < arguments.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(arguments[i]));
    }
    return text;
  }

  /** The text, or this where there is none. */
  String textOr(String key, String otherwise) {
    return texts.getProperty(key, otherwise);
  }

  /** "23 พ.ย. 2569 10:42:01.000 น." or "23 Nov 2026 10:42:01.000 +07:00". */
  String time(long millis) {
    ZonedDateTime at = Instant.ofEpochMilli(millis).atZone(zone);
    String month = text("month." + at.getMonthValue());
    if (locale.getLanguage().equals("th")) {
      int year = ThaiBuddhistDate.from(at).get(ChronoField.YEAR);
      return "%d %s %d %s น.".formatted(at.getDayOfMonth(), month, year, CLOCK.format(at));
    }
    return "%d %s %d %s %s"
        .formatted(at.getDayOfMonth(), month, at.getYear(), CLOCK.format(at), at.getOffset());
  }

  String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
