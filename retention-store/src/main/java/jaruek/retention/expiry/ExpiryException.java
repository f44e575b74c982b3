package jaruek.retention.expiry;

import java.io.Serial;

/** Something about retention cannot be done or read; the message says what, where, what to do. */
public final class ExpiryException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where, and what to do. */
  public ExpiryException(String message) {
    super(message);
  }

  /** What happened, where, and what to do; and what caused it. */
  public ExpiryException(String message, Throwable cause) {
    super(message, cause);
  }
}
