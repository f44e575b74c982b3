package jaruek.appliance.doctor;

import jaruek.collector.receive.CollectorConfig;
import java.io.IOException;
import java.net.DatagramSocket;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The kernel gives UDP sockets the receive buffer that we ask for, so that bursts fit. */
public final class SocketBufferCheck implements Check {
  /** What the collector asks for. */
  public static final long WANTED_BYTES = CollectorConfig.RECEIVE_BUFFER_BYTES;

  private final Supplier<OptionalLong> bytes;

  private SocketBufferCheck(Supplier<OptionalLong> bytes) {
    this.bytes = bytes;
  }

  /** Over a socket that is opened for it, for when those of the appliance are not open. */
  public static SocketBufferCheck ofTrial() {
    return new SocketBufferCheck(SocketBufferCheck::trial);
  }

  /** Over what the open sockets got, the one with least of them; empty where none is open. */
  public static SocketBufferCheck ofSockets(Supplier<OptionalLong> least) {
    return new SocketBufferCheck(least);
  }

  private static OptionalLong trial() {
    try (DatagramSocket socket = new DatagramSocket(null)) {
      socket.setReceiveBufferSize(Math.toIntExact(WANTED_BYTES));
      return OptionalLong.of(socket.getReceiveBufferSize());
    } catch (IOException e) {
      return OptionalLong.empty();
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
