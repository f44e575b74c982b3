package jaruek.radius.server;

import java.io.Serial;

/** The server cannot start; the message says which address and why. */
public final class RadiusException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where. */
  public RadiusException(String message, Throwable cause) {
    super(message, cause);
  }
}
