package jaruek.radius.eap.tls;

import java.security.cert.CertificateException;

/** Why a client's certificate is not good, as a word of ours. */
final class CertificateRefused extends CertificateException {
  private static final long serialVersionUID = 1;

  private final String reason;

  CertificateRefused(String reason) {
    super(reason);
    this.reason = reason;
  }

  CertificateRefused(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
