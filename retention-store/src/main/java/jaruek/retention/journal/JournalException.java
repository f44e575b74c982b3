package jaruek.retention.journal;

import java.io.Serial;

/**
 * The journal cannot be read or written; the message says which file, which position and what to
 * do.
 */
public final class JournalException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where, and what to do. */
  public JournalException(String message) {
    super(message);
  }

  /** What happened, where, and what to do; and what caused it. */
  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
