package jaruek.retention.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Checks clients' certificates against authorities and revocation lists (RFC 5280).
 *
 * @param factory as a TLS context takes it
 * @param manager the same, to ask again
 */
public record ClientTrust(TrustManagerFactory factory, X509TrustManager manager) {

  /**
   * Reads the files, PEM.
   *
   * @param authorities who is trusted; each file may hold several
   * @param crls if there are any, a certificate of an issuer without one is refused
   * @throws IOException if a file cannot be read
   * @throws GeneralSecurityException if one is not what it should be
   */
  public static ClientTrust read(List<Path> authorities, List<Path> crls)
      throws GeneralSecurityException, IOException {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (Path file : authorities) {
      for (Certificate one : certificates(file)) {
        anchors.add(new TrustAnchor((X509Certificate) one, null));
      }
    }
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    parameters.setRevocationEnabled(false);
    if (!crls.isEmpty()) addRevocation(crls, parameters);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    return new ClientTrust(factory, manager(factory));
  }

  private static X509TrustManager manager(TrustManagerFactory trust) {
    for (var manager : trust.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) return x509;
    }
    throw new IllegalStateException("this Java checks no certificates");
  }

  private static void addRevocation(List<Path> files, PKIXBuilderParameters parameters)
      throws GeneralSecurityException, IOException {
    List<CRL> crls = new ArrayList<>();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        crls.addAll(CertificateFactory.getInstance("X.509").generateCRLs(in));
      }
    }
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(crls)));
    var checker =
        (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
    checker.setOptions(
        EnumSet.of(
            PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
    parameters.addCertPathChecker(checker);
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) throw new CertificateException(file + " holds no certificate");
      return all;
    }
  }

  /** Whether a chain that was trusted once still is. */
  public boolean stillTrusts(X509Certificate[] chain) {
    try {
      manager.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }
}
