package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.collector.flow.FlowDatagrams.Field;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.store.Rebuild;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replay of the journal gives the store again: the same rows, in the same order, under the same
 * roots.
 */
final class ReplayTest {
  private static final long HOUR = 3_600_000;
  private static final List<Field> WITHOUT_NAT =
      FlowDatagrams.ALL_FIELDS.subList(
          0, FlowDatagrams.ALL_FIELDS.indexOf(Field.NAT_SOURCE_ADDRESS));

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T03:10:00Z"));
  private final SplittableRandom random = new SplittableRandom(20261123);

  @Test
  void givesTheSameRootsForEveryKindOfFrameAcrossARestartAndATemplateChange() throws Exception {
    Path original = folder.resolve("original");
    FlowDatagrams exporter = Frames.exporter(clock.millis(), FlowDatagrams.ALL_FIELDS);
    FlowDatagrams changed = Frames.exporter(clock.millis(), WITHOUT_NAT);
    try (TestStore first = new TestStore(original, clock)) {
      first.store.record(List.of(Frames.flow(clock.millis(), exporter.template(clock.millis()))));
      mixed(first, exporter);
      first.sealed();
      mixed(first, exporter);
      first.decoded(); // not sealed: the restart decodes it again from the saved template
    }
    try (TestStore second = new TestStore(original, clock)) {
      mixed(second, exporter);
      clock.forward(HOUR);
      mixed(second, exporter);
      second.store.record(
          List.of(
              Frames.flow(
                  clock.millis(),
                  changed.data(clock.millis(), flows())))); // of the old template still
      second.store.record(List.of(Frames.flow(clock.millis(), changed.template(clock.millis()))));
      mixed(second, changed);
      second.sealed();
    }
    Map<String, Long> counts = rows(original);
    // 24 records of 34 bytes, read by the old template of 46, are 17 and some padding
    assertEquals(5L * 30 * 24 + 5 * 40 + 17, counts.get("traffic"));
    assertEquals(5L * 80, counts.get("messages"));
    assertEquals(5L * 40, counts.get("identity"));

    Path again = folder.resolve("again");
    List<Rebuild.Rebuilt> made = TestStore.rebuild(original, again);
    assertTrue(made.size() >= 5, made.size() + " segments");
    List<Rebuild.Rebuilt> originals = made.stream().filter(Rebuild.Rebuilt::original).toList();
    assertEquals(TestStore.segments(original).size(), originals.size());
    for (Rebuild.Rebuilt segment : originals) {
      assertTrue(segment.same(), "segment " + segment.manifest().id() + " differs");
    }
    assertEquals(manifests(original), manifests(again).subList(0, originals.size()));
  }

  private void mixed(TestStore store, FlowDatagrams exporter) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      frames.add(Frames.flow(clock.millis(), exporter.data(clock.millis(), flows())));
    }
    for (int i = 0; i < 40; i++) {
      frames.add(Frames.mikrotik(clock.millis(), 2_000 + i));
      frames.add(Frames.syslog(clock.millis(), "<13>Nov 23 10:42:01 host app[7]: ข้อความ " + i));
      frames.add(
          Frames.accounting(
              clock.millis(), i % 2 == 0 ? "start" : "stop", "user" + i, "S" + i, "10.0.0." + i));
      frames.add(Frames.operation(clock.millis(), "who"));
      clock.forward(17);
    }
    store.store.record(frames);
  }

  private List<FlowDatagrams.Flow> flows() {
    return Frames.flows(random, clock.millis(), 24);
  }

  private static Map<String, Long> rows(Path folder) {
    Map<String, Long> rows = new TreeMap<>();
    for (SealedSegment segment : TestStore.segments(folder)) {
      for (Dataset dataset : Dataset.values()) {
        long count = segment.manifest().table(dataset).map(SegmentManifest.Table::rows).orElse(0L);
        rows.merge(dataset.word(), count, Long::sum);
      }
    }
    return rows;
  }

  private static List<String> manifests(Path folder) {
    return TestStore.segments(folder).stream()
        .map(SealedSegment::manifest)
        .map(
            m ->
                m.id()
                    + " "
                    + m.from()
                    + "-"
                    + m.to()
                    + " "
                    + m.chainHead()
                    + " "
                    + m.decoderState().sha256()
                    + " "
                    + roots(m))
        .toList();
  }

  private static Map<String, String> roots(SegmentManifest manifest) {
    Map<String, String> roots = new TreeMap<>();
    manifest
        .datasets()
        .forEach((name, table) -> roots.put(name, table.rows() + ":" + table.merkleRoot()));
    return roots;
  }
}
