package jaruek.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short run of {@link KillRounds}; {@code benchmarks/kill-rounds.sh} runs many. */
final class KillRoundsTest {
  @TempDir Path folder;

  @Test
  @Timeout(300)
  void losesAndDoublesNothingInTwoRounds() throws Exception {
    Path home = Path.of(System.getProperty("jaruek.root"));
    assertEquals(List.of(), KillRounds.run(home, folder, 2, 20261123));
  }
}
