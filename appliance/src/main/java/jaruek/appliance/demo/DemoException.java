package jaruek.appliance.demo;

import java.io.Serial;

/** The demo could not go on; the message says at which step and why. */
public final class DemoException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What went wrong. */
  public DemoException(String message) {
    super(message);
  }

  /** What went wrong, and its cause. */
  public DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
