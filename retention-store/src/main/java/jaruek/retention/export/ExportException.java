package jaruek.retention.export;

import java.io.Serial;

/** An evidence file cannot be made; the message says what, where, and what to do. */
public final class ExportException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where, and what to do. */
  public ExportException(String message) {
    super(message);
  }

  /** What happened, where, and what to do; and what caused it. */
  public ExportException(String message, Throwable cause) {
    super(message, cause);
  }
}
