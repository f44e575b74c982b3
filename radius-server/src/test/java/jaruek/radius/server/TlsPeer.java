package jaruek.radius.server;

import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The other end of a RadSec connection, which does what it is told. */
final class TlsPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  final SSLSocket socket;
  private final DataInputStream in;

  TlsPeer(InetSocketAddress server, Path ca, @Nullable Path bundle, List<String> protocols)
      throws Exception {
    Socket plain = new Socket();
    plain.setReceiveBufferSize(4096); // before it connects: a slow reader's window
    plain.connect(server, PATIENCE_MILLIS);
    socket =
        (SSLSocket)
            context(ca, bundle)
                .getSocketFactory()
                .createSocket(plain, "localhost", server.getPort(), true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols.toArray(String[]::new));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    in = new DataInputStream(socket.getInputStream());
  }

  private static SSLContext context(Path ca, @Nullable Path bundle) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream file = Files.newInputStream(ca)) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManager @Nullable [] keys = null;
    if (bundle != null) {
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      char[] passphrase = RunningRadSec.PASSPHRASE.toCharArray();
      factory.init(KeyStore.getInstance(bundle.toFile(), passphrase), passphrase);
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  void send(byte[]... packets) throws IOException {
    int length = 0;
    for (byte[] packet : packets) length += packet.length;
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] packet : packets) all.put(packet);
    socket.getOutputStream().write(all.array());
    socket.getOutputStream().flush();
  }

  Packet receive() throws IOException {
    byte[] header = new byte[4];
    in.readFully(header);
    byte[] packet = new byte[(header[2] & 0xff) << 8 | header[3] & 0xff];
    System.arraycopy(header, 0, packet, 0, header.length);
    in.readFully(packet, header.length, packet.length - header.length);
    if (PacketCheck.check(packet) instanceof Checked.Sound(Packet sound)) return sound;
    throw new AssertionError("not a sound reply");
  }

  /** Whether the server has ended the connection: waits for it. */
  boolean ended() throws IOException {
    try {
      while (true) {
        byte[] some = new byte[4096];
        if (in.read(some) < 0) return true;
      }
    } catch (EOFException | SSLException | SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
