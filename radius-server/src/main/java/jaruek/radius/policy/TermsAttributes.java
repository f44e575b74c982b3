package jaruek.radius.policy;

import jaruek.radius.account.AccountException;
import jaruek.radius.account.ReplyAttribute;
import jaruek.radius.account.Terms;
import jaruek.radius.account.TermsCheck;
import jaruek.radius.dictionary.Dictionaries;
import jaruek.radius.packet.Attribute;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes that terms name. They are checked when the terms are set, so that a login never
 * fails by them.
 */
public final class TermsAttributes implements TermsCheck {
  /** The most bytes of one owner's attributes: those of user, group and NAS fit a packet. */
  public static final int BYTES_MAX = 1000;

  /** What the server sends itself, and by which setting; empty for none. */
  private static final Map<String, String> RESERVED =
      Map.ofEntries(
          Map.entry("user-name", ""),
          Map.entry("state", ""),
          Map.entry("proxy-state", ""),
          Map.entry("eap-message", ""),
          Map.entry("message-authenticator", ""),
          Map.entry("class", "class"),
          Map.entry("filter-id", "filter"),
          Map.entry("framed-pool", "pool"),
          Map.entry("framed-ip-address", "address"),
          Map.entry("session-timeout", "session-timeout"),
          Map.entry("idle-timeout", "idle-timeout"),
          Map.entry("acct-interim-interval", "interim-interval"),
          Map.entry("tunnel-type", "vlan"),
          Map.entry("tunnel-medium-type", "vlan"),
          Map.entry("tunnel-private-group-id", "vlan"));

  /** What names the NAS and the session in a CoA-Request (RFC 5176 section 3), or is ours. */
  private static final Set<String> NO_CHANGE =
      Set.of(
          "user-name",
          "nas-ip-address",
          "nas-ipv6-address",
          "nas-identifier",
          "nas-port",
          "nas-port-id",
          "framed-ip-address",
          "framed-interface-id",
          "framed-ipv6-prefix",
          "called-station-id",
          "calling-station-id",
          "acct-session-id",
          "acct-multi-session-id",
          "chargeable-user-identity",
          "event-timestamp",
          "state",
          "proxy-state",
          "error-cause",
          "eap-message",
          "user-password",
          "chap-password",
          "message-authenticator");

  private final Dictionaries dictionaries;

  /** By these dictionaries. */
  public TermsAttributes(Dictionaries dictionaries) {
    this.dictionaries = dictionaries;
  }

  @Override
  public void check(Terms terms) {
    int bytes = 0;
    for (ReplyAttribute attribute : terms.attributes()) {
      String setting = RESERVED.get(attribute.name().toLowerCase(Locale.ROOT));
      if (setting != null) {
        String instead = setting.isEmpty() ? "the server sends it itself" : "set '" + setting + "'";
        throw new AccountException(
            "the attribute " + attribute.name() + " is not set by name: " + instead);
      }
      try {
        for (Attribute sent : dictionaries.attributes(attribute.name(), attribute.value())) {
          bytes += 2 + sent.value().length;
        }
      } catch (IllegalArgumentException e) {
        throw new AccountException("the attribute " + e.getMessage());
      }
    }
    if (bytes > BYTES_MAX) {
      throw new AccountException("the attributes take more than " + BYTES_MAX + " bytes");
    }
  }

  /**
   * One that a CoA-Request is to change.
   *
   * @throws AccountException if it cannot be, in words
   */
  public List<Attribute> change(ReplyAttribute attribute) {
    if (NO_CHANGE.contains(attribute.name().toLowerCase(Locale.ROOT))) {
      throw new AccountException(
          "the attribute " + attribute.name() + " names a session or is the server's own");
    }
    try {
      return dictionaries.attributes(attribute.name(), attribute.value());
    } catch (IllegalArgumentException e) {
      throw new AccountException("the attribute " + e.getMessage());
    }
  }

  /** One as it is sent; empty if it cannot be any more, as a dictionary has gone. */
  Optional<List<Attribute>> sent(ReplyAttribute attribute) {
    try {
      return Optional.of(dictionaries.attributes(attribute.name(), attribute.value()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
