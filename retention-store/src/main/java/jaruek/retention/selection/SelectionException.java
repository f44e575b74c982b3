package jaruek.retention.selection;

import java.io.Serial;

/** A selection is none, or too wide to be made into a question. */
public final class SelectionException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What is wrong with it. */
  public SelectionException(String message) {
    super(message);
  }

  /** What is wrong with it, and what said so. */
  public SelectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
