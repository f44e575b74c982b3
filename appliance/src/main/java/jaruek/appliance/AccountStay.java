package jaruek.appliance;

import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.Refusal;
import jaruek.radius.coa.Stay;
import jaruek.radius.rule.Standing;
import jaruek.radius.session.OpenSession;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may stay online, by the accounts: not one that is disabled, past its end, outside its hours,
 * that has used its quota or is removed. Users who never had an account here, such as a
 * directory's, may.
 */
final class AccountStay implements Stay {
  /** Names with an account since the start; the tables of accounts bound it. */
  private final Set<String> seen = new HashSet<>();

  private final Accounts accounts;
  private final Standing standing;

  AccountStay(Accounts accounts, Standing standing) {
    this.accounts = accounts;
    this.standing = standing;
  }

  @Override
  public synchronized Optional<String> refusal(OpenSession session, Instant now) {
    String user = session.userName();
    if (user == null) return Optional.empty();
    Optional<Account> account = accounts.find(user);
    if (account.isEmpty()) {
      return seen.contains(user) ? Optional.of(Refusal.UNKNOWN_USER.word()) : Optional.empty();
    }
    seen.add(user);
    return standing.refusal(account.get(), now).map(Refusal::word);
  }
}
