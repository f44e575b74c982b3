package jaruek.appliance.admin;

import java.io.Serial;

/** The admin socket cannot be served; the message says what, where, and what to do. */
public final class AdminServerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where, and what to do. */
  public AdminServerException(String message) {
    super(message);
  }

  /** What happened, where, and what to do; and what caused it. */
  public AdminServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
