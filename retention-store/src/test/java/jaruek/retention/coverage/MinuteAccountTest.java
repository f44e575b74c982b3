package jaruek.retention.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts and clock samples as JSON, and what else may stand there. */
final class MinuteAccountTest {
  private static final long FROM = 1_795_400_000_000L;

  private static MinuteAccount account(SortedMap<SourceName, SourceCount> sources) {
    return new MinuteAccount(
        FROM,
        FROM + 60_000,
        -3_600_000,
        true,
        sources,
        2,
        new SourceCount(9, 99, 0, 0, 0, new TreeMap<>()),
        new TreeMap<>(Map.of("netflow", 7L)),
        3);
  }

  @Test
  void isReadAsItWasWritten() {
    TreeMap<SourceName, SourceCount> sources = new TreeMap<>();
    sources.put(
        SourceName.log("gw \"1\"\u0000\u001b[2J ก\ud83d\ude00 other"),
        new SourceCount(1, 2, 3, 4, 5, new TreeMap<>(Map.of("bad\n", 6L))));
    sources.put(SourceName.radius("gw1"), new SourceCount(1, 0, 0, 0, 0, new TreeMap<>()));
    sources.put(SourceName.log("gw1"), new SourceCount(8, 0, 0, 0, 0, new TreeMap<>()));
    MinuteAccount account = account(sources);
    assertEquals(Optional.of(account), MinuteAccount.parse(account.toJson()));
  }

  @Test
  void leavesOutWhatIsNothing() {
    MinuteAccount nothing =
        new MinuteAccount(
            FROM,
            FROM + 60_000,
            0,
            false,
            new TreeMap<>(),
            0,
            SourceCount.NONE,
            new TreeMap<>(),
            0);
    assertEquals("{\"from\":" + FROM + ",\"to\":" + (FROM + 60_000) + "}", nothing.toJson());
    assertEquals(Optional.of(nothing), MinuteAccount.parse(nothing.toJson()));
  }

  @Test
  void staysReadableWithAsManySourcesAndReasonsAsItMayHave() {
    TreeMap<String, Long> reasons = new TreeMap<>();
    for (int i = 0; i < 17; i++) reasons.put("a-reason-of-usual-length-" + i, 1L << 40);
    TreeMap<SourceName, SourceCount> sources = new TreeMap<>();
    for (int i = 0; i < MinuteAccount.SOURCES_MAX; i++) {
      sources.put(
          SourceName.log("x".repeat(100) + i),
          new SourceCount(1L << 40, 1L << 45, 1L << 40, 1L << 40, 1L << 40, reasons));
    }
    MinuteAccount account = account(sources);
    assertEquals(Optional.of(account), MinuteAccount.parse(account.toJson()));
  }

  @Test
  void passesOverFieldsOfALaterVersion() {
    String text =
        "{\"from\":1,\"to\":2,\"later\":{\"a\":[1,{\"b\":2}]},"
            + "\"log\":{\"gw1\":{\"received\":3,\"later\":[1]}}}";
    assertEquals(3, MinuteAccount.parse(text).orElseThrow().of(SourceName.log("gw1")).received());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"from\":1}",
        "{\"from\":2,\"to\":1}",
        "{\"from\":1,\"to\":700000000000}",
        "{\"from\":-1,\"to\":1}",
        "{\"from\":1,\"to\":2}{",
        "{\"from\":1,\"to\":2,\"log\":[]}",
        "{\"from\":1,\"to\":2,\"log\":{\"a\":1}}",
        "{\"from\":1,\"to\":2,\"log\":{\"a\":{\"received\":-1}}}",
        "{\"from\":1,\"to\":2,\"log\":{\"a\":{\"received\":1e300}}}",
        "{\"from\":1,\"to\":2,\"log\":{\"a\":{\"received\":9223372036854775807}}}",
        "{\"from\":1,\"to\":2,\"log\":{\"a\":{\"received\":99999999999999999999}}}",
        "{\"from\":1,\"to\":2,\"others\":4294967296}",
        "{\"from\":1,\"to\":2,\"replayed\":1}",
        "{\"from\":1,\"to\":2,\"later\":[[[[[[[[[[]]]]]]]]]]}",
        "{\"from\":1,\"to\":2"
      })
  void isNothingElse(String detail) {
    assertEquals(Optional.empty(), MinuteAccount.parse(detail));
  }

  @Test
  void isReadFromAnyTextWithoutAnException() {
    Random random = new Random(20261123);
    String letters = "{}[]\":,0123456789-e.fromtlgadis \\u\u0000ก";
    TreeMap<SourceName, SourceCount> sources = new TreeMap<>();
    sources.put(SourceName.log("gw1"), new SourceCount(8, 1, 2, 0, 0, new TreeMap<>()));
    String good = account(sources).toJson();
    int read = 0;
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder(good);
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, letters.charAt(random.nextInt(letters.length())));
      }
      if (MinuteAccount.parse(text.toString()).isPresent()) read++;
      var _ = ClockSample.parse(text.toString());
    }
    assertTrue(read > 0);
  }

  @Test
  void keepsClockSamplesAsTheyWere() {
    ClockSample sample = new ClockSample(true, -12.345, 3, "192.0.2.1", "chrony");
    assertEquals(Optional.of(sample), ClockSample.parse(sample.toJson()));
    ClockSample none = new ClockSample(false, null, 0, "", "timedatectl");
    assertEquals(Optional.of(none), ClockSample.parse(none.toJson()));
    assertEquals(
        Optional.of(new ClockSample(true, 5.0, 2, "a", "")),
        ClockSample.parse("{\"offsetMillis\":5,\"stratum\":2,\"reference\":\"a\"}"),
        "as written before");
    assertEquals(Optional.empty(), ClockSample.parse("{}"));
    assertEquals(Optional.empty(), ClockSample.parse("{\"offsetMillis\":1e300}"));
    assertEquals(Optional.empty(), ClockSample.parse("{\"offsetMillis\":1,\"stratum\":99}"));
  }
}
