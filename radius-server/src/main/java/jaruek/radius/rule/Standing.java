package jaruek.radius.rule;

import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.Quota;
import jaruek.radius.account.Refusal;
import jaruek.radius.account.Setting;
import jaruek.radius.account.Terms;
import jaruek.radius.session.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether an account may be on the network at a moment, and for how long. Any thread may ask. */
public final class Standing {
  private final Accounts accounts;
  private final Usage usage;

  /** By these accounts and what they have used. */
  public Standing(Accounts accounts, Usage usage) {
    this.accounts = accounts;
    this.usage = usage;
  }

  /**
   * Why the account may not be on the network then; empty if it may. How many sessions it has open
   * is not asked: see {@link RuleLogins}.
   */
  public Optional<Refusal> refusal(Account account, Instant at) {
    if (account.disabled() || account.closedAt() != null) return Optional.of(Refusal.DISABLED);
    if (accounts.endOf(account).filter(end -> !at.isBefore(end)).isPresent()) {
      return Optional.of(Refusal.EXPIRED);
    }
    Terms terms = accounts.terms(account);
    if (terms.schedule().filter(hours -> !hours.isOpen(at, accounts.zone())).isPresent()) {
      return Optional.of(Refusal.OUTSIDE_HOURS);
    }
    boolean used =
        isUsed(account, terms.quota(Setting.DATA_QUOTA), at)
            || isUsed(account, terms.quota(Setting.TIME_QUOTA), at);
    return used ? Optional.of(Refusal.QUOTA_USED) : Optional.empty();
  }

  private boolean isUsed(Account account, Optional<Quota> quota, Instant at) {
    return quota.isPresent() && rest(account, quota.get(), at) <= 0;
  }

  /**
   * The same by a session's user name, as we gave it to the NAS; {@link Refusal#UNKNOWN_USER} if
   * there is no such account any more.
   */
  public Optional<Refusal> refusal(String userName, Instant at) {
    Optional<Account> account = accounts.find(userName);
    return account.isPresent() ? refusal(account.get(), at) : Optional.of(Refusal.UNKNOWN_USER);
  }

  /** What is left of a quota then: bytes or seconds, below zero if more was used. */
  public long rest(Account account, Quota quota, Instant at) {
    Instant since = quota.period().start(at, accounts.zone());
    // a name may have been another's before
    if (since.isBefore(account.createdAt())) since = account.createdAt();
    Usage.Used used = usage.used(account.userName(), since.toEpochMilli());
    return quota.amount() - (quota.time() ? used.seconds() : used.bytes());
  }

  /** How long a session that begins then may last; empty for as long as it likes. */
  public Optional<Duration> timeLeft(Account account, Terms terms, Instant at) {
    Optional<Duration> left = terms.span(Setting.SESSION_TIMEOUT);
    left = shorter(left, accounts.endOf(account).map(end -> Duration.between(at, end)));
    left = shorter(left, terms.schedule().flatMap(h -> h.untilClosed(at, accounts.zone())));
    return shorter(
        left, terms.quota(Setting.TIME_QUOTA).map(q -> Duration.ofSeconds(rest(account, q, at))));
  }

  private static Optional<Duration> shorter(Optional<Duration> one, Optional<Duration> other) {
    if (one.isEmpty() || other.isEmpty()) return one.isEmpty() ? other : one;
    return one.get().compareTo(other.get()) <= 0 ? one : other;
  }
}
