package jaruek.radius.directory;

import jaruek.radius.account.Account;
import jaruek.radius.account.Refusal;

/** What came of asking. */
sealed interface Answer {
  /** The user may log in. */
  record Known(Account account) implements Answer {}

  /** The user may not. */
  record Refused(Refusal why) implements Answer {}

  /**
   * Nobody said.
   *
   * @param misconfigured whether a server answered, but would not work for us
   */
  record Nothing(boolean misconfigured) implements Answer {}
}
