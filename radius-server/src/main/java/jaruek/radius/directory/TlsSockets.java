package jaruek.radius.directory;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets to one server on which TLS is done and the server's name checked in its certificate (RFC
 * 2830 section 3.6, by the JDK) when they are handed out; all of it in bounded time. Its own host
 * counts, whatever it is asked for.
 */
final class TlsSockets extends SSLSocketFactory {
  private static final int CERTIFICATES_MAX = 1000;

  private final SSLContext context;
  private final String host;
  private final int timeoutMillis;

  TlsSockets(SSLContext context, String host, int timeoutMillis) {
    this.context = context;
    this.host = host;
    this.timeoutMillis = timeoutMillis;
  }

  /** That trusts these authorities; null for those that Java trusts. */
  static SSLContext context(@Nullable Path ca) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(ca == null ? null : authorities(ca));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new DirectoryException(ca + " holds no certificates that can be used: " + e, e);
    }
  }

  private static KeyStore authorities(Path ca) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(ca)) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + store.size(), one);
        if (store.size() > CERTIFICATES_MAX) throw new IOException("too many certificates");
      }
    }
    if (store.size() == 0) throw new IOException("no CERTIFICATE (PEM)");
    return store;
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(address, port), timeoutMillis);
      return createSocket(plain, host, port, true);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  @Override
  public Socket createSocket(Socket plain, String asked, int port, boolean autoClose)
      throws IOException {
    plain.setSoTimeout(timeoutMillis);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, autoClose);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("LDAPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  @Override
  public Socket createSocket(String asked, int port) throws IOException {
    return createSocket(InetAddress.getByName(asked), port);
  }

  @Override
  public Socket createSocket(String asked, int port, InetAddress from, int fromPort)
      throws IOException {
    throw new IOException("not used");
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress from, int fromPort)
      throws IOException {
    throw new IOException("not used");
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return context.getSocketFactory().getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return context.getSocketFactory().getSupportedCipherSuites();
  }
}
