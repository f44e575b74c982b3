package jaruek.radius.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account to be opened.
 *
 * @param userName 1-253 bytes of UTF-8, without control characters or outer spaces; a MAC address
 *     with separators makes it a device's account
 * @param password 1-128 bytes of UTF-8, without control characters; empty for a device
 * @param fullName at most {@link AccountRules#TEXT_CHARS_MAX} characters
 * @param department the same
 * @param nationalId 13 digits with a right check digit; dashes and spaces are dropped
 * @param expiresAt the first instant at which it no longer logs in
 * @param chap whether to keep a sealed secret too, without which CHAP cannot work
 */
public record NewAccount(
    String userName,
    String password,
    @Nullable String fullName,
    @Nullable String department,
    @Nullable String nationalId,
    @Nullable Instant expiresAt,
    boolean chap) {

  /** An account with nothing but a name and a password. */
  public static NewAccount of(String userName, String password) {
    return new NewAccount(userName, password, null, null, null, null, false);
  }

  /** A device that logs in by its MAC, written with separators. */
  public static NewAccount device(String mac, @Nullable String fullName) {
    return new NewAccount(mac, "", fullName, null, null, null, false);
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "NewAccount[" + userName + "]";
  }
}
