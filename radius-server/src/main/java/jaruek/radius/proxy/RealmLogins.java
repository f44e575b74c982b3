package jaruek.radius.proxy;

import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import java.util.function.Consumer;

/**
 * Takes the realms that are ours off names, inside tunnels too. A name of another realm is checked
 * as it is: inside a tunnel that ends here nobody else can be asked.
 */
public final class RealmLogins implements Logins {
  private final Logins inner;
  private final Realms realms;

  /** Round logins that look names up. */
  public RealmLogins(Logins inner, Realms realms) {
    this.inner = inner;
    this.realms = realms;
  }

  @Override
  public void check(Attempt attempt, Consumer<Outcome> answer) {
    inner.check(
        realms.route(attempt.userName()) instanceof Route.Local(String name)
            ? new Attempt(name, attempt.proof(), attempt.asking())
            : attempt,
        answer);
  }
}
