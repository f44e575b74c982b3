package jaruek.admin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An appliance that answers each request as the test says, on a real Unix socket. */
final class FakeDaemon implements AutoCloseable {
  /** Writes the answer; the connection is closed behind it. */
  interface Answer {
    void write(OutputStream out) throws IOException;
  }

  private final Path socket;
  private final ServerSocketChannel server;
  private final Answer answer;
  private final BlockingQueue<AdminRequest> requests = new LinkedBlockingQueue<>();
  private final Thread thread;

  private FakeDaemon(Path socket, ServerSocketChannel server, Answer answer) {
    this.socket = socket;
    this.server = server;
    this.answer = answer;
    this.thread = Thread.ofVirtual().name("fake daemon").unstarted(this::serve);
  }

  static FakeDaemon start(Path folder, Answer answer) throws IOException {
    Path socket = folder.resolve("admin.sock");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    FakeDaemon daemon = new FakeDaemon(socket, server, answer);
    daemon.thread.start();
    return daemon;
  }

  static FakeDaemon answering(Path folder, String... lines) throws IOException {
    return start(folder, out -> out.write((String.join("\n", lines) + "\n").getBytes(UTF_8)));
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel channel = server.accept()) {
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
        String line = reader.readLine();
        if (line == null) continue;
        requests.add(AdminCodec.request(line));
        answer.write(Channels.newOutputStream(channel));
      } catch (IOException e) {
        // the test closed us, or the client hung up on purpose
      }
    }
  }

  Path socket() {
    return socket;
  }

  AdminRequest request() throws InterruptedException {
    AdminRequest request = requests.poll(10, TimeUnit.SECONDS);
    if (request == null) throw new AssertionError("no request came");
    return request;
  }

  int requestsWaiting() {
    return requests.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
