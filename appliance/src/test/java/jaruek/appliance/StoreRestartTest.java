package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.query.Condition;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store does at its start with what the last stop left behind. */
final class StoreRestartTest {
  private static final int FLOWS = 240;

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T03:10:00Z"));

  @BeforeEach
  void fill() throws InterruptedException {
    FlowDatagrams exporter = Frames.exporter(clock.millis(), FlowDatagrams.ALL_FIELDS);
    SplittableRandom random = new SplittableRandom(1);
    try (TestStore store = new TestStore(folder, clock)) {
      long now = clock.millis();
      store.store.record(List.of(Frames.flow(now, exporter.template(now))));
      for (int i = 0; i < FLOWS / 24; i++) {
        store.store.record(
            List.of(Frames.flow(now, exporter.data(now, Frames.flows(random, now, 24)))));
      }
      store.sealed();
      for (int i = 0; i < FLOWS / 24; i++) {
        store.store.record(
            List.of(Frames.flow(now, exporter.data(now, Frames.flows(random, now, 24)))));
      }
      store.decoded();
      assertEquals(2 * FLOWS, flows(store));
    }
  }

  @Test
  void hasSealedAndHotRowsOnceAfterARestart() throws InterruptedException {
    try (TestStore store = new TestStore(folder, clock)) {
      store.decoded();
      assertEquals(2 * FLOWS, flows(store));
      store.sealed();
      assertEquals(2 * FLOWS, flows(store));
    }
    try (TestStore store = new TestStore(folder, clock)) {
      store.decoded();
      assertEquals(2 * FLOWS, flows(store));
    }
  }

  @Test
  void makesASegmentThatWasNotLoggedAgain() throws Exception {
    Path logged = TestStore.segments(folder).getLast().folder();
    Path unlogged = logged.resolveSibling("0000000009");
    copy(logged, unlogged);
    Path manifest = unlogged.resolve("manifest.json");
    String text = Files.readString(manifest);
    assertTrue(text.contains("\"id\":0,") || text.contains("\"id\" : 0,"), text);
    Files.writeString(manifest, text.replaceFirst("\"id\"( ?: ?)0,", "\"id\"$19,"));
    try (TestStore store = new TestStore(folder, clock)) {
      store.decoded();
      assertEquals(2 * FLOWS, flows(store));
    }
    assertFalse(Files.exists(unlogged));
  }

  @Test
  void refusesAJournalThatDoesNotContinueTheSegments() {
    remove(folder.resolve("journal"));
    StoreException refused = assertThrows(StoreException.class, () -> new TestStore(folder, clock));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("does not reach position"),
        refused::getMessage);
  }

  @Test
  void refusesADecoderStateThatWasChanged() throws IOException {
    Path state = TestStore.segments(folder).getLast().folder().resolve("decoder.state");
    byte[] bytes = Files.readAllBytes(state);
    bytes[bytes.length - 1] ^= 1;
    Files.write(state, bytes);
    StoreException refused = assertThrows(StoreException.class, () -> new TestStore(folder, clock));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("decoder.state is damaged"),
        refused::getMessage);
  }

  @Test
  void removesAHalfWrittenSegment() throws Exception {
    Path partial = Files.createDirectories(folder.resolve("segments/.partial-0000000001"));
    Files.writeString(partial.resolve("traffic.parquet"), "half");
    try (TestStore store = new TestStore(folder, clock)) {
      store.decoded();
      assertEquals(2 * FLOWS, flows(store));
    }
    assertFalse(Files.exists(partial));
  }

  private static long flows(TestStore store) {
    return store.engine.count(
        RowQuery.of(Dataset.TRAFFIC, new Condition.All(List.of()), Long.MAX_VALUE));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  private static void remove(Path tree) {
    try (Stream<Path> all = Files.walk(tree)) {
      all.sorted(Comparator.reverseOrder()).forEach(StoreRestartTest::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
