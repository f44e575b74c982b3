package jaruek.collector.forward;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Another collector: takes octet-counted messages from one connection after the other. */
final class Receiver implements AutoCloseable {
  private final ServerSocket server;
  private final List<String> messages = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private int resetAfter = Integer.MAX_VALUE;

  Receiver(int port) throws IOException {
    this(new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1")));
  }

  Receiver(ServerSocket server) {
    this.server = server;
    Thread.ofPlatform().daemon().name("receiver").start(this::run);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The connection is reset each time after so many messages. */
  synchronized void resetAfter(int count) {
    resetAfter = count;
  }

  synchronized List<String> messages() {
    return List.copyOf(messages);
  }

  private void run() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        synchronized (this) {
          sockets.add(socket);
        }
        socket.setSoLinger(true, 0); // closed by a reset
        read(new BufferedInputStream(socket.getInputStream()));
      } catch (IOException e) {
        // closed, or a client that went away; the next one
      }
    }
  }

  private void read(InputStream in) throws IOException {
    for (int count = 1; ; count++) {
      int length = 0;
      for (int digit = in.read(); digit != ' '; digit = in.read()) {
        if (digit < 0) return;
        length = 10 * length + digit - '0';
      }
      byte[] message = in.readNBytes(length);
      if (message.length < length) return;
      synchronized (this) {
        messages.add(new String(message, StandardCharsets.UTF_8));
        if (count >= resetAfter) return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (this) {
      for (Socket socket : sockets) socket.close();
    }
  }
}
