package jaruek.appliance.doctor;

import jaruek.collector.receive.CollectorConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The kernel gives UDP sockets the receive buffer that we ask for, so that bursts fit. */
public final class SocketBufferCheck implements Check {
  /** Where Linux tells its limit. */
  public static final Path RMEM_MAX = Path.of("/proc/sys/net/core/rmem_max");

  /** What the collector asks for. */
  public static final long WANTED_BYTES = CollectorConfig.RECEIVE_BUFFER_BYTES;

  private final Supplier<OptionalLong> bytes;

  private SocketBufferCheck(Supplier<OptionalLong> bytes) {
    this.bytes = bytes;
  }

  /** Over the file with the kernel's limit, for sockets that are not open yet. */
  public static SocketBufferCheck ofLimit(Path file) {
    return new SocketBufferCheck(() -> read(file));
  }

  /** Over what the open sockets got, the one with least of them; empty where none is open. */
  public static SocketBufferCheck ofSockets(Supplier<OptionalLong> least) {
    return new SocketBufferCheck(least);
  }

  private static OptionalLong read(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      return text.matches("[0-9]{1,18}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // no Linux, or none that tells
    }
  }

  @Override
  public String name() {
    return "socket-buffer";
  }

  @Override
  public List<Finding> look() {
    OptionalLong given = bytes.get();
    if (given.isEmpty()) return List.of(Finding.ok(name(), "buffer-unknown"));
    String text = Long.toString(given.getAsLong());
    String wanted = Long.toString(WANTED_BYTES);
    return List.of(
        given.getAsLong() < WANTED_BYTES
            ? Finding.warning(name(), "buffer-small", "bytes", text, "wanted", wanted)
            : Finding.ok(name(), "buffer-good", "bytes", text, "wanted", wanted));
  }
}
