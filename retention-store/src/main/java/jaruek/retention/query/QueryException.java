package jaruek.retention.query;

import java.io.Serial;

/** A question could not be answered; the message says what, where, and what to do. */
public final class QueryException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where, and what to do; and what caused it. */
  public QueryException(String message, Throwable cause) {
    super(message, cause);
  }
}
