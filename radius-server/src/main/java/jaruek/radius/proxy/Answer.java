package jaruek.radius.proxy;

import jaruek.radius.packet.Attribute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a login that was handed on. */
public sealed interface Answer {
  /**
   * The home server's reply, made ours: filtered, keys hidden anew for the NAS.
   *
   * @param code Access-Accept, -Reject or -Challenge
   * @param homeServer its name
   * @param userName the name it gave the user, with the realm; null if it gave none that may be
   * @param chargeableUserIdentity of RFC 4372, as text if it is printable, else in hex
   */
  record Replied(
      int code,
      List<Attribute> attributes,
      String homeServer,
      @Nullable String userName,
      @Nullable String chargeableUserIdentity)
      implements Answer {}

  /**
   * None, or it is not wanted.
   *
   * @param homeServer the last one asked; null if none was
   */
  record None(ProxyReason why, @Nullable String homeServer) implements Answer {}
}
