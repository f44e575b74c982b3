package jaruek.retention.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.query.Row;
import jaruek.retention.query.RowListEngine;
import jaruek.retention.record.IpAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Weeks of a school: what is silence, what is night, and what is lost. */
final class SilenceTest {
  private static final long T0 = Instant.parse("2026-09-06T17:00:00Z").toEpochMilli(); // Monday, +7
  private static final long MINUTE = 60_000;
  private static final long SECOND = 1_000;
  private static final int HOUR = 60;
  private static final int DAY = 24 * HOUR;
  private static final int WEEK = 7 * DAY;
  private static final SourceName GATEWAY = SourceName.log("gw1");

  private final List<Row> rows = new ArrayList<>();
  private final List<SourceName> known = new ArrayList<>(List.of(GATEWAY));
  private final TreeMap<String, Long> drops = new TreeMap<>();
  private long gap;
  private int end;

  private static boolean isSchool(int minute) {
    return minute / DAY % 7 < 5 && minute % DAY >= 6 * HOUR && minute % DAY < 17 * HOUR;
  }

  private void add(long at, String action, String detail) {
    rows.add(OperationRows.row(rows.size(), at, action, detail));
  }

  /** Minutes of recording; the gateway spoke in those. */
  private void days(int from, int to, IntPredicate spoke) {
    for (int minute = from; minute < to; minute++) {
      add(T0 + minute * MINUTE, "clock", "{\"offsetMillis\":0.4,\"stratum\":3}");
      account(minute, spoke.test(minute) ? 5 : 0);
    }
    end = to;
  }

  private void account(int minute, long received) {
    TreeMap<SourceName, SourceCount> sources = new TreeMap<>();
    if (received + gap > 0) {
      sources.put(GATEWAY, new SourceCount(received, 500, gap, 0, 0, new TreeMap<>()));
    }
    long from = T0 + minute * MINUTE + 300;
    long to = from + MINUTE;
    add(to + 5, "account", account(from, to, 0, sources).toJson());
  }

  private MinuteAccount account(
      long from, long to, long step, SortedMap<SourceName, SourceCount> sources) {
    return new MinuteAccount(from, to, step, false, sources, 0, SourceCount.NONE, drops, 0);
  }

  private Coverage coverage() {
    KnownSources sources =
        new KnownSources() {
          @Override
          public List<SourceName> all() {
            return known;
          }

          @Override
          public Optional<SourceName> log(IpAddress address) {
            return Optional.of(GATEWAY);
          }

          @Override
          public Optional<SourceName> radius(IpAddress address) {
            return Optional.empty();
          }
        };
    return new Coverage(
        new RowListEngine(rows),
        List::of,
        sources,
        InstantSource.fixed(Instant.ofEpochMilli(T0 + end * MINUTE + SECOND)));
  }

  private List<String> silences(int from, int to) {
    CoverageReport report = coverage().report(T0 + from * MINUTE, T0 + to * MINUTE);
    List<String> found = new ArrayList<>();
    for (CoverageReport.Source source : report.sources()) {
      for (Gap gap : source.gaps()) {
        if (gap.kind() != GapKind.SILENCE) continue;
        assertEquals(source.name(), gap.source());
        found.add(minute(gap.fromMillis()) + "-" + minute(gap.toMillis()));
      }
    }
    return found;
  }

  private static long minute(long millis) {
    return (millis - T0) / MINUTE;
  }

  @Test
  void aSchoolsNightsAndWeekendsAreNoSilence() {
    days(0, 4 * WEEK, SilenceTest::isSchool);
    assertEquals(List.of(), silences(2 * WEEK, 4 * WEEK), "only its first weekend was unknown");
  }

  @Test
  void anEndOfWorkHalfAnHourEarlierIsNoSilence() {
    days(0, 3 * WEEK, m -> isSchool(m) && (m < 2 * WEEK || m % DAY < 17 * HOUR - 30));
    assertEquals(List.of(), silences(2 * WEEK, 3 * WEEK));
  }

  @Test
  void aGatewayThatDiesAtTenOnTuesdayIsSilentUntilItSpeaks() {
    int died = 2 * WEEK + DAY + 10 * HOUR;
    int back = died + DAY + HOUR;
    days(0, 3 * WEEK, m -> isSchool(m) && (m < died || m >= back));
    assertEquals(List.of(died + "-" + back), silences(2 * WEEK, 3 * WEEK));
    CoverageReport.Source source =
        coverage().report(T0 + 2 * WEEK * MINUTE, T0 + 3 * WEEK * MINUTE).sources().getFirst();
    assertEquals(CoverageReport.State.ACTIVE, source.state());
    assertEquals(2, source.spans().size());
  }

  @Test
  void oneThatIsStillSilentIsSilentUntilNow() {
    int died = 2 * WEEK + DAY + 10 * HOUR;
    days(0, died + 4 * HOUR, m -> isSchool(m) && m < died);
    CoverageReport report = coverage().report(T0 + 2 * WEEK * MINUTE, Long.MAX_VALUE);
    assertEquals(CoverageReport.State.SILENT, report.sources().getFirst().state());
    Gap open = report.sources().getFirst().gaps().getLast();
    assertEquals(report.toMillis(), open.toMillis());
    assertEquals(died, minute(open.fromMillis()));
  }

  @Test
  void fourMinutesWithoutAWordAreNoSilence() {
    int at = 2 * WEEK + DAY + 10 * HOUR;
    days(0, 3 * WEEK, m -> isSchool(m) && (m < at || m >= at + 4));
    assertEquals(List.of(), silences(2 * WEEK, 3 * WEEK));
    rows.clear();
    days(0, 3 * WEEK, m -> isSchool(m) && (m < at || m >= at + 6));
    assertEquals(List.of(at + "-" + (at + 6)), silences(2 * WEEK, 3 * WEEK));
  }

  @Test
  void aSourceThatSpeaksEachHalfHourMayPauseLonger() {
    int died = 2 * WEEK + DAY;
    days(0, 3 * WEEK, m -> m % 30 == 0 && (m < died || m > died + 50));
    assertEquals(List.of(), silences(2 * WEEK, 3 * WEEK), "less than three times 30 minutes");
    rows.clear();
    days(0, 3 * WEEK, m -> m % 30 == 0 && (m < died || m > died + 180));
    assertEquals(1, silences(2 * WEEK, 3 * WEEK).size());
  }

  @Test
  void downTimeIsNoSilenceOfTheSource() {
    int died = 2 * WEEK + DAY + 10 * HOUR;
    days(0, died, SilenceTest::isSchool);
    days(died + 5 * HOUR, 3 * WEEK, SilenceTest::isSchool);
    assertEquals(List.of(), silences(2 * WEEK, 3 * WEEK));
  }

  @Test
  void aSourceThatNeverSpokeIsNever() {
    SourceName printer = SourceName.log("\u001b[31m\"printer\"\n");
    known.add(printer);
    days(0, DAY, SilenceTest::isSchool);
    CoverageReport report = coverage().report(T0, T0 + DAY * MINUTE);
    CoverageReport.Source never =
        report.sources().stream().filter(s -> s.name().equals(printer)).findFirst().orElseThrow();
    assertEquals(CoverageReport.State.NEVER, never.state());
    assertEquals(List.of(), never.spans());
  }

  @Test
  void aLossIsToldOnceWithItsSumAndTheRestIsRecorded() {
    int noon = WEEK + 12 * HOUR;
    days(0, noon, SilenceTest::isSchool);
    gap = 7;
    drops.put("netflow", 2L);
    days(noon, noon + 3, m -> true);
    gap = 0;
    drops.clear();
    days(noon + 3, noon + HOUR, m -> true);
    long at = T0 + (noon + 1) * MINUTE;
    Coverage.Report report = coverage().at(at, 0, Set.of(GATEWAY));
    assertTrue(report.recording());
    assertTrue(report.lossy());
    assertEquals(
        Map.of(GapKind.SEQUENCE, 21L, GapKind.KERNEL_DROP, 6L),
        Map.of(
            report.gaps().get(0).kind(),
            report.gaps().get(0).lost(),
            report.gaps().get(1).kind(),
            report.gaps().get(1).lost()));
    assertFalse(coverage().at(at + 20 * MINUTE, 0, Set.of(GATEWAY)).lossy());
    assertFalse(coverage().at(at, 0, Set.of(SourceName.radius("nas"))).lossy());
  }

  @Test
  void aClockSetForwardLeavesAStepAndNoDownTime() {
    days(0, 120, m -> true);
    long step = 45 * MINUTE;
    long at = T0 + 120 * MINUTE + 20 * SECOND;
    add(at + step, "account", account(at - 19 * SECOND, at, step, new TreeMap<>()).toJson());
    days(120 + 46, 240, m -> true);
    assertEquals(
        List.of(new Gap(GapKind.CLOCK_STEP, null, at, at + step, 0, "")),
        coverage().gaps(T0 + 10 * MINUTE, T0 + 240 * MINUTE));
  }

  @Test
  void aSignOfTheNewClockBeforeTheAccountOfTheStepIsNoDownTime() {
    days(0, 120, m -> true);
    long step = 45 * MINUTE;
    long at = T0 + 120 * MINUTE + 20 * SECOND;
    add(at + step + 100, "clock", "{}");
    add(at + step + 200, "account", account(at - 19 * SECOND, at, step, new TreeMap<>()).toJson());
    days(120 + 46, 240, m -> true);
    assertEquals(
        List.of(GapKind.CLOCK_STEP),
        coverage().gaps(T0 + 10 * MINUTE, T0 + 240 * MINUTE).stream().map(Gap::kind).toList());
  }

  @Test
  void aClockSetBackLeavesNoGapAndCountsItsMinutesTwice() {
    days(0, 120, m -> true);
    long at = T0 + 120 * MINUTE + 20 * SECOND;
    add(
        at - 30 * MINUTE,
        "account",
        account(at - 19 * SECOND, at, -30 * MINUTE, new TreeMap<>()).toJson());
    days(91, 240, m -> true);
    assertEquals(List.of(), coverage().gaps(T0 + 10 * MINUTE, T0 + 240 * MINUTE));
    CoverageReport report = coverage().report(T0, T0 + 240 * MINUTE);
    assertEquals(1, report.steps());
    assertEquals(5 * (120 + 149), report.sources().getFirst().count().received());
  }

  @Test
  void aStopInTheSecondPassOfAnHourIsDownTime() {
    days(0, 120, m -> true);
    long at = T0 + 120 * MINUTE + 20 * SECOND;
    add(
        at - 60 * MINUTE,
        "account",
        account(at - 19 * SECOND, at, -60 * MINUTE, new TreeMap<>()).toJson());
    days(61, 80, m -> true);
    add(T0 + 80 * MINUTE + SECOND, "stop", "{}");
    add(T0 + 100 * MINUTE, "start", "{}");
    days(100, 240, m -> true);
    List<Gap> gaps = coverage().gaps(T0 + 10 * MINUTE, T0 + 240 * MINUTE);
    assertEquals(1, gaps.size());
    assertEquals(Gap.STOPPED, gaps.getFirst().detail());
  }

  @Test
  void aReplayTellsWhenTheKilledRunRecordedLast() {
    days(0, 120, m -> true);
    long killed = T0 + 120 * MINUTE + 40 * SECOND;
    add(T0 + 130 * MINUTE, "start", "{}");
    MinuteAccount replayed =
        new MinuteAccount(
            T0 + 120 * MINUTE,
            killed,
            0,
            true,
            new TreeMap<>(),
            0,
            SourceCount.NONE,
            new TreeMap<>(),
            0);
    add(T0 + 130 * MINUTE + SECOND, "account", replayed.toJson());
    days(131, 140, m -> true);
    assertEquals(
        List.of(new Gap(GapKind.DOWN, null, killed, T0 + 130 * MINUTE, 0, Gap.CRASHED)),
        coverage().gaps(T0 + 10 * MINUTE, T0 + 139 * MINUTE));
  }

  @Test
  void whatAUserAsksForIsNoSignOfTheAppliance() {
    days(0, 120, m -> true);
    rows.add(OperationRows.row(rows.size(), T0 + 125 * MINUTE, "user:mallory", "start", "{}"));
    String forged = account(T0 + 125 * MINUTE, T0 + 126 * MINUTE, 0, new TreeMap<>()).toJson();
    rows.add(OperationRows.row(rows.size(), T0 + 126 * MINUTE, "user:mallory", "account", forged));
    days(140, 150, m -> true);
    List<Gap> gaps = coverage().gaps(T0 + 10 * MINUTE, T0 + 149 * MINUTE);
    assertEquals(1, gaps.size());
    assertEquals(140, minute(gaps.getFirst().toMillis()));
  }

  @Test
  void garbageInADetailIsPassedOverAndSaidSo() {
    days(0, 60, m -> true);
    for (String garbage :
        List.of(
            "",
            "{",
            "{\"from\":0,\"to\":1e9}",
            "{\"from\":1,\"to\":2}",
            "{\"from\":35000000000000,\"to\":35000000000001}",
            "\u0000")) {
      add(T0 + 60 * MINUTE, "account", garbage);
      add(T0 + 60 * MINUTE, "clock", garbage);
    }
    days(60, 120, m -> true);
    CoverageReport report = coverage().report(T0, T0 + 119 * MINUTE);
    assertFalse(report.complete());
    assertEquals(1, report.sources().getFirst().spans().size());
    assertEquals(120, report.clock().samples());
    assertEquals(3, report.clock().stratumWorst());
  }

  @Test
  void newRowsAreSeenWithoutReadingTheOldOnesAgain() {
    days(0, DAY, m -> true);
    long[] now = {T0 + DAY * MINUTE};
    RowListEngine engine = new RowListEngine(rows);
    Coverage coverage =
        new Coverage(engine, List::of, KnownSources.NONE, () -> Instant.ofEpochMilli(now[0]));
    assertTrue(coverage.at(T0 + HOUR * MINUTE, 0, Set.of(GATEWAY)).recording());
    int old = rows.size();
    days(DAY, DAY + 300, m -> m < DAY + 200);
    rows.subList(old, rows.size()).forEach(engine::add);
    now[0] = T0 + (DAY + 300) * MINUTE;
    CoverageReport report = coverage.report(T0, now[0]);
    assertEquals(5 * (DAY + 200), report.sources().getFirst().count().received());
    assertEquals(CoverageReport.State.SILENT, report.sources().getFirst().state());
    now[0] -= 2 * HOUR * MINUTE; // the clock is set back
    assertNotNull(coverage.at(T0 + HOUR * MINUTE, 0, Set.of(GATEWAY)));
    now[0] += 2 * HOUR * MINUTE;
    report = coverage.report(T0, now[0]);
    assertEquals(5 * (DAY + 200), report.sources().getFirst().count().received());
  }

  @Test
  void aSignWrittenAMomentAgoCounts() {
    long now = T0 + HOUR * MINUTE;
    RowListEngine engine = new RowListEngine(rows);
    Coverage coverage =
        new Coverage(
            engine, List::of, KnownSources.NONE, InstantSource.fixed(Instant.ofEpochMilli(now)));
    assertFalse(coverage.at(now - 500, 0).recording());
    engine.add(OperationRows.row(0, now - SECOND, "start", "{}"));
    assertTrue(coverage.at(now - 500, 0).recording());
  }
}
