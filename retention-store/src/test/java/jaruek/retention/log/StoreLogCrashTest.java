package jaruek.retention.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.simulation.SimulatedCrash;
import jaruek.retention.simulation.SimulatedDisk;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two lives cut off at every operation, the first by a kill, the second by the loss of power. */
final class StoreLogCrashTest {
  private static final int ENTRIES = 3;

  @TempDir Path folder;

  @Test
  void opensAfterAKillAtAnyOperationAndALossOfPowerAtAnyLaterOne() {
    SigningKey key =
        SigningKey.open(folder.resolve("key"), folder.resolve("key.pub"), new SecureRandom());
    long operations = operationsOfALife(key);
    assertTrue(operations > 10, "only " + operations + " operations");
    for (long first = 0; first <= operations; first++) {
      for (long second = 0; second <= operations; second++) diesTwice(key, first, second);
    }
  }

  private static long operationsOfALife(SigningKey key) {
    SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
    live(disk, key);
    return disk.operations();
  }

  private static void diesTwice(SigningKey key, long first, long second) {
    SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(first << 32 | second));
    disk.crashAfter(first);
    long kept = live(disk, key);
    disk.kill();
    disk.crashAfter(second);
    kept = Math.max(kept, live(disk, key));
    disk.reboot();
    try (StoreLog log = open(disk, key)) {
      assertTrue(
          log.size() >= kept,
          "killed at " + first + ", cut off at " + second + ": " + log.size() + " of " + kept);
    } catch (LogException e) {
      throw new AssertionError("killed at " + first + ", cut off at " + second, e);
    }
  }

  /** Appends; returns how many entries were there for good before the crash. */
  private static long live(SimulatedDisk disk, SigningKey key) {
    long kept = 0;
    try (StoreLog log = open(disk, key)) {
      kept = log.size();
      for (int i = 0; i < ENTRIES; i++) kept = 1 + log.append(LogEntry.start(i, "test"));
    } catch (SimulatedCrash e) {
      return kept;
    }
    return kept;
  }

  private static StoreLog open(SimulatedDisk disk, SigningKey key) {
    return StoreLog.open(disk.folder("data").resolve("log"), key, "simulated");
  }
}
