package jaruek.radius.directory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An LDAP server that answers with whatever it is given, and hangs up when it has no more. */
final class HostileDirectory implements AutoCloseable {
  private static final int UNBIND = 0x42;

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<Socket> open = new ArrayList<>();

  /** What is written in answer to one request. */
  interface Reply {
    /**
     * Writes it.
     *
     * @param id of the request
     */
    void write(int id, OutputStream to) throws IOException;
  }

  HostileDirectory() throws IOException {
    Thread.ofPlatform().daemon().start(this::run);
  }

  DirectoryServer server() {
    return new DirectoryServer("127.0.0.1", listener.getLocalPort(), false);
  }

  /** Answers to the requests that come next, on whichever new connection. */
  synchronized void answer(List<Reply> next) throws IOException {
    for (Socket socket : open) socket.close();
    open.clear();
    replies.clear();
    replies.addAll(next);
  }

  private synchronized @Nullable Reply next() {
    return replies.poll();
  }

  private void run() {
    try {
      while (true) {
        Socket socket = listener.accept();
        synchronized (this) {
          open.add(socket);
        }
        Thread.ofVirtual().start(() -> served(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void served(Socket socket) {
    try (socket) {
      serve(socket);
    } catch (IOException e) {
      // the client hung up, or we did
    }
  }

  private void serve(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    InputStream in = socket.getInputStream();
    while (true) {
      byte[] request = read(in);
      int idBytes = request[1];
      if ((request[2 + idBytes] & 0xff) == UNBIND) return;
      int id = 0;
      for (int i = 0; i < idBytes; i++) id = id << 8 | request[2 + i] & 0xff;
      Reply reply = next();
      if (reply == null) return;
      reply.write(id, socket.getOutputStream());
      socket.getOutputStream().flush();
    }
  }

  /** A message without its outer header. */
  private static byte[] read(InputStream in) throws IOException {
    byte[] head = in.readNBytes(2);
    if (head.length < 2) throw new IOException("the client hung up");
    int length = head[1] & 0xff;
    if (length > 127) {
      byte[] more = in.readNBytes(length & 0x7f);
      length = 0;
      for (byte b : more) length = length << 8 | b & 0xff;
    }
    return in.readNBytes(length);
  }

  /** These operations, each in a message of its own with the request's id. */
  static Reply operations(byte[]... operations) {
    return (id, to) -> {
      for (byte[] operation : operations) to.write(message(id, operation));
    };
  }

  static Reply raw(byte[] bytes) {
    return (id, to) -> to.write(bytes);
  }

  static byte[] message(int id, byte[] operation) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(new byte[] {2, 4, (byte) (id >> 24), (byte) (id >> 16), (byte) (id >> 8)});
    content.write(id);
    content.writeBytes(operation);
    return tagged(0x30, content.toByteArray());
  }

  static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) content.writeBytes(part);
    int length = content.size();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    all.write(0x83);
    all.write(length >> 16);
    all.write(length >> 8);
    all.write(length);
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  /** A result with nothing to it: 0x61 to a bind, 0x65 to a search. */
  static byte[] result(int tag, int code) {
    return tagged(tag, new byte[] {10, 1, (byte) code, 4, 0, 4, 0});
  }

  static byte[] entry(String dn, byte[]... attributes) {
    return tagged(0x64, tagged(4, dn.getBytes(UTF)), tagged(0x30, attributes));
  }

  static byte[] attribute(String name, byte[]... values) {
    byte[][] all = Arrays.stream(values).map(v -> tagged(4, v)).toArray(byte[][]::new);
    return tagged(0x30, tagged(4, name.getBytes(UTF)), tagged(0x31, all));
  }

  private static final java.nio.charset.Charset UTF = java.nio.charset.StandardCharsets.UTF_8;

  @Override
  public void close() throws IOException {
    listener.close();
    answer(List.of());
  }
}
