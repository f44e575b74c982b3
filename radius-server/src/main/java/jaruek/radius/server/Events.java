package jaruek.radius.server;

import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Dictionary;
import jaruek.radius.packet.Packet;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Identity events from requests: pure. */
final class Events {
  /** Event-Timestamps before 2000 come from a NAS that has not set its clock. */
  private static final long EVENT_TIMESTAMP_SECONDS_MIN = 946_684_800;

  private static final long GIGAWORD = 1L << 32;

  private Events() {}

  /**
   * A login let in.
   *
   * @param userName who it is: the name inside the tunnel, the device's address in its one form
   */
  static IdentityEvent accept(Exchange exchange, String userName) {
    return event("accept", exchange, userName, null, null);
  }

  /** A login kept out, and why. */
  static IdentityEvent reject(Exchange exchange, String reason) {
    return reject(exchange, userName(exchange), reason);
  }

  /** The same with a name from inside the tunnel. */
  static IdentityEvent reject(Exchange exchange, @Nullable String userName, String reason) {
    return event("reject", exchange, userName, reason, null);
  }

  private static @Nullable String userName(Exchange exchange) {
    return exchange.packet().text(AttributeType.USER_NAME).orElse(null);
  }

  /** An accounting event; its word comes from {@link #accountingWord}. */
  static IdentityEvent accounting(Exchange exchange, String word) {
    // On and Off may be the same to the byte after each reboot, and a second one counts
    boolean ofSession =
        exchange.packet().has(AttributeType.ACCT_SESSION_ID) && !word.startsWith("accounting-");
    String authenticator = HexFormat.of().formatHex(exchange.packet().authenticator());
    return event(word, exchange, userName(exchange), null, ofSession ? authenticator : null);
  }

  /** The event that an Acct-Status-Type stands for, RFC 2866 section 5.1; empty for others. */
  static Optional<String> accountingWord(Packet packet) {
    long status = packet.number(AttributeType.ACCT_STATUS_TYPE).orElse(0);
    return Optional.ofNullable(
        switch ((int) status) {
          case 1 -> "start";
          case 2 -> "stop";
          case 3 -> "interim";
          case 7 -> "accounting-on";
          case 8 -> "accounting-off";
          default -> null;
        });
  }

  private static IdentityEvent event(
      String word,
      Exchange exchange,
      @Nullable String userName,
      @Nullable String reason,
      @Nullable String request) {
    Packet packet = exchange.packet();
    return new IdentityEvent(
        word,
        eventAtMillis(packet, exchange.receivedAtMillis()),
        userName,
        packet
            .address(AttributeType.FRAMED_IP_ADDRESS)
            .filter(IpAddress::isIpv4)
            .map(IpAddress::toString)
            .orElse(null),
        addressV6(packet),
        packet
            .text(AttributeType.CALLING_STATION_ID)
            .flatMap(MacAddress::parse)
            .map(MacAddress::toString)
            .orElse(null),
        packet.text(AttributeType.CALLED_STATION_ID).orElse(null),
        nas(exchange),
        nasPort(packet),
        packet.text(AttributeType.ACCT_SESSION_ID).orElse(null),
        boxed(packet.number(AttributeType.ACCT_SESSION_TIME)),
        octets(packet, AttributeType.ACCT_INPUT_OCTETS, AttributeType.ACCT_INPUT_GIGAWORDS),
        octets(packet, AttributeType.ACCT_OUTPUT_OCTETS, AttributeType.ACCT_OUTPUT_GIGAWORDS),
        cause(packet),
        reason,
        request);
  }

  private static long eventAtMillis(Packet packet, long receivedAtMillis) {
    long stamp = packet.number(AttributeType.EVENT_TIMESTAMP).orElse(0);
    if (stamp >= EVENT_TIMESTAMP_SECONDS_MIN) return stamp * 1000;
    return receivedAtMillis - packet.number(AttributeType.ACCT_DELAY_TIME).orElse(0) * 1000;
  }

  private static @Nullable String addressV6(Packet packet) {
    return packet
        .address(AttributeType.FRAMED_IPV6_ADDRESS)
        .or(() -> packet.prefix(AttributeType.FRAMED_IPV6_PREFIX).map(Cidr::first))
        .map(IpAddress::toString)
        .orElse(null);
  }

  private static String nas(Exchange exchange) {
    Packet packet = exchange.packet();
    return packet
        .address(AttributeType.NAS_IP_ADDRESS)
        .or(() -> packet.address(AttributeType.NAS_IPV6_ADDRESS))
        .map(IpAddress::toString)
        .or(() -> packet.text(AttributeType.NAS_IDENTIFIER))
        .orElseGet(() -> exchange.source().toString());
  }

  private static @Nullable String nasPort(Packet packet) {
    Optional<String> id = packet.text(AttributeType.NAS_PORT_ID);
    if (id.isPresent()) return id.get();
    OptionalLong port = packet.number(AttributeType.NAS_PORT);
    return port.isPresent() ? Long.toString(port.getAsLong()) : null;
  }

  private static @Nullable Long octets(Packet packet, int low, int gigawords) {
    OptionalLong octets = packet.number(low);
    OptionalLong words = packet.number(gigawords);
    if (octets.isEmpty() && words.isEmpty()) return null;
    return words.orElse(0) * GIGAWORD + octets.orElse(0);
  }

  private static @Nullable String cause(Packet packet) {
    OptionalLong cause = packet.number(AttributeType.ACCT_TERMINATE_CAUSE);
    if (cause.isEmpty()) return null;
    return Dictionary.word(AttributeType.ACCT_TERMINATE_CAUSE, cause.getAsLong())
        .map(word -> word.toLowerCase(Locale.ROOT))
        .orElseGet(() -> "cause-" + cause.getAsLong());
  }

  private static @Nullable Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
