package jaruek.radius.server;

import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import org.jspecify.annotations.Nullable;

/** Identity events of logins: pure. Those of accounting are {@link AccountingRequest}'s. */
final class Events {
  private Events() {}

  /**
   * A login let in.
   *
   * @param userName who it is: the name inside the tunnel, the device's address in its one form
   */
  static IdentityEvent accept(Exchange exchange, String userName) {
    return event("accept", exchange, userName, null);
  }

  /** A login kept out, and why. */
  static IdentityEvent reject(Exchange exchange, String reason) {
    return reject(exchange, userName(exchange), reason);
  }

  /** A request that got no answer: of it nothing but where it came from. */
  static IdentityEvent dropped(IpAddress source, long atMillis, String reason) {
    return new IdentityEvent(
        "reject",
        atMillis,
        null,
        null,
        null,
        null,
        null,
        source.toString(),
        null,
        null,
        null,
        null,
        null,
        null,
        reason,
        null);
  }

  /** The same with a name from inside the tunnel. */
  static IdentityEvent reject(Exchange exchange, @Nullable String userName, String reason) {
    return event("reject", exchange, userName, reason);
  }

  /**
   * A login that a home server let in, under the name that the NAS has been given for it.
   *
   * @param detail home server, realm, and what it said about the user
   */
  static IdentityEvent proxied(Exchange exchange, String detail) {
    return event("accept", exchange, userName(exchange), detail, "proxy");
  }

  /** A login of another realm kept out, by whomever. */
  static IdentityEvent notProxied(Exchange exchange, @Nullable String detail, String reason) {
    return event("reject", exchange, userName(exchange), detail, reason);
  }

  private static @Nullable String userName(Exchange exchange) {
    return exchange.packet().text(AttributeType.USER_NAME).orElse(null);
  }

  private static IdentityEvent event(
      String word, Exchange exchange, @Nullable String userName, @Nullable String reason) {
    return event(word, exchange, userName, null, reason);
  }

  private static IdentityEvent event(
      String word,
      Exchange exchange,
      @Nullable String userName,
      @Nullable String cause,
      @Nullable String reason) {
    Packet packet = exchange.packet();
    return new IdentityEvent(
        word,
        EventTime.of(packet, exchange.receivedAtMillis()).atMillis(),
        userName,
        text(AccountingRequest.address(packet)),
        text(AccountingRequest.addressV6(packet)),
        text(AccountingRequest.mac(packet)),
        packet.text(AttributeType.CALLED_STATION_ID).orElse(null),
        AccountingRequest.nas(exchange),
        AccountingRequest.nasPort(packet),
        packet.text(AttributeType.ACCT_SESSION_ID).orElse(null),
        null,
        null,
        null,
        cause,
        reason,
        null);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
