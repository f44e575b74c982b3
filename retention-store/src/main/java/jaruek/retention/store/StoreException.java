package jaruek.retention.store;

import java.io.Serial;

/** The store cannot be opened or used; the message says what is wrong, where, and what to do. */
public final class StoreException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where, and what to do. */
  public StoreException(String message) {
    super(message);
  }

  /** What happened, where, and what to do; and what caused it. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
