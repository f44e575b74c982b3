package jaruek.collector.receive;

/** A certificate, key or list that is missing or not what it should be. */
public final class TlsFilesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TlsFilesException(String message, Throwable cause) {
    super(message, cause);
  }
}
