package jaruek.radius.directory;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.LDAPBindException;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.PasswordExpiredControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import jaruek.radius.account.Refusal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a server did not take a user's password, as precisely as it says. */
final class BindRefusal {
  /** How Active Directory writes the Windows error into the text of result 49. */
  private static final Pattern WINDOWS_ERROR =
      Pattern.compile("AcceptSecurityContext error, data ([0-9a-fA-F]{1,8})");

  private BindRefusal() {}

  /**
   * Of a bind that failed.
   *
   * @throws LDAPException the same, if it says nothing of the user
   */
  static Refusal of(LDAPBindException failure) throws LDAPException {
    ResultCode code = failure.getResultCode();
    if (code.equals(ResultCode.INVALID_CREDENTIALS)) {
      return byPolicy(failure.getBindResult()).orElseGet(() -> byText(failure));
    }
    if (code.equals(ResultCode.NO_SUCH_OBJECT)) return Refusal.UNKNOWN_USER;
    // the entry has no password, or one of no kind that a bind could check
    if (code.equals(ResultCode.INAPPROPRIATE_AUTHENTICATION)) return Refusal.BAD_PASSWORD;
    // 389 and others, after too many wrong ones
    if (code.equals(ResultCode.CONSTRAINT_VIOLATION)) return Refusal.LOCKED_IN_DIRECTORY;
    // 389: "Account inactivated"
    if (code.equals(ResultCode.UNWILLING_TO_PERFORM) && text(failure).contains("inactivated")) {
      return Refusal.DISABLED;
    }
    throw failure;
  }

  /** Of one that succeeded, but only for changing the password. */
  static Optional<Refusal> of(BindResult success) throws LDAPException {
    if (PasswordExpiredControl.get(success) != null) {
      return Optional.of(Refusal.PASSWORD_MUST_CHANGE);
    }
    return byPolicy(success);
  }

  /** By draft-behera-ldap-password-policy, as OpenLDAP's ppolicy and others speak it. */
  private static Optional<Refusal> byPolicy(BindResult result) throws LDAPException {
    DraftBeheraLDAPPasswordPolicy10ResponseControl control =
        DraftBeheraLDAPPasswordPolicy10ResponseControl.get(result);
    DraftBeheraLDAPPasswordPolicy10ErrorType type = control == null ? null : control.getErrorType();
    if (type == null) return Optional.empty();
    return switch (type) {
      case PASSWORD_EXPIRED -> Optional.of(Refusal.PASSWORD_EXPIRED);
      case ACCOUNT_LOCKED -> Optional.of(Refusal.LOCKED_IN_DIRECTORY);
      case CHANGE_AFTER_RESET -> Optional.of(Refusal.PASSWORD_MUST_CHANGE);
      default -> Optional.empty(); // of changing passwords
    };
  }

  private static Refusal byText(LDAPException failure) {
    Matcher error = WINDOWS_ERROR.matcher(String.valueOf(failure.getDiagnosticMessage()));
    if (!error.find()) return Refusal.BAD_PASSWORD;
    return switch (error.group(1).toLowerCase(Locale.ROOT)) {
      case "525" -> Refusal.UNKNOWN_USER;
      case "530" -> Refusal.OUTSIDE_HOURS;
      case "531" -> Refusal.WORKSTATION_NOT_ALLOWED;
      case "532" -> Refusal.PASSWORD_EXPIRED;
      case "533" -> Refusal.DISABLED;
      case "701" -> Refusal.EXPIRED;
      case "773" -> Refusal.PASSWORD_MUST_CHANGE;
      case "775" -> Refusal.LOCKED_IN_DIRECTORY;
      default -> Refusal.BAD_PASSWORD; // 52e
    };
  }

  private static String text(LDAPException failure) {
    return String.valueOf(failure.getDiagnosticMessage()).toLowerCase(Locale.ROOT);
  }
}
