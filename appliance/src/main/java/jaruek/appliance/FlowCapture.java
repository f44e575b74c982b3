package jaruek.appliance;

import jaruek.retention.record.Frame;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Flow datagrams out of a file, in order: one datagram as it was sent, IPFIX messages one behind
 * the other (RFC 5655), or lines of hexadecimal digits, each a datagram, as {@code tshark -T fields
 * -e udp.payload} prints them; or a folder's {@code .dat} files by name. Read bit by bit.
 */
final class FlowCapture {
  private static final int START_BYTES = 8;
  private static final int FILES_MAX = 100_000;

  private final Source source;

  /** Where datagrams come from. */
  @FunctionalInterface
  private interface Source {
    byte @Nullable [] next() throws IOException;
  }

  private FlowCapture(Source source) {
    this.source = source;
  }

  /** The next datagram, cut to {@link Frame#BYTES_MAX}; null when there is none. */
  byte @Nullable [] next() throws IOException {
    return source.next();
  }

  /** A folder's files of one datagram each, by name. */
  static List<Path> datagramFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".dat") && Files.isReadable(file))
          .limit(FILES_MAX)
          .sorted()
          .toList();
    }
  }

  static FlowCapture ofFiles(List<Path> files) {
    Iterator<Path> left = files.iterator();
    return new FlowCapture(
        () -> {
          if (!left.hasNext()) return null;
          try (InputStream in = Files.newInputStream(left.next())) {
            return in.readNBytes(Frame.BYTES_MAX);
          }
        });
  }

  /** Empty if the stream does not begin like flow datagrams; it is then as it was. */
  static Optional<FlowCapture> of(BufferedInputStream in) throws IOException {
    in.mark(START_BYTES * 4);
    byte[] start = in.readNBytes(START_BYTES * 3);
    in.reset();
    if (isDatagram(start)) {
      return Optional.of(new FlowCapture(() -> message(in)));
    }
    byte[] digits = ofHex(start, start.length);
    if (digits != null && isDatagram(digits)) return Optional.of(new FlowCapture(() -> line(in)));
    return Optional.empty();
  }

  /** NetFlow v5, v9, IPFIX, or sFlow v5, whose version has four bytes. No log line begins so. */
  private static boolean isDatagram(byte[] start) {
    if (start.length < 4 || start[0] != 0) return false;
    return switch (start[1]) {
      case 5, 9, 10 -> true;
      case 0 -> start[2] == 0 && start[3] == 5;
      default -> false;
    };
  }

  /** Only IPFIX says how long a message is: anything else goes to the end. */
  private static byte @Nullable [] message(BufferedInputStream in) throws IOException {
    byte[] start = in.readNBytes(4);
    if (start.length == 0) return null;
    int length = Frame.BYTES_MAX;
    if (start.length == 4 && start[0] == 0 && start[1] == 10) {
      length = Math.max(4, (start[2] & 0xff) << 8 | start[3] & 0xff);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(start);
    bytes.writeBytes(in.readNBytes(Math.min(length, Frame.BYTES_MAX) - start.length));
    if (length == Frame.BYTES_MAX) in.skip(Long.MAX_VALUE);
    return bytes.toByteArray();
  }

  /** A line that is not hexadecimal is an empty datagram, which the decoder rejects. */
  private static byte @Nullable [] line(BufferedInputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    while (b == '\n' || b == '\r') b = in.read();
    if (b < 0) return null;
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() < 3 * Frame.BYTES_MAX && b != '\r' && b != ' ') line.write(b);
    }
    byte[] bytes = ofHex(line.toByteArray(), line.size());
    return bytes == null ? new byte[0] : bytes;
  }

  /** Pairs of digits, colons between them or not; null if it is anything else. */
  private static byte @Nullable [] ofHex(byte[] text, int length) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = new ByteArrayInputStream(text, 0, length)) {
      int high;
      while ((high = in.read()) >= 0) {
        if (high == ':') continue;
        if (high == '\n' || high == '\r') break;
        int low = in.read();
        if (low < 0) break;
        if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) return null;
        bytes.write(HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
      }
    } catch (IOException e) {
      return null;
    }
    byte[] whole = bytes.toByteArray();
    return whole.length <= Frame.BYTES_MAX ? whole : Arrays.copyOf(whole, Frame.BYTES_MAX);
  }
}
