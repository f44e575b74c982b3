package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.query.Condition;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.SegmentManifest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twelve hours of flows with the clock injected: sealed by the hour, asked across the boundary. */
final class HoursTest {
  private static final long HOUR = 3_600_000;
  private static final int HOURS = 12;
  private static final int STEPS_PER_HOUR = 60;
  private static final int DATAGRAMS_PER_STEP = Integer.getInteger("jaruek.hours.datagrams", 50);

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T17:00:00Z"));
  private final SplittableRandom random = new SplittableRandom(12);

  @Test
  void sealsEachHourAndAnswersAcrossTheBoundary() throws Exception {
    long begin = clock.millis();
    FlowDatagrams exporter = Frames.exporter(begin, FlowDatagrams.ALL_FIELDS);
    long sent = 0;
    try (TestStore store = new TestStore(folder, clock)) {
      store.store.record(List.of(Frames.flow(begin, exporter.template(begin))));
      for (int step = 0; step < HOURS * STEPS_PER_HOUR; step++) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < DATAGRAMS_PER_STEP; i++) {
          List<FlowDatagrams.Flow> flows = Frames.flows(random, clock.millis(), 24);
          frames.add(Frames.flow(clock.millis(), exporter.data(clock.millis(), flows)));
          sent += flows.size();
        }
        store.store.record(frames);
        clock.forward(HOUR / STEPS_PER_HOUR);
      }
      store.sealed();
      assertEquals(sent, store.engine.count(all(new Condition.All(List.of()))));
      long boundary = begin + 5 * HOUR;
      assertEquals(
          2L * DATAGRAMS_PER_STEP * 24,
          store.engine.count(
              all(
                  new Condition.Between(
                      Traffic.RECEIVED_AT, boundary - HOUR / STEPS_PER_HOUR, boundary))));
    }
    List<SegmentManifest.Table> hours = new ArrayList<>();
    for (SealedSegment segment : TestStore.segments(folder)) {
      segment.manifest().table(Dataset.TRAFFIC).ifPresent(hours::add);
    }
    assertEquals(HOURS, hours.size());
    for (SegmentManifest.Table hour : hours) {
      assertEquals(
          Math.floorDiv(hour.receivedFromMillis(), HOUR),
          Math.floorDiv(hour.receivedToMillis(), HOUR));
      assertEquals((long) STEPS_PER_HOUR * DATAGRAMS_PER_STEP * 24, hour.rows());
    }
    assertEquals((long) HOURS * STEPS_PER_HOUR * DATAGRAMS_PER_STEP * 24, sent);
  }

  private static RowQuery all(Condition where) {
    return RowQuery.of(Dataset.TRAFFIC, where, Long.MAX_VALUE);
  }
}
