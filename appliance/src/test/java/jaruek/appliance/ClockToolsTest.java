package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.coverage.ClockSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the time services say, as recorded, and what they must not make us believe. */
final class ClockToolsTest {
  private static final String CHRONY =
      "C0000201,192.0.2.1,2,1700735000.123456789,-0.000123456,0.000001,0.000200,"
          + "-11.231,0.001,0.025,0.004321,0.000210,64.2,Normal\n";

  private static final String NTPD =
      """
      associd=0 status=0615 leap_none, sync_ntp, 1 event, clock_sync,
      version="ntpd 4.2.8p15@1.3728-o Wed Sep 23 11:46:38 UTC 2020 (1)",
      processor="x86_64", system="Linux/5.10.0-8-amd64", leap=00, stratum=3,
      precision=-23, rootdelay=3.405, rootdisp=11.413, refid=192.0.2.1,
      reftime=e5a1b2c3.12345678  Mon, Feb  6 2023 10:20:19.071,
      clock=e5a1b2d0.87654321  Mon, Feb  6 2023 10:20:32.529, peer=33404, tc=6,
      mintc=3, offset=-1.250000, frequency=-11.231, sys_jitter=0.051221,
      clk_jitter=0.012, clk_wander=0.001
      """;

  @TempDir Path folder;

  private ClockTools tools(Duration timeout) {
    return new ClockTools(List.of(folder.resolve("first"), folder), timeout);
  }

  private void tool(String name, String script) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void readsWhatChronySays() {
    assertEquals(
        Optional.of(new ClockSample(true, 0.123, 2, "192.0.2.1", "chrony")),
        ClockTools.chrony(CHRONY));
  }

  @Test
  void takesAFastClockAsPositiveFromBoth() {
    Double chrony = ClockTools.chrony(CHRONY).orElseThrow().offsetMillis();
    Double ntpd = ClockTools.ntpd(NTPD).orElseThrow().offsetMillis();
    assertTrue(chrony != null && chrony > 0, "system time fast of NTP time");
    assertTrue(ntpd != null && ntpd > 0, "the servers' time less ours is negative");
  }

  @Test
  void readsWhatNtpdSays() {
    assertEquals(
        Optional.of(new ClockSample(true, 1.25, 3, "192.0.2.1", "ntpd")), ClockTools.ntpd(NTPD));
  }

  @Test
  void knowsAClockThatFollowsNothing() {
    ClockSample none = new ClockSample(false, null, 0, "", "chrony");
    assertEquals(
        Optional.of(none),
        ClockTools.chrony("00000000,,0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Not synchronised"));
    assertEquals(
        Optional.of(none),
        ClockTools.chrony("7F7F0101,,10,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,Normal"),
        "a clock that is its own reference follows nothing");
    assertEquals(
        Optional.of(new ClockSample(false, null, 0, "", "ntpd")),
        ClockTools.ntpd(NTPD.replace("leap=00", "leap=11").replace("stratum=3", "stratum=16")));
    assertEquals(
        Optional.of(new ClockSample(false, null, 0, "", "timedatectl")),
        ClockTools.timedatectl("NTPSynchronized=no\n"));
    assertEquals(
        Optional.of(new ClockSample(true, null, 0, "", "timedatectl")),
        ClockTools.timedatectl("NTPSynchronized=yes\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "506 Cannot talk to daemon",
        "C0000201,192.0.2.1,2,1700735000.1,-0.000123456",
        "C0000201,192.0.2.1,2,1.0,NaN,0,0,0,0,0,0,0,0,Normal",
        "C0000201,192.0.2.1,2,1.0,1e9,0,0,0,0,0,0,0,0,Normal",
        "C0000201,192.0.2.1,2,1.0,99999999999,0,0,0,0,0,0,0,0,Normal",
        "C0000201,192.0.2.1,-2,1.0,0.1,0,0,0,0,0,0,0,0,Normal",
        "C0000201,192.0.2.1,2,1.0,0.1,0,0,0,0,0,0,0,0,Normal\nC0000201,192.0.2.1,2,1.0,0.1,0,0,0",
        "associd=0 leap=00, stratum=3, offset=zero",
        "associd=0 leap=00, stratum=999, offset=1.0",
        "associd=0 leap=2, stratum=3, offset=1.0",
        "NTPSynchronized=perhaps"
      })
  void takesNothingElseForAnAnswer(String output) {
    assertEquals(Optional.empty(), ClockTools.chrony(output));
    assertEquals(Optional.empty(), ClockTools.ntpd(output));
    assertEquals(Optional.empty(), ClockTools.timedatectl(output));
  }

  @Test
  void readsAnyTextWithoutAnException() {
    Random random = new Random(20261123);
    String letters = "0123456789abcdefABCDEF,=.\n\" -_leapstratumoffset\u0000ก";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "" : NTPD);
      int length = random.nextInt(120);
      for (int i = 0; i < length; i++) {
        int at = text.isEmpty() ? 0 : random.nextInt(text.length());
        text.insert(at, letters.charAt(random.nextInt(letters.length())));
      }
      var _ = ClockTools.chrony(text.toString());
      var _ = ClockTools.ntpd(text.toString());
      var _ = ClockTools.timedatectl(text.toString());
    }
  }

  @Test
  void keepsNoHarmfulReference() {
    ClockSample sample =
        ClockTools.chrony(CHRONY.replace("192.0.2.1", "a\"b\u001b[31m")).orElseThrow();
    assertEquals("a?b??31m", sample.reference());
    assertEquals(Optional.of(sample), ClockSample.parse(sample.toJson()).map(s -> sample));
  }

  @Test
  void asksTheFirstToolThatAnswers() throws IOException {
    assertEquals(Optional.empty(), tools(Duration.ofSeconds(10)).measure());
    tool("timedatectl", "echo NTPSynchronized=yes");
    assertEquals("timedatectl", tools(Duration.ofSeconds(10)).measure().orElseThrow().tool());
    tool("ntpq", "cat <<'X'\n" + NTPD + "X");
    assertEquals("ntpd", tools(Duration.ofSeconds(10)).measure().orElseThrow().tool());
    tool("chronyc", "test \"$*\" = '-n -c tracking' && printf '%s' '" + CHRONY.strip() + "'");
    assertEquals("chrony", tools(Duration.ofSeconds(10)).measure().orElseThrow().tool());
    tool("chronyc", "echo '506 Cannot talk to daemon'; exit 1");
    assertEquals("ntpd", tools(Duration.ofSeconds(10)).measure().orElseThrow().tool());
  }

  @Test
  void doesNotWaitForAToolThatHangsOrTalksWithoutEnd() throws IOException {
    tool("chronyc", "sleep 600");
    tool("ntpq", "yes");
    tool("timedatectl", "(sleep 600) & echo NTPSynchronized=no");
    long started = System.nanoTime();
    Optional<ClockSample> sample = tools(Duration.ofMillis(700)).measure();
    assertTrue(System.nanoTime() - started < TimeUnit.SECONDS.toNanos(60));
    assertEquals(Optional.of(new ClockSample(false, null, 0, "", "timedatectl")), sample);
  }

  @Test
  void hasAFreshSampleAtHandWithoutAskingAgain() {
    long[] nanos = {0};
    int[] asked = {0};
    boolean[] answers = {true};
    ClockSample sample = new ClockSample(true, -3.0, 2, "pool", "chrony");
    try (ClockWatch watch =
        new ClockWatch(
            () -> {
              asked[0]++;
              return answers[0] ? Optional.of(sample) : Optional.empty();
            },
            () -> nanos[0])) {
      assertEquals(Optional.empty(), watch.get());
      watch.look();
      assertEquals(Optional.of(sample), watch.get());
      assertEquals(Optional.of(sample), watch.get());
      assertEquals(1, asked[0]);
      answers[0] = false;
      nanos[0] = ClockWatch.FRESH.toNanos();
      watch.look();
      assertEquals(Optional.of(sample), watch.get());
      nanos[0]++;
      assertFalse(watch.get().isPresent());
    }
  }
}
