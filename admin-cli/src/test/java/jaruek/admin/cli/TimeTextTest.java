package jaruek.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as people write them. */
final class TimeTextTest {
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23 10:42:01",
        "2026-11-23T10:42:01",
        "2569-11-23 10:42:01",
        "2569-11-23T10:42:01",
        "23/11/2569 10:42:01",
        "23/11/2026 10:42:01",
        "๒๓/๑๑/๒๕๖๙ ๑๐:๔๒:๐๑",
        "2569-11-23 10:42:01+07:00",
        "2569-11-23T10:42:01+0700",
        "2569-11-23 10:42:01 +07",
        "2569-11-23 10:42:01 Asia/Bangkok",
        "2026-11-23T10:42:01[Asia/Bangkok]",
        "2026-11-23T03:42:01Z",
        "2026-11-23t03:42:01z",
        "2569-11-23 03:42:01 UTC",
        "  2026-11-23 10:42:01.000 ",
      })
  void readsTheSameInstantFromManyForms(String text) {
    assertEquals(Instant.parse("2026-11-23T03:42:01Z"), TimeText.parse(text, BANGKOK));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23 10:42, 2026-11-23T03:42:00Z",
    "2026-11-23 9:05, 2026-11-23T02:05:00Z",
    "2026-11-23, 2026-11-22T17:00:00Z",
    "1/2/2569, 2026-01-31T17:00:00Z",
    "2026-11-23 10:42:01.5, 2026-11-23T03:42:01.500Z",
    "'2026-11-23 10:42:01,123456789', 2026-11-23T03:42:01.123456789Z",
    "2567-02-29 00:00, 2024-02-28T17:00:00Z",
    "2400-01-01 07:00, 1857-01-01T00:17:56Z",
  })
  void readsLessAndMorePreciseTimes(String text, Instant expected) {
    assertEquals(expected, TimeText.parse(text, BANGKOK));
  }

  @Test
  void takesADateAloneAsItsLastMillisecondWhereARangeEnds() {
    assertEquals(
        Instant.parse("2026-11-23T16:59:59.999Z"), TimeText.parseEnd("23/11/2569", BANGKOK));
    assertEquals(
        Instant.parse("2026-11-23T03:42:00Z"), TimeText.parseEnd("2569-11-23 10:42", BANGKOK));
  }

  @ParameterizedTest
  @CsvSource({
    "'', time.form",
    "yesterday, time.form",
    "10:42, time.form",
    "69-11-23 10:42, time.form",
    "23-11-2569 10:42, time.form",
    "2569-11-23 10:42:01 extra words, time.form",
    "2569-11-23 10:42:01.1234567890, time.form",
    "2569-13-01, time.date",
    "2566-02-29, time.date",
    "2569-11-23 24:00, time.date",
    "2569-11-23 10:42:60, time.date",
    "0026-11-23, time.year",
    "2399-11-23, time.year",
    "2800-11-23, time.year",
    "1969-12-31, time.year",
    "2569-11-23 10:42 Asia/Bangkong, time.zone",
    "2569-11-23 10:42 +99:00, time.zone",
  })
  void refusesWhatIsNoTimeAndSaysWhy(String text, String code) {
    CommandException fault =
        assertThrows(CommandException.class, () -> TimeText.parse(text, BANGKOK));
    assertEquals(code, fault.code());
    assertEquals(2, fault.status());
    assertEquals(text, fault.arguments().path("value").asText());
  }

  @ParameterizedTest
  @CsvSource({"2026-03-29 02:30, time.gap", "2026-10-25 02:30, time.twice"})
  void doesNotGuessWhereTheClocksWereChanged(String text, String code) {
    assertEquals(
        code, assertThrows(CommandException.class, () -> TimeText.parse(text, BERLIN)).code());
    TimeText.parse(text + " +02:00", BERLIN);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T03:42:01Z, 2026-11-23 10:42:01, 23/11/2569 10:42:01",
    "2026-12-31T17:00:00.007Z, 2027-01-01 00:00:00.007, 01/01/2570 00:00:00.007",
  })
  void printsWhatItReadsAgain(Instant instant, String english, String thai) {
    assertEquals(english, TimeText.print(instant, BANGKOK, Language.ENGLISH));
    assertEquals(thai, TimeText.print(instant, BANGKOK, Language.THAI));
    assertEquals(instant, TimeText.parse(english, BANGKOK));
    assertEquals(instant, TimeText.parse(thai, BANGKOK));
  }
}
