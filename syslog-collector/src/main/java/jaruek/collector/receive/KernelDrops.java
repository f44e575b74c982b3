package jaruek.collector.receive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Datagrams the kernel dropped at a UDP socket because its buffer was full: the last column of
 * {@code /proc/net/udp} and {@code udp6}, since the socket was opened.
 */
public final class KernelDrops {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

  private KernelDrops() {}

  /** Of all sockets with this local port; 0 where the kernel has no such table. */
  public static long ofPort(int port) {
    long drops = 0;
    for (Path table : TABLES) {
      try {
        if (Files.isReadable(table)) drops += sum(Files.readAllLines(table), port);
      } catch (IOException e) {
        // gone between the question and the reading: no table, no drops
      }
    }
    return drops;
  }

  /** Of the lines of such a table; the first is its header. */
  static long sum(List<String> lines, int port) {
    String suffix = ":%04X".formatted(port);
    return lines.stream()
        .skip(1)
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length >= 13 && columns[1].endsWith(suffix))
        .map(columns -> columns[columns.length - 1])
        .filter(drops -> drops.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .sum();
  }
}
