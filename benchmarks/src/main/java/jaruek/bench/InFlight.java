package jaruek.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What the kernel holds of the connections to one TCP port of this machine: sent and not yet read
 * by the program, which nobody but the kernel knows of.
 *
 * @param sender bytes in the sending sockets
 * @param receiver bytes in the receiving sockets
 */
record InFlight(long sender, long receiver) {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  /** As it is now; exact while neither side runs. */
  static InFlight to(int port) throws IOException {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    long sender = 0;
    long receiver = 0;
    for (Path table : TABLES) {
      if (!Files.isReadable(table)) continue;
      for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length < 5 || !words[4].contains(":") || words[3].equals("0A")) continue;
        String[] queues = words[4].split(":", -1);
        if (words[2].endsWith(suffix)) sender += Long.parseLong(queues[0], 16);
        if (words[1].endsWith(suffix)) receiver += Long.parseLong(queues[1], 16);
      }
    }
    return new InFlight(sender, receiver);
  }

  long bytes() {
    return sender + receiver;
  }

  /** Sends a signal, "STOP" or "CONT", to a process. */
  static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new KillException("process " + pid + " takes no SIG" + name);
    }
  }
}
