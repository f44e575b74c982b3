package jaruek.radius.radsec;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import jaruek.retention.tls.ClientTrust;
import jaruek.retention.tls.FileStamps;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * Our certificate and whom we trust, as read from the files at one time.
 *
 * @param context makes TLS engines
 * @param trust checks clients' certificates
 * @param stamp changes when one of the files does
 */
record TlsIdentity(SslContext context, ClientTrust trust, List<String> stamp) {
  /** RFC 9765 section 3.1. */
  static final String VERSION_1_1 = "radius/1.1";

  static final String VERSION_1_0 = "radius/1.0";

  /**
   * Reads the files.
   *
   * @throws RadSecException if one is missing or not what it should be
   */
  static TlsIdentity read(RadSecConfig config) {
    List<String> stamp = stamp(config);
    try {
      ClientTrust trust = ClientTrust.read(List.of(config.clientCa()), config.crls());
      SslContext context =
          SslContextBuilder.forServer(config.certificate().toFile(), config.key().toFile())
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .trustManager(trust.factory())
              .clientAuth(ClientAuth.REQUIRE)
              // not resumed: certificates and the version are looked at each time
              .sessionCacheSize(1)
              .sessionTimeout(1)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.FATAL_ALERT,
                      SelectedListenerFailureBehavior.ACCEPT,
                      VERSION_1_1,
                      VERSION_1_0))
              .build();
      return new TlsIdentity(context, trust, stamp);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new RadSecException(
          "RadSec cannot use " + config.certificate() + " or what belongs to it: " + e, e);
    }
  }

  /** Sizes and times of the files; a file that is not there has none. */
  static List<String> stamp(RadSecConfig config) {
    List<Path> files = new ArrayList<>(config.crls());
    files.addAll(List.of(config.certificate(), config.key(), config.clientCa()));
    return FileStamps.of(files);
  }
}
