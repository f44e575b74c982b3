package jaruek.retention.tls;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why TLS did not come up, in one of a few words. */
public final class HandshakeFault {
  private static final int CAUSES_MAX = 16;

  private HandshakeFault() {}

  /** Of a handshake that failed; that none came in time the caller knows by itself. */
  public static String word(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int i = 0; cause != null && i < CAUSES_MAX; i++, cause = cause.getCause()) {
      switch (cause) {
        case CertificateExpiredException expired -> {
          return "certificate-expired";
        }
        case CertPathValidatorException path -> {
          return word(path);
        }
        case CertPathBuilderException path -> {
          if (path.getCause() == null) return "certificate-not-trusted";
        }
        default -> {
          // the next one may tell more
        }
      }
    }
    String text = String.valueOf(failure.getMessage());
    if (text.contains("Empty client certificate")) return "no-certificate";
    if (text.contains("protocol_version") || text.contains("protocol version"))
      return "tls-version";
    if (text.contains("application protocol")) return "no-common-protocol";
    return failure instanceof SSLException || failure instanceof IOException
        ? "handshake-failed"
        : "failed";
  }

  private static String word(CertPathValidatorException path) {
    if (path.getReason() == BasicReason.REVOKED) return "certificate-revoked";
    if (path.getReason() == BasicReason.EXPIRED) return "certificate-expired";
    if (path.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS) {
      return "certificate-revocation-unknown";
    }
    return "certificate-not-trusted";
  }
}
