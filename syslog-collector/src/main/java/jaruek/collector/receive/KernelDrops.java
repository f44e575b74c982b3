package jaruek.collector.receive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

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

  /**
   * Of one socket.
   *
   * @param descriptor its file descriptor in this process
   */
  static long ofSocket(int descriptor) {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      if (!link.startsWith("socket:[") || !link.endsWith("]")) return 0;
      String inode = link.substring(8, link.length() - 1);
      long drops = 0;
      for (Path table : TABLES) {
        if (Files.isReadable(table)) drops += ofInode(Files.readAllLines(table), inode);
      }
      return drops;
    } catch (IOException e) {
      return 0; // closed meanwhile
    }
  }

  static long ofInode(List<String> lines, String inode) {
    return drops(lines, columns -> columns[9].equals(inode));
  }

  /** Of the lines of such a table; the first is its header. */
  static long sum(List<String> lines, int port) {
    String suffix = ":%04X".formatted(port);
    return drops(lines, columns -> columns[1].endsWith(suffix));
  }

  private static long drops(List<String> lines, Predicate<String[]> wanted) {
    return lines.stream()
        .skip(1)
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length >= 13 && wanted.test(columns))
        .map(columns -> columns[columns.length - 1])
        .filter(drops -> drops.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .sum();
  }
}
