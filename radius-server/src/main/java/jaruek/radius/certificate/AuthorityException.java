package jaruek.radius.certificate;

import java.io.Serial;

/** A certificate could not be made, read or kept; the message says which and what to do. */
public final class AuthorityException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened, where. */
  public AuthorityException(String message) {
    super(message);
  }

  /** What happened, where, and why. */
  public AuthorityException(String message, Throwable cause) {
    super(message, cause);
  }
}
