package jaruek.radius.radsec;

import java.io.Serial;

/** RadSec cannot start; the message says which file or address and why. */
public final class RadSecException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where. */
  public RadSecException(String message, Throwable cause) {
    super(message, cause);
  }
}
