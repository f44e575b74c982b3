package jaruek.retention.log;

import java.io.Serial;

/**
 * The log, its key or a signed note cannot be used; the message says what, where and what to do.
 */
public final class LogException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where, and what to do. */
  public LogException(String message) {
    super(message);
  }

  /** What happened, where, and what to do; and what caused it. */
  public LogException(String message, Throwable cause) {
    super(message, cause);
  }
}
