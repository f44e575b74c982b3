package jaruek.radius.server;

import jaruek.radius.login.Logins;
import jaruek.radius.policy.ReplyPolicy;

/**
 * Who decides on logins, and what those let in get.
 *
 * @param logins started, and closed by its owner after the server
 */
public record Access(Logins logins, ReplyPolicy policy) {
  /** Nothing but the verdict. */
  public static Access of(Logins logins) {
    return new Access(logins, ReplyPolicy.NONE);
  }
}
