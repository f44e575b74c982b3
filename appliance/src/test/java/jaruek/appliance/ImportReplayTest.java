package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.collector.imported.ImportItem;
import jaruek.collector.imported.ImportKind;
import jaruek.retention.query.Condition;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.Traffic;
import jaruek.retention.store.Rebuild;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart and a rebuild give the same imported rows with the same marks. */
final class ImportReplayTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final long THEN = Instant.parse("2026-08-01T03:00:00Z").toEpochMilli();

  @TempDir private Path folder;

  private final MovableClock clock = new MovableClock(NOW);
  private final SplittableRandom random = new SplittableRandom(20261123);

  private Frame item(ImportKind kind, byte[] bytes) {
    return new ImportItem(kind, 1, 1, THEN, true, Frames.GATEWAY, 2055, ZoneOffset.UTC, null, bytes)
        .frame(clock.millis());
  }

  private List<Frame> some(FlowDatagrams old, FlowDatagrams live) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      frames.add(item(ImportKind.FLOW, old.data(THEN, Frames.flows(random, THEN, 5))));
      frames.add(
          Frames.flow(
              clock.millis(), live.data(clock.millis(), Frames.flows(random, clock.millis(), 7))));
      frames.add(
          item(
              ImportKind.SYSLOG,
              ("<13>Nov 23 10:42:01 host app[7]: old line " + i).getBytes(StandardCharsets.UTF_8)));
      frames.add(Frames.syslog(clock.millis(), "<13>Nov 23 10:42:01 host app[7]: line " + i));
      clock.forward(17);
    }
    return frames;
  }

  @Test
  void keepsMarksAndTemplatesApartOverRestartAndRebuild() throws Exception {
    Path original = folder.resolve("original");
    FlowDatagrams live = Frames.exporter(clock.millis(), FlowDatagrams.ALL_FIELDS);
    List<FlowDatagrams.Field> fewer =
        List.of(
            FlowDatagrams.Field.SOURCE_ADDRESS,
            FlowDatagrams.Field.STARTED_AT,
            FlowDatagrams.Field.BYTES);
    FlowDatagrams old = Frames.exporter(THEN, fewer); // same address, domain and template number
    try (TestStore first = new TestStore(original, clock)) {
      first.store.record(
          List.of(
              Frames.flow(clock.millis(), live.template(clock.millis())),
              item(ImportKind.FLOW, old.template(THEN))));
      first.store.record(some(old, live));
      first.sealed();
      first.store.record(some(old, live));
      first.decoded(); // not sealed: the restart decodes it again by the saved templates
    }
    try (TestStore second = new TestStore(original, clock)) {
      second.store.record(some(old, live));
      second.decoded();
      for (boolean sealed : new boolean[] {false, true}) {
        if (sealed) second.sealed();
        assertEquals(3 * 20 * 5, count(second, "import/netflow9"));
        assertEquals(3 * 20 * 7, count(second, "netflow9"));
      }
    }
    List<Rebuild.Rebuilt> made = TestStore.rebuild(original, folder.resolve("again"));
    assertTrue(made.size() >= 2, made.size() + " segments");
    for (Rebuild.Rebuilt segment : made) {
      if (segment.original()) assertTrue(segment.same(), "" + segment.manifest().id());
    }
  }

  private static long count(TestStore store, String origin) {
    Condition of = new Condition.Equal(Traffic.ORIGIN, origin);
    return store.engine.count(RowQuery.of(Dataset.TRAFFIC, of, 10_000));
  }
}
