package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminRequest;
import jaruek.admin.api.AdminStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request to the appliance over its Unix socket, and its replies as they come. */
final class AdminConnection implements AutoCloseable {
  private final Path socket;
  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(65536).flip();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private @Nullable IOException sendFault;

  private AdminConnection(Path socket, SocketChannel channel) {
    this.socket = socket;
    this.channel = channel;
  }

  /**
   * Connects.
   *
   * @throws CommandException (unreachable) that says which socket and what to do
   */
  static AdminConnection open(Path socket) {
    try {
      return new AdminConnection(socket, SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    } catch (IOException | IllegalArgumentException e) {
      throw unreachable(socket, connectCode(socket, e), e);
    }
  }

  /** Which message tells why the socket did not open. */
  static String connectCode(Path socket, Exception e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Permission denied")) return "socket.denied";
    if (message.contains("refused")) return "socket.refused";
    // a folder that may not be entered hides whether the socket is there
    Path folder = socket.toAbsolutePath().getParent();
    if (folder != null && Files.isDirectory(folder) && !Files.isExecutable(folder)) {
      return "socket.denied";
    }
    return Files.exists(socket) ? "socket.failed" : "socket.absent";
  }

  private static CommandException unreachable(Path socket, String code, Exception e) {
    ObjectNode arguments =
        AdminCodec.object()
            .put("socket", socket.toString())
            .put("reason", TextFile.reason(e))
            .put("user", System.getProperty("user.name", "?"));
    return new CommandException(AdminStatus.UNREACHABLE, code, arguments);
  }

  /** Sends the request. A fault shows only if no reply comes: it may have been refused half-way. */
  void send(AdminRequest request) {
    byte[] bytes = (AdminCodec.write(request) + "\n").getBytes(StandardCharsets.UTF_8);
    if (bytes.length > AdminCodec.LINE_BYTES_MAX) {
      throw new CommandException(
          AdminStatus.USAGE,
          "request.too-large",
          AdminCodec.object().put("max", AdminCodec.LINE_BYTES_MAX));
    }
    try {
      ByteBuffer out = ByteBuffer.wrap(bytes);
      while (out.hasRemaining()) channel.write(out);
    } catch (IOException e) {
      sendFault = e;
    }
  }

  /** Sends a part of a file behind its length in four bytes; an empty one is the last. */
  void sendPart(byte[] part) {
    try {
      ByteBuffer out = ByteBuffer.allocate(4 + part.length).putInt(part.length).put(part).flip();
      while (out.hasRemaining()) channel.write(out);
    } catch (IOException e) {
      sendFault = e;
    }
  }

  /** Whether the next reply is still to come from the socket. */
  boolean drained() {
    return !buffer.hasRemaining();
  }

  /**
   * The next reply.
   *
   * @throws CommandException (unreachable) if the appliance hung up or says what is no reply
   */
  AdminReply read() {
    String text = readLine();
    try {
      return AdminCodec.reply(text);
    } catch (IllegalArgumentException e) {
      throw unreachable(socket, "answer.invalid", e);
    }
  }

  /**
   * Hands over the next so many bytes, which are no lines.
   *
   * @throws CommandException (unreachable) if the appliance hung up before
   */
  void readBytes(int count, Consumer<ByteBuffer> to) {
    for (int left = count; left > 0; ) {
      if (!buffer.hasRemaining()) fill();
      int some = Math.min(left, buffer.remaining());
      to.accept(buffer.slice(buffer.position(), some));
      buffer.position(buffer.position() + some);
      left -= some;
    }
  }

  private String readLine() {
    line.reset();
    while (true) {
      if (!buffer.hasRemaining()) fill();
      int start = buffer.position();
      int end = start;
      while (end < buffer.limit() && buffer.get(end) != '\n') end++;
      line.write(buffer.array(), start, end - start);
      if (line.size() > AdminCodec.LINE_BYTES_MAX) {
        throw unreachable(socket, "answer.invalid", new IOException("a line without an end"));
      }
      if (end < buffer.limit()) {
        buffer.position(end + 1);
        return line.toString(StandardCharsets.UTF_8);
      }
      buffer.position(end);
    }
  }

  private void fill() {
    try {
      buffer.clear();
      int count = channel.read(buffer);
      buffer.flip();
      if (count > 0) return;
    } catch (IOException e) {
      throw unreachable(socket, "answer.cut", sendFault == null ? e : sendFault);
    }
    throw unreachable(
        socket, "answer.cut", sendFault == null ? new IOException("end of stream") : sendFault);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // the answer is complete, or the fault is told already
    }
  }
}
