package jaruek.retention.journal.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Frame;
import jaruek.retention.telemetry.Telemetry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 under load: what was acknowledged is there exactly once, and batches are whole. */
final class JournalKillTest {
  private static final int ROUNDS = 5;
  private static final int BATCH = 8;

  @TempDir Path directory;

  /** Appends and prints the number of each batch after append returned, until it is killed. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws InterruptedException {
      ChronicleJournal journal =
          new ChronicleJournal(
              config(Path.of(arguments[0])), InstantSource.system(), new Telemetry());
      journal.start();
      List<Thread> appenders = new ArrayList<>();
      for (int a = 0; a < 2; a++) {
        String name = arguments[1] + "-" + a;
        appenders.add(Thread.ofPlatform().start(() -> append(journal, name)));
      }
      for (Thread appender : appenders) appender.join();
    }

    private static void append(ChronicleJournal journal, String name) {
      for (int i = 0; ; i++) {
        String batch = name + "-" + i;
        journal.append(
            IntStream.range(0, BATCH)
                .mapToObj(frame -> JournalFixture.frame(batch + "/" + frame + "=".repeat(60)))
                .toList());
        System.out.println(batch);
      }
    }
  }

  private static ChronicleJournalConfig config(Path directory) {
    return ChronicleJournalConfig.in(directory).withRoll(JournalRoll.MINUTE);
  }

  @Test
  void everyAcknowledgedAppendIsThereExactlyOnceAfterKill9() throws Exception {
    Random random = new Random(9);
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.addAll(runAndKill(round, 200 + random.nextInt(2_000)));
      Map<String, Integer> found = framesByBatch();
      for (String batch : acknowledged) assertEquals(BATCH, found.get(batch), batch);
      found.forEach((batch, frames) -> assertEquals(BATCH, frames, batch));
      assertTrue(found.size() >= acknowledged.size());
    }
  }

  private List<String> runAndKill(int round, int afterLines)
      throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("jaruek.root"));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("config/jvm.options"),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.toString(),
                "r" + round)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = child.inputReader()) {
      String line = out.readLine();
      while (line != null) {
        if (line.matches("r\\d+-\\d+-\\d+")) lines.add(line);
        if (lines.size() == afterLines) child.destroyForcibly();
        line = out.readLine();
      }
    } catch (IOException e) {
      assertTrue(lines.size() >= afterLines, "the pipe broke before the kill");
    } finally {
      child.destroyForcibly();
    }
    assertTrue(child.waitFor(30, TimeUnit.SECONDS));
    assertTrue(lines.size() >= afterLines, lines.size() + " lines before the child ended");
    return lines;
  }

  private Map<String, Integer> framesByBatch() {
    Map<String, Integer> frames = new HashMap<>();
    ChronicleJournal journal =
        new ChronicleJournal(config(directory), InstantSource.system(), new Telemetry());
    journal.start();
    try (journal;
        var reader = journal.read(JournalPosition.START)) {
      while (reader.next()) {
        Frame frame = reader.frame();
        String text = JournalFixture.text(frame);
        frames.merge(text.substring(0, text.indexOf('/')), 1, Integer::sum);
      }
      assertEquals(journal.head(), reader.head());
    }
    return frames;
  }
}
