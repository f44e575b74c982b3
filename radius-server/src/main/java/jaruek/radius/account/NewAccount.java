package jaruek.radius.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account to be opened.
 *
 * @param userName 1-253 bytes of UTF-8, without control characters or outer spaces; a MAC address
 *     with separators makes it a device's account
 * @param password 1-128 bytes of UTF-8, without control characters; empty for a device
 * @param chap whether to keep a sealed secret too, without which CHAP cannot work
 * @param batch of vouchers; null for a person's
 */
public record NewAccount(
    String userName,
    String password,
    Person person,
    Permit permit,
    boolean chap,
    @Nullable String batch) {

  /** A person's account. */
  public NewAccount(String userName, String password, Person person, Permit permit, boolean chap) {
    this(userName, password, person, permit, chap, null);
  }

  /** A person's account in no group. */
  public NewAccount(
      String userName,
      String password,
      @Nullable String fullName,
      @Nullable String department,
      @Nullable String nationalId,
      @Nullable Instant expiresAt,
      boolean chap) {
    this(
        userName,
        password,
        Person.of(fullName, department, nationalId),
        Permit.PLAIN.until(expiresAt),
        chap);
  }

  /** An account with nothing but a name and a password. */
  public static NewAccount of(String userName, String password) {
    return new NewAccount(userName, password, Person.UNKNOWN, Permit.PLAIN, false);
  }

  /** A device that logs in by its MAC, written with separators. */
  public static NewAccount device(String mac, @Nullable String fullName) {
    return new NewAccount(mac, "", Person.of(fullName, null, null), Permit.PLAIN, false);
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "NewAccount[" + userName + "]";
  }
}
