package jaruek.collector.forward;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Whom a TLS connection trusts and what it shows (RFC 5425 section 4.2).
 *
 * @param ca who issues the other's certificate, PEM
 * @param certificate ours with what is between it and a root, PEM; null to show none
 * @param key of it, PKCS #8 PEM
 * @param serverName the name in the other's certificate, null for the host it is reached by
 */
public record ForwardTls(
    Path ca, @Nullable Path certificate, @Nullable Path key, @Nullable String serverName) {

  /**
   * Looks whether the files can be used.
   *
   * @throws IOException in words if not
   */
  public void check() throws IOException {
    context();
  }

  /** The files are read each time, so that a renewed certificate is used at the next connection. */
  private SSLContext context() throws IOException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .trustManager(ca.toFile());
      if (certificate != null && key != null) {
        builder.keyManager(certificate.toFile(), key.toFile());
      }
      return ((JdkSslContext) builder.build()).context();
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("TLS cannot use " + ca + " or the certificate: " + e.getMessage(), e);
    }
  }

  /** TLS over a connection; the handshake requires the other's name. */
  SSLSocket over(Socket connected, String host) throws IOException {
    String name = serverName == null ? host : serverName;
    SSLSocket socket =
        (SSLSocket)
            context().getSocketFactory().createSocket(connected, name, connected.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
