package jaruek.retention.query;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A question could not be answered; the message says what, where, and what to do. */
public sealed class QueryException extends RuntimeException permits QueryLimitException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where, and what to do; and what caused it. */
  public QueryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
