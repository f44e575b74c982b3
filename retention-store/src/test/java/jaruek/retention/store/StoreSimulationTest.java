package jaruek.retention.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.log.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many seeds: {@code -Djaruek.simulation.seeds=N} more of them, {@code -Djaruek.simulation.seed=S}
 * the one that failed.
 */
final class StoreSimulationTest {
  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereOnceOrTheDamageIsNamed() {
    SigningKey key =
        SigningKey.open(folder.resolve("key"), folder.resolve("key.pub"), new SecureRandom());
    Long only = Long.getLong("jaruek.simulation.seed");
    long from = only == null ? Long.getLong("jaruek.simulation.from", 0) : only;
    long seeds = only == null ? Long.getLong("jaruek.simulation.seeds", 200) : 1;
    Map<StoreSimulation.Fault, Integer> clean = new EnumMap<>(StoreSimulation.Fault.class);
    Map<StoreSimulation.Fault, Integer> named = new EnumMap<>(StoreSimulation.Fault.class);
    long rows = 0;
    for (long seed = from; seed < from + seeds; seed++) {
      StoreSimulation.Outcome outcome = run(seed, key);
      (outcome.named() ? named : clean).merge(outcome.fault(), 1, Integer::sum);
      rows += outcome.rows();
    }
    System.out.printf(
        "%d seeds: %d rows; whole: %s; damage named: %s%n", seeds, rows, clean, named);
    if (only != null) return;
    for (StoreSimulation.Fault fault : StoreSimulation.Fault.values()) {
      boolean whole = fault == StoreSimulation.Fault.LIES || clean.containsKey(fault);
      assertTrue(whole, "no seed of " + fault + " came to its end");
    }
    assertTrue(named.containsKey(StoreSimulation.Fault.FLIP), "no flipped bit was named");
    assertTrue(rows > seeds, "next to nothing was stored");
  }

  private static StoreSimulation.Outcome run(long seed, SigningKey key) {
    StoreSimulation simulation = new StoreSimulation(seed, key);
    try {
      return simulation.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed " + seed + " (-Djaruek.simulation.seed=" + seed + "): " + simulation.story(), e);
    }
  }
}
