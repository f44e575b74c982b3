package jaruek.retention.segment;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A segment could not be written or read; the message says which file, what, and what to do. */
public final class SegmentException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where, and what to do. */
  public SegmentException(String message) {
    super(message);
  }

  /** What happened, where, and what to do; and what caused it. */
  public SegmentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
