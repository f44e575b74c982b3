package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed in the middle of an import: what was journalled stays, marked, and the file is known. */
final class ImportKillTest {
  private static final int LINES = 1_500_000;

  @TempDir private Path folder;

  @Test
  void keepsWhatWasReadAndSaysThatItDidNotEnd() throws Exception {
    Path file = folder.resolve("old.log");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < LINES; i++) {
        out.write("<134>1 2026-08-01T03:00:00Z gw1 kernel - - - a line of no importance " + i);
        out.write('\n');
      }
    }
    try (KilledAppliance killed = new KilledAppliance(folder, "")) {
      killed.start();
      Thread importing =
          Thread.ofPlatform()
              .start(() -> killed.ask("import", file.toString(), "--source", "192.0.2.1"));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
      while (killed.row("status").path("messageRows").asLong() < 2_000) {
        assertTrue(System.nanoTime() < deadline, "too slow");
        assertTrue(importing.isAlive(), "it ended before it could be killed");
      }
      killed.kill();
      importing.join();
      killed.start();
      JsonNode status = killed.row("status");
      long kept = status.path("messageRows").asLong();
      assertTrue(kept >= 2_000 && kept < LINES, kept + " rows");
      Path few = folder.resolve("few.log");
      Files.writeString(few, "<134>1 2026-08-01T03:00:00Z gw1 kernel - - - another file\n");
      assertEquals(1, killed.ask("import", few.toString(), "--source", "192.0.2.1").size());
      assertTrue(
          killed
              .errors("import", file.toString(), "--source", "192.0.2.1")
              .contains("did not end"));
      assertEquals(0, killed.ask("sources").size());
    }
  }
}
