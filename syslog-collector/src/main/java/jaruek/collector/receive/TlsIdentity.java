package jaruek.collector.receive;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
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
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Our certificate and whom we trust, as read from the files at one time.
 *
 * @param context makes TLS engines
 * @param trust checks clients' certificates; empty if none is asked for
 * @param stamp changes when one of the files does
 */
record TlsIdentity(SslContext context, Optional<X509TrustManager> trust, List<String> stamp) {

  /**
   * Reads the files.
   *
   * @throws TlsFilesException if one is missing or not what it should be
   */
  static TlsIdentity read(TlsConfig config) {
    List<String> stamp = stamp(config);
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(config.certificate().toFile(), config.key().toFile())
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .clientAuth(auth(config))
              // not resumed: certificates are looked at each time
              .sessionCacheSize(1)
              .sessionTimeout(1);
      Optional<X509TrustManager> manager = Optional.empty();
      if (config.clients() != TlsConfig.Clients.NONE) {
        TrustManagerFactory trust = trust(config);
        builder.trustManager(trust);
        manager = Optional.of(manager(trust));
      }
      return new TlsIdentity(builder.build(), manager, stamp);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new TlsFilesException(
          "TLS cannot use " + config.certificate() + " or what belongs to it: " + e, e);
    }
  }

  private static ClientAuth auth(TlsConfig config) {
    return switch (config.clients()) {
      case REQUIRED -> ClientAuth.REQUIRE;
      case OPTIONAL -> ClientAuth.OPTIONAL;
      case NONE -> ClientAuth.NONE;
    };
  }

  private static X509TrustManager manager(TrustManagerFactory trust) {
    for (var manager : trust.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) return x509;
    }
    throw new IllegalStateException("this Java checks no certificates");
  }

  private static TrustManagerFactory trust(TlsConfig config)
      throws GeneralSecurityException, IOException {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (Path file : config.clientCas()) {
      for (Certificate one : certificates(file)) {
        anchors.add(new TrustAnchor((X509Certificate) one, null));
      }
    }
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    parameters.setRevocationEnabled(false);
    if (!config.crls().isEmpty()) addRevocation(config, parameters);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    return factory;
  }

  private static void addRevocation(TlsConfig config, PKIXBuilderParameters parameters)
      throws GeneralSecurityException, IOException {
    List<CRL> crls = new ArrayList<>();
    for (Path file : config.crls()) {
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

  /** Sizes and times of the files; a file that is not there has none. */
  static List<String> stamp(TlsConfig config) {
    List<Path> files = new ArrayList<>(config.crls());
    files.addAll(config.clientCas());
    files.addAll(List.of(config.certificate(), config.key()));
    List<String> stamp = new ArrayList<>();
    for (Path file : files) {
      try {
        stamp.add(Files.readAttributes(file, "unix:ino,size,lastModifiedTime").toString());
      } catch (IOException e) {
        stamp.add("");
      }
    }
    return stamp;
  }

  /** Whether a chain that was trusted once still is; one that showed none is not concerned. */
  boolean stillTrusts(X509Certificate[] chain) {
    if (trust.isEmpty() || chain.length == 0) return true;
    try {
      trust.get().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }
}
