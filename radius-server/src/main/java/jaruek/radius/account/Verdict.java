package jaruek.radius.account;

/** What came of checking credentials. */
public sealed interface Verdict {
  /** They are this account's, and it may log in now. */
  record Accepted(Account account) implements Verdict {}

  /** They are not, or it may not. */
  record Refused(Refusal why) implements Verdict {}
}
