package jaruek.bench.decoders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs a program of the system, in UTC and plain numbers. */
final class Tool {
  private static final int DEADLINE_SECONDS = 90;

  private Tool() {}

  static ProcessBuilder of(String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TZ", "UTC");
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  /** To its end, its output into a file. */
  static void run(Path output, String... command) throws IOException, InterruptedException {
    Process process = of(command).redirectOutput(output.toFile()).start();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command[0] + " does not end");
    }
  }

  /** Asks it to end, and waits. */
  static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
  }

  /** Bytes that wait at a UDP port of this machine; -1 if nobody listens there. */
  static long queued(int port) throws IOException {
    String hex = ":%04X".formatted(port);
    for (String line : Files.readAllLines(Path.of("/proc/net/udp"))) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length > 4 && words[1].endsWith(hex)) {
        return Long.parseLong(words[4].substring(words[4].indexOf(':') + 1), 16);
      }
    }
    return -1;
  }
}
