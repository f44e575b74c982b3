package jaruek.collector.forward;

import jaruek.retention.record.Frame;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * Messages over one connection, TLS or not. The kernel tells what the other side's kernel has
 * acknowledged; nobody tells what its program has read.
 */
final class StreamLink implements Link {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int BUFFER_BYTES = 1 << 16;

  /** Messages of a sender's own line feeds stay one line. */
  private final boolean lines;

  private final Socket connection;
  private final Socket spoken;
  private final OutputStream out;

  /**
   * Connects.
   *
   * @throws IOException if nobody is there, or it is not who it should be
   */
  StreamLink(ForwardConfig config, InetSocketAddress target) throws IOException {
    lines = config.framing() == ForwardConfig.Framing.LINES;
    connection = new Socket();
    try {
      connection.setKeepAlive(true);
      connection.connect(target, CONNECT_MILLIS);
      connection.setSoTimeout(CONNECT_MILLIS); // of the handshake
      ForwardTls tls = config.tls();
      spoken = tls == null ? connection : tls.over(connection, config.host());
      spoken.setSoTimeout(1);
      out = new BufferedOutputStream(spoken.getOutputStream(), BUFFER_BYTES);
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void send(Frame frame) throws IOException {
    byte[] message = frame.bytes();
    if (!lines) {
      out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
      out.write(message);
      return;
    }
    for (byte b : message) out.write(b == '\n' ? ' ' : b);
    out.write('\n');
  }

  @Override
  public boolean settle() throws IOException {
    out.flush();
    requireOpen();
    long unacknowledged =
        SendQueue.bytes(connection.getLocalPort(), connection.getPort())
            .orElseThrow(() -> new IOException("the connection is closed"));
    return unacknowledged == 0;
  }

  /** A collector answers nothing; the end of its side is the end of the connection. */
  private void requireOpen() throws IOException {
    try {
      if (spoken.getInputStream().read() < 0) throw new IOException("closed by the other side");
    } catch (SocketTimeoutException e) {
      // it says nothing: it is there
    }
  }

  @Override
  public void close() {
    try {
      connection.close(); // TLS over a peer that reads no more could wait for ever
    } catch (IOException e) {
      // it is given up all the same
    }
  }
}
