package jaruek.retention.verify.evidence;

import jaruek.retention.verify.Finding;
import java.io.Serial;

/** Something in the file does not hold; ends the verification. */
final class Changed extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String where;
  private final String what;

  /**
   * @param where the entry, with line, segment and row, or log entry
   */
  Changed(String where, String what) {
    super(where + ": " + what);
    this.where = where;
    this.what = what;
  }

  Changed(String where, Throwable cause) {
    super(where + ": " + cause.getMessage(), cause);
    this.where = where;
    this.what = String.valueOf(cause.getMessage());
  }

  Finding finding() {
    return new Finding(Finding.Grade.FAULT, where, what);
  }
}
