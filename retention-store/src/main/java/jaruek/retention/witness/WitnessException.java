package jaruek.retention.witness;

import java.io.Serial;

/** Attesting did not come about; the message says what, where and what to do. */
public final class WitnessException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String reason;

  /**
   * @param reason a word for the counters: unreachable, refused, conflict, invalid, disk
   * @param message what happened, where, and what to do
   */
  public WitnessException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** With what caused it. */
  public WitnessException(String reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The word for the counters. */
  public String reason() {
    return reason;
  }
}
