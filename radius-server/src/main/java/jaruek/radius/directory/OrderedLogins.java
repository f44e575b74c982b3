package jaruek.radius.directory;

import jaruek.radius.account.Refusal;
import jaruek.radius.directory.DirectoryConfig.Order;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Our own accounts and a directory beside each other. One of them decides on a user: where the
 * first knows the name, a wrong password is not tried on the other. Devices are ours alone.
 */
public final class OrderedLogins implements Logins {
  private final Order order;
  private final Logins local;
  private final Predicate<String> isLocal;
  private final Logins directory;

  /**
   * Both.
   *
   * @param isLocal whether we have an account of this name, as typed
   */
  public OrderedLogins(Order order, Logins local, Predicate<String> isLocal, Logins directory) {
    this.order = order;
    this.local = local;
    this.isLocal = isLocal;
    this.directory = directory;
  }

  @Override
  public void check(Attempt attempt, Consumer<Outcome> answer) {
    if (attempt.proof() instanceof Proof.Mac) {
      local.check(attempt, answer);
      return;
    }
    switch (order) {
      case LOCAL_FIRST -> localFirst(attempt, answer);
      case DIRECTORY_FIRST -> directoryFirst(attempt, answer);
    }
  }

  private void localFirst(Attempt attempt, Consumer<Outcome> answer) {
    if (!isLocal.test(attempt.userName())) {
      directory.check(attempt, outcome -> answer.accept(unlessLocal(outcome)));
      return;
    }
    local.check(
        attempt,
        outcome -> {
          if (isRefused(outcome, Refusal.UNKNOWN_USER)) {
            directory.check(attempt, late -> answer.accept(unlessLocal(late)));
          } else {
            answer.accept(outcome);
          }
        });
  }

  /** A directory's user under another spelling must not pass for one of ours. */
  private Outcome unlessLocal(Outcome outcome) {
    return outcome instanceof Outcome.Accepted yes && isLocal.test(yes.account().userName())
        ? new Outcome.Refused(Refusal.NAME_OF_LOCAL_ACCOUNT)
        : outcome;
  }

  private void directoryFirst(Attempt attempt, Consumer<Outcome> answer) {
    boolean ours = isLocal.test(attempt.userName());
    directory.check(
        attempt,
        outcome -> {
          if (isRefused(outcome, Refusal.UNKNOWN_USER) || ours && leavesItToUs(outcome)) {
            local.check(attempt, answer);
          } else {
            answer.accept(outcome);
          }
        });
  }

  private static boolean leavesItToUs(Outcome outcome) {
    return isRefused(outcome, Refusal.METHOD_NOT_POSSIBLE)
        || isRefused(outcome, Refusal.DIRECTORY_UNREACHABLE)
        || isRefused(outcome, Refusal.DIRECTORY_MISCONFIGURED);
  }

  private static boolean isRefused(Outcome outcome, Refusal why) {
    return outcome instanceof Outcome.Refused(Refusal given) && given == why;
  }
}
