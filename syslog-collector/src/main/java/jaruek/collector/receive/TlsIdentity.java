package jaruek.collector.receive;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import jaruek.retention.tls.ClientTrust;
import jaruek.retention.tls.FileStamps;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Our certificate and whom we trust, as read from the files at one time.
 *
 * @param context makes TLS engines
 * @param trust checks clients' certificates; empty if none is asked for
 * @param stamp changes when one of the files does
 */
record TlsIdentity(SslContext context, Optional<ClientTrust> trust, List<String> stamp) {

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
      Optional<ClientTrust> trust = Optional.empty();
      if (config.clients() != TlsConfig.Clients.NONE) {
        trust = Optional.of(ClientTrust.read(config.clientCas(), config.crls()));
        builder.trustManager(trust.get().factory());
      }
      return new TlsIdentity(builder.build(), trust, stamp);
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

  /** Sizes and times of the files; a file that is not there has none. */
  static List<String> stamp(TlsConfig config) {
    List<Path> files = new ArrayList<>(config.crls());
    files.addAll(config.clientCas());
    files.addAll(List.of(config.certificate(), config.key()));
    return FileStamps.of(files);
  }

  /** Whether a chain that was trusted once still is; one that showed none is not concerned. */
  boolean stillTrusts(X509Certificate[] chain) {
    if (trust.isEmpty() || chain.length == 0) return true;
    return trust.get().stillTrusts(chain);
  }
}
