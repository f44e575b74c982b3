package jaruek.radius.account;

import static java.util.Objects.requireNonNull;

import jaruek.radius.account.AccountFile.Stored;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Whether who asks to log in is who he says, and may. It costs the same whether the user exists or
 * not.
 */
final class LoginChecks {
  private final AccountTable table;
  private final PasswordCache cache;
  private final SecretSeal seal;
  private final Stored nobody;
  private final InstantSource clock;

  /**
   * @param nobody what an unknown user is checked against
   */
  LoginChecks(
      AccountTable table,
      PasswordCache cache,
      SecretSeal seal,
      Stored nobody,
      InstantSource clock) {
    this.table = table;
    this.cache = cache;
    this.seal = seal;
    this.nobody = nobody;
    this.clock = clock;
  }

  Optional<Verdict> recall(String userName, byte[] password) {
    String name = AccountRules.normal(userName);
    Stored stored = storedOrNobody(name);
    boolean known = cache.knows(name, password, stored.passwordHash());
    return known ? Optional.of(allowed(stored)) : Optional.empty();
  }

  Verdict verify(String userName, byte[] password) {
    String name = AccountRules.normal(userName);
    Stored stored = storedOrNobody(name);
    Stored hashed = stored.isDevice() ? nobody : stored;
    boolean right = PasswordHash.matches(password, hashed.passwordHash());
    if (stored.account().id() == 0) return new Verdict.Refused(Refusal.UNKNOWN_USER);
    if (stored.isDevice()) return new Verdict.Refused(Refusal.DEVICE_ACCOUNT);
    if (!right) return new Verdict.Refused(Refusal.BAD_PASSWORD);
    cache.remember(name, password, stored.passwordHash());
    return allowed(stored);
  }

  Verdict verifySealed(String userName, Accounts.SealedCheck check) {
    Stored stored = storedOrNobody(AccountRules.normal(userName));
    Stored sealed = stored.chapSecret() == null ? nobody : stored;
    byte[] secret = seal.unseal(sealed.account().userName(), requireNonNull(sealed.chapSecret()));
    boolean right = check.fits(secret);
    if (stored.account().id() == 0) return new Verdict.Refused(Refusal.UNKNOWN_USER);
    if (stored.isDevice()) return new Verdict.Refused(Refusal.DEVICE_ACCOUNT);
    if (stored.chapSecret() == null) return new Verdict.Refused(Refusal.NO_CHAP_SECRET);
    return right ? allowed(stored) : new Verdict.Refused(Refusal.BAD_PASSWORD);
  }

  Verdict verifyPresence(String userName) {
    Stored stored = table.get(AccountRules.normal(userName));
    if (stored == null) return new Verdict.Refused(Refusal.UNKNOWN_USER);
    if (stored.isDevice()) return new Verdict.Refused(Refusal.DEVICE_ACCOUNT);
    return allowed(stored);
  }

  Verdict verifyDevice(String mac) {
    Stored stored = table.ofMac(mac);
    if (stored == null) return new Verdict.Refused(Refusal.UNKNOWN_MAC);
    return allowed(stored);
  }

  private Stored storedOrNobody(String name) {
    Stored stored = table.get(name);
    return stored != null ? stored : nobody;
  }

  /** The password is right; what is left is whether the account, as it stands now, may log in. */
  private Verdict allowed(Stored checked) {
    Stored now = table.get(checked.account().userName());
    Account account = (now == null ? checked : now).account();
    if (account.disabled()) return new Verdict.Refused(Refusal.DISABLED);
    Instant end = table.endOf(account).orElse(Instant.MAX);
    if (!clock.instant().isBefore(end)) return new Verdict.Refused(Refusal.EXPIRED);
    return new Verdict.Accepted(account);
  }
}
