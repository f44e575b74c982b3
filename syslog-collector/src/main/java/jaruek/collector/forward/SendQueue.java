package jaruek.collector.forward;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a TCP connection has sent and the other side's kernel has not acknowledged: the first half
 * of the column {@code tx_queue} of {@code /proc/net/tcp} and {@code tcp6} (proc_net_tcp in the
 * kernel's documentation).
 */
final class SendQueue {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final String ESTABLISHED = "01";

  private SendQueue() {}

  /** Of an established connection between these ports; empty if there is none (any more). */
  static OptionalLong bytes(int localPort, int remotePort) throws IOException {
    OptionalLong most = OptionalLong.empty();
    for (Path table : TABLES) {
      if (!Files.isReadable(table)) continue;
      OptionalLong found = bytes(Files.readAllLines(table), localPort, remotePort);
      if (most.isEmpty() || found.isPresent() && found.getAsLong() > most.getAsLong()) most = found;
    }
    return most;
  }

  /** In the lines of such a table; the first is its header. */
  static OptionalLong bytes(List<String> lines, int localPort, int remotePort) {
    String local = ":%04X".formatted(localPort);
    String remote = ":%04X".formatted(remotePort);
    return lines.stream()
        .skip(1)
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > 4 && columns[3].equals(ESTABLISHED))
        .filter(columns -> columns[1].endsWith(local) && columns[2].endsWith(remote))
        .map(columns -> columns[4])
        .filter(queues -> queues.matches("[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8}"))
        .mapToLong(queues -> Long.parseLong(queues.substring(0, 8), 16))
        .max();
  }
}
