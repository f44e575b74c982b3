package jaruek.retention.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.query.Row;
import jaruek.retention.query.RowListEngine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CoverageTest {
  private final List<Row> rows = new ArrayList<>();
  private long now = T + 10 * HOUR;

  private void clocks(long from, long to) {
    for (long at = from; at <= to; at += MINUTE)
      rows.add(sign("clock", at, "{\"offsetMillis\":3}"));
  }

  private Coverage coverage() {
    return new Coverage(new RowListEngine(rows), InstantSource.fixed(Instant.ofEpochMilli(now)));
  }

  private static final long T = 1_795_405_321_000L;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  private Row sign(String action, long at, @Nullable String detail) {
    return OperationRows.row(rows.size(), at, action, detail);
  }

  private static List<Gap> down(String detail, long from, long to) {
    return List.of(new Gap(GapKind.DOWN, null, from, to, 0, detail));
  }

  @Test
  void aMinutelyClockIsRecording() {
    clocks(T - HOUR, T + HOUR);
    assertEquals(new Coverage.Report(true, false, List.of(), 3L), coverage().at(T, 30 * SECOND));
  }

  @Test
  void oneMissingClockIsAGap() {
    clocks(T - HOUR, T - MINUTE);
    clocks(T + MINUTE, T + HOUR);
    Coverage.Report report = coverage().at(T, 0);
    assertFalse(report.recording());
    assertEquals(down("no-sign", T - MINUTE, T + MINUTE), report.gaps());
    assertTrue(coverage().at(T + 2 * MINUTE, 0).recording());
  }

  @Test
  void aCrashIsAGapFromTheLastSignToTheStart() {
    clocks(T - HOUR, T);
    rows.add(sign("start", T + 40 * SECOND, null));
    clocks(T + 41 * SECOND, T + HOUR);
    Coverage.Report report = coverage().at(T + 20 * SECOND, 0);
    assertFalse(report.recording());
    assertEquals(down("crashed", T, T + 40 * SECOND), report.gaps());
  }

  @Test
  void aStopIsAGapUntilTheNextStart() {
    clocks(T - HOUR, T);
    rows.add(sign("stop", T + 10 * SECOND, null));
    rows.add(sign("start", T + 50 * SECOND, null));
    clocks(T + 51 * SECOND, T + HOUR);
    assertTrue(coverage().at(T + 5 * SECOND, 0).recording());
    assertFalse(coverage().at(T + 30 * SECOND, 0).recording());
    assertEquals(down("stopped", T + 10 * SECOND, T + 50 * SECOND), coverage().at(T, 0).gaps());
  }

  @Test
  void nothingStoredIsOneGap() {
    Coverage.Report report = coverage().at(T, 0);
    assertFalse(report.recording());
    assertEquals(down("before", T - 10 * MINUTE, T + 10 * MINUTE), report.gaps());
    assertNull(report.clockOffsetMillis());
  }

  @Test
  void thePresentMinuteIsRecordedAlthoughItsClockHasNotComeYet() {
    clocks(T - HOUR, T);
    now = T + 40 * SECOND;
    assertTrue(coverage().at(T + 30 * SECOND, 0).recording());
    assertEquals(List.of(), coverage().at(T + 30 * SECOND, 0).gaps());
    now = T + 2 * MINUTE;
    assertFalse(coverage().at(T + 30 * SECOND, 0).recording());
  }

  @Test
  void theFutureIsNotRecorded() {
    clocks(T - HOUR, T);
    now = T + 10 * SECOND;
    assertFalse(coverage().at(T + HOUR, 0).recording());
  }

  @Test
  void theBeginningOfTheStoreIsAGapBeforeItsStart() {
    rows.add(sign("start", T, null));
    clocks(T + MINUTE, T + HOUR);
    assertEquals(
        down("before", T - 5 * MINUTE, T), coverage().gaps(T - 5 * MINUTE, T + 30 * MINUTE));
    assertTrue(coverage().at(T, 0).recording());
  }

  @Test
  void theNearestOffsetIsTakenAndNonsenseIsSkipped() {
    rows.add(sign("clock", T - MINUTE, "{\"offsetMillis\":-12}"));
    rows.add(sign("clock", T, "no json"));
    rows.add(sign("clock", T + 2 * MINUTE, "{\"offsetMillis\":9}"));
    assertEquals(-12, coverage().at(T, 0).clockOffsetMillis());
  }
}
