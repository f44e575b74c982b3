package jaruek.radius.eap.tls;

/** A certificate, key or list that cannot be used; the message names the file and what to do. */
public final class TlsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TlsException(String message) {
    super(message);
  }

  TlsException(String message, Throwable cause) {
    super(message, cause);
  }
}
