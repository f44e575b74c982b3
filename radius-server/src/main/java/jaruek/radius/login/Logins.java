package jaruek.radius.login;

import java.util.function.Consumer;

/** Who decides on attempts. Any thread may call. */
@FunctionalInterface
public interface Logins {
  /**
   * Checks an attempt without keeping the caller waiting, and never throws: what fails is refused
   * as {@link jaruek.radius.account.Refusal#FAILED}.
   *
   * @param answer called exactly once, on any thread, maybe before this returns
   */
  void check(Attempt attempt, Consumer<Outcome> answer);
}
