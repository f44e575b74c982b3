package jaruek.radius.eap.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks {@link ClientTrust}, as it stands at the time, in the handshake. */
final class TrustGate extends X509ExtendedTrustManager {
  private final Supplier<ClientTrust> trust;

  TrustGate(Supplier<ClientTrust> trust) {
    this.trust = trust;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    trust.get().check(List.of(chain));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    trust.get().check(List.of(chain));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    trust.get().check(List.of(chain));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw noServers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw noServers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw noServers();
  }

  private static CertificateException noServers() {
    return new CertificateException("this end is the server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.get().authorities();
  }
}
