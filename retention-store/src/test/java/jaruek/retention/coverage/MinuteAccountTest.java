package jaruek.retention.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
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
  void keepsTermsDomainsClockAndWhatWaits() {
    EnumMap<SourceTerm, Long> terms = new EnumMap<>(SourceTerm.class);
    long next = 3;
    for (SourceTerm term : SourceTerm.values()) terms.put(term, next++);
    TreeMap<String, SortedMap<String, Long>> domains = new TreeMap<>();
    domains.put("ipfix/1", new TreeMap<>(Map.of("said", 9L, "gap", 2L)));
    SourceCount count =
        new SourceCount(
            1,
            2,
            3,
            4,
            5,
            new TreeMap<>(Map.of("bad", 6L)),
            terms,
            domains,
            new ExporterClock(-5_000, -7_000, 200, 12));
    TreeMap<SourceName, SourceCount> sources = new TreeMap<>(Map.of(SourceName.log("gw1"), count));
    MinuteAccount account =
        new MinuteAccount(
            FROM,
            FROM + 1,
            0,
            false,
            sources,
            0,
            SourceCount.NONE,
            new TreeMap<>(),
            0,
            12_345,
            new TreeMap<>(Map.of(SourceName.log("gw2"), -4L, SourceName.radius("gw2"), 5L)));
    assertEquals(Optional.of(account), MinuteAccount.parse(account.toJson()));
    SourceCount twice = count.plus(count);
    assertEquals(Map.of("ipfix/1", Map.of("said", 18L, "gap", 4L)), twice.domains());
    assertEquals(2 * count.of(SourceTerm.DECODED), twice.of(SourceTerm.DECODED));
    assertEquals(2 * count.waiting(), twice.waiting());
  }

  @Test
  void readsWhatAnOlderVersionCalledARejection() {
    String text =
        "{\"from\":1,\"to\":2,\"log\":{\"gw1\":{\"received\":9,"
            + "\"rejected\":{\"rate-limit\":4,\"journal\":3,\"bad\":2}}}}";
    MinuteAccount account = MinuteAccount.parse(text).orElseThrow();
    SourceCount count = account.of(SourceName.log("gw1"));
    assertEquals(4, count.of(SourceTerm.DROPPED));
    assertEquals(3, count.of(SourceTerm.LOST));
    assertEquals(Map.of("bad", 2L), count.rejected());
    assertEquals(-1, account.decodedTo());
  }

  @Test
  void tellsSoManyDomainsApartAndAddsUpTheOthers() {
    SourceCount all = SourceCount.NONE;
    for (int i = 0; i < 50; i++) {
      all = all.plus(SourceCount.ofDomain("netflow9/" + i, "said", 1));
    }
    assertEquals(SourceCount.DOMAINS_MAX + 1, all.domains().size());
    assertEquals(Map.of("said", 42L), all.domains().get("netflow9/other"));
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
    EnumMap<SourceTerm, Long> terms = new EnumMap<>(SourceTerm.class);
    for (SourceTerm term : SourceTerm.values()) terms.put(term, 1L << 40);
    TreeMap<String, SortedMap<String, Long>> domains = new TreeMap<>();
    for (int i = 0; i < SourceCount.DOMAINS_MAX; i++) {
      TreeMap<String, Long> of = new TreeMap<>();
      for (int term = 0; term < 9; term++) of.put("recordslat" + term, 1L << 40);
      domains.put("netflow9/429496729" + i, of);
    }
    TreeMap<SourceName, SourceCount> sources = new TreeMap<>();
    for (int i = 0; i < MinuteAccount.SOURCES_MAX; i++) {
      sources.put(
          SourceName.log("x".repeat(100) + i),
          new SourceCount(
              1L << 40,
              1L << 45,
              1L << 40,
              1L << 40,
              1L << 40,
              reasons,
              terms,
              domains,
              ExporterClock.at(1L << 40, 1L << 20)));
    }
    MinuteAccount account = account(sources);
    assertEquals(Optional.of(account), MinuteAccount.parse(account.toJson()));
    TreeMap<SourceName, SourceCount> together = new TreeMap<>();
    long refused = 0;
    for (MinuteAccount part : account.parts(60_000)) {
      assertTrue(part.toJson().length() <= 60_000);
      together.putAll(part.sources());
      refused += part.refused();
    }
    assertEquals(account.sources(), together);
    assertEquals(account.refused(), refused);
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
