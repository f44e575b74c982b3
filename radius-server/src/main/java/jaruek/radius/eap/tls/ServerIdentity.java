package jaruek.radius.eap.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/** The server's certificate and key, with a context for each purpose. Immutable. */
final class ServerIdentity {
  private static final byte[] PROBE = {1, 2, 3};

  private final Map<TlsPurpose, SSLContext> contexts = new EnumMap<>(TlsPurpose.class);
  private final List<String> protocols;

  ServerIdentity(TlsSettings settings, TrustManager trust, SecureRandom random) {
    protocols = settings.protocols();
    List<X509Certificate> chain = PemFiles.certificates(settings.certificate());
    PrivateKey key = PemFiles.privateKey(settings.key());
    belongTogether(settings.certificate(), chain.getFirst(), settings.key(), key);
    try {
      KeyManager[] keys = keys(chain, key);
      for (TlsPurpose purpose : TlsPurpose.values()) {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {trust}, random);
        SSLSessionContext sessions = context.getServerSessionContext();
        sessions.setSessionCacheSize(settings.resumptionEntriesMax());
        sessions.setSessionTimeout(
            Math.clamp(settings.resumptionTime().toSeconds(), 1, 7 * 24 * 3600));
        contexts.put(purpose, context);
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException(settings.certificate() + " cannot be used: " + e, e);
    }
  }

  private static KeyManager[] keys(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] none = new char[0];
    store.setKeyEntry("server", key, none, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, none);
    return factory.getKeyManagers();
  }

  /** While both files are being replaced, one is new and the other old. */
  private static void belongTogether(
      Path certificateFile, X509Certificate certificate, Path keyFile, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(algorithm(certificate.getPublicKey()));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      if (signature.verify(signed)) return;
    } catch (GeneralSecurityException e) {
      throw new TlsException(keyFile + " is not the key of " + certificateFile, e);
    }
    throw new TlsException(keyFile + " is not the key of " + certificateFile);
  }

  private static String algorithm(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> key.getAlgorithm();
    };
  }

  SSLEngine engine(TlsPurpose purpose) {
    SSLContext context = contexts.get(purpose);
    if (context == null) throw new IllegalStateException("no context for " + purpose);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(protocols.toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
    parameters.setNeedClientAuth(purpose == TlsPurpose.EAP_TLS);
    engine.setSSLParameters(parameters);
    return engine;
  }
}
