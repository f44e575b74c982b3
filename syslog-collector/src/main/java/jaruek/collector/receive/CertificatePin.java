package jaruek.collector.receive;

import java.security.cert.X509Certificate;

/** Which certificate is a source's, beside being of a trusted issuer. */
@FunctionalInterface
public interface CertificatePin {
  /** Whether this one is. */
  boolean matches(X509Certificate certificate);
}
