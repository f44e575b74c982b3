package jaruek.radius.account;

import java.io.Serial;

/** An account cannot be opened, changed or read; the message says which, why and what to do. */
public final class AccountException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What happened and what to do. */
  public AccountException(String message) {
    super(message);
  }

  /** What happened and what to do; and what caused it. */
  public AccountException(String message, Throwable cause) {
    super(message, cause);
  }
}
