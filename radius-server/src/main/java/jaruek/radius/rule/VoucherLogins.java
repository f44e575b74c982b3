package jaruek.radius.rule;

import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.VoucherCode;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lets people type what stands on a voucher as they like: number and password in any case, with or
 * without dashes; or the whole code for a user name, with any password or none. With CHAP the
 * password must be typed as printed without its dash, or the whole code stand for the name; MS-CHAP
 * needs number and password.
 */
public final class VoucherLogins implements Logins {
  private final Logins inner;
  private final Accounts accounts;

  /** Round logins that check proofs. */
  public VoucherLogins(Logins inner, Accounts accounts) {
    this.inner = inner;
    this.accounts = accounts;
  }

  @Override
  public void check(Attempt attempt, Consumer<Outcome> answer) {
    inner.check(understood(attempt), answer);
  }

  private Attempt understood(Attempt attempt) {
    Optional<String> number =
        VoucherCode.number(attempt.userName())
            .flatMap(accounts::find)
            .filter(Account::isVoucher)
            .map(Account::userName);
    if (number.isEmpty()) return attempt;
    return new Attempt(number.get(), proof(attempt), attempt.asking());
  }

  private static Proof proof(Attempt attempt) {
    Optional<String> within = VoucherCode.passwordOfCode(attempt.userName());
    boolean plain =
        attempt.proof() instanceof Proof.Password || attempt.proof() instanceof Proof.Chap;
    if (within.isPresent() && plain) return password(within.get());
    if (attempt.proof() instanceof Proof.Password(byte[] typed)) {
      return VoucherCode.password(new String(typed, StandardCharsets.UTF_8))
          .map(VoucherLogins::password)
          .orElse(attempt.proof());
    }
    return attempt.proof();
  }

  private static Proof password(String text) {
    return new Proof.Password(text.getBytes(StandardCharsets.UTF_8));
  }
}
