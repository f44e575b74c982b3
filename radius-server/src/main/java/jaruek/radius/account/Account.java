package jaruek.radius.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One person's account as it may be shown: neither password nor hash.
 *
 * @param id stays the same for the account's life and is never used again
 * @param userName as given at login, case-sensitive, Unicode NFC
 * @param fullName of the person
 * @param department class or office
 * @param nationalId 13 digits
 * @param expiresAt the first instant at which it no longer logs in
 * @param disabled whether logins are refused for now
 * @param chap whether a sealed secret is kept so that CHAP works
 * @param createdAt when it was opened
 * @param changedAt when anything of it was last changed
 * @param closedAt when it was removed; its history stays
 */
public record Account(
    long id,
    String userName,
    @Nullable String fullName,
    @Nullable String department,
    @Nullable String nationalId,
    @Nullable Instant expiresAt,
    boolean disabled,
    boolean chap,
    Instant createdAt,
    Instant changedAt,
    @Nullable Instant closedAt) {
  /** Whether this is a device that logs in by its MAC: its name is one. */
  public boolean isDevice() {
    return AccountRules.isDevice(userName);
  }
}
