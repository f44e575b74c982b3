package jaruek.radius.mschap;

import jaruek.radius.account.Refusal;

/**
 * What a peer is told of a failed login, RFC 2759 section 6: Windows shows its own words for it.
 */
public enum MsChapError {
  /** ERROR_RESTRICTED_LOGON_HOURS. */
  OUTSIDE_HOURS(646, "Not at this hour"),
  /** ERROR_ACCT_DISABLED. */
  DISABLED(647, "The account is disabled"),
  /** ERROR_PASSWD_EXPIRED: what is nearest to an account past its date. */
  EXPIRED(648, "The account has expired"),
  /** ERROR_NO_DIALIN_PERMISSION. */
  NOT_ALLOWED(649, "The account may not log in now"),
  /** ERROR_AUTHENTICATION_FAILURE: says nothing of what was wrong. */
  FAILED(691, "Wrong name or password"),
  /** ERROR_CHANGING_PASSWORD. */
  PASSWORD_CHANGE(709, "The password cannot be changed here, ask the office");

  private final int code;
  private final String message;

  MsChapError(int code, String message) {
    this.code = code;
    this.message = message;
  }

  /** The number after {@code E=}. */
  public int code() {
    return code;
  }

  /** The words after {@code M=}. */
  public String message() {
    return message;
  }

  /**
   * What a refusal amounts to. Only what a stranger may know, or comes after the right password,
   * says more than that it failed.
   */
  public static MsChapError of(Refusal why) {
    return switch (why) {
      case OUTSIDE_HOURS -> OUTSIDE_HOURS;
      case DISABLED -> DISABLED;
      case EXPIRED -> EXPIRED;
      case QUOTA_USED, TOO_MANY_SESSIONS -> NOT_ALLOWED;
      case PASSWORD_CHANGE -> PASSWORD_CHANGE;
      default -> FAILED;
    };
  }
}
