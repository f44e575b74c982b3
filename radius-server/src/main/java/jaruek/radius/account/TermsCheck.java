package jaruek.radius.account;

/** Whether what a group or an account is to send can be sent: asked before it is kept. */
@FunctionalInterface
public interface TermsCheck {
  /** Anything can. */
  TermsCheck NONE = terms -> {};

  /**
   * Checks.
   *
   * @throws AccountException if it cannot be, in words
   */
  void check(Terms terms);
}
