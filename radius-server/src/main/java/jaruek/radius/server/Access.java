package jaruek.radius.server;

import jaruek.radius.eap.EapServer;
import jaruek.radius.login.Logins;
import jaruek.radius.policy.ReplyPolicy;
import jaruek.radius.proxy.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Who decides on logins, and what those let in get.
 *
 * @param logins started, and closed by its owner after the server
 * @param eap likewise; null if EAP is not offered
 * @param proxy likewise; null if nothing is handed on
 */
public record Access(
    Logins logins, ReplyPolicy policy, @Nullable EapServer eap, @Nullable Proxy proxy) {
  /** All logins are ours to decide on. */
  public Access(Logins logins, ReplyPolicy policy, @Nullable EapServer eap) {
    this(logins, policy, eap, null);
  }

  /** Nothing but the verdict. */
  public static Access of(Logins logins) {
    return new Access(logins, ReplyPolicy.NONE, null);
  }

  /** The same, and EAP besides. */
  public Access withEap(@Nullable EapServer server) {
    return new Access(logins, policy, server, proxy);
  }

  /** The same, and those of other realms are handed on. */
  public Access withProxy(@Nullable Proxy other) {
    return new Access(logins, policy, eap, other);
  }
}
