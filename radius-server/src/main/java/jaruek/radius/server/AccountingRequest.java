package jaruek.radius.server;

import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Dictionary;
import jaruek.radius.packet.Packet;
import jaruek.radius.session.AccountingEvent;
import jaruek.radius.session.AccountingEvent.Kind;
import jaruek.radius.session.Identification;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What an Accounting-Request says (RFC 2866, 2869, 3162, 4818, 6911): pure. */
final class AccountingRequest {
  private static final long GIGAWORD = 1L << 32;
  private static final HexFormat HEX = HexFormat.of();

  /** 255.255.255.254 and 255.255.255.255 (RFC 2865 section 5.8) and 0.0.0.0 are no addresses. */
  private static final int NO_ADDRESS_FROM = 0xffff_fffe;

  private AccountingRequest() {}

  /** The event that an Acct-Status-Type stands for, RFC 2866 section 5.1; empty for others. */
  static Optional<Kind> kind(Packet packet) {
    long status = packet.number(AttributeType.ACCT_STATUS_TYPE).orElse(0);
    return Optional.ofNullable(
        switch ((int) status) {
          case 1 -> Kind.START;
          case 2 -> Kind.STOP;
          case 3 -> Kind.INTERIM;
          case 7 -> Kind.ON;
          case 8 -> Kind.OFF;
          default -> null;
        });
  }

  /** For the table of sessions. */
  static AccountingEvent event(Exchange exchange, Kind kind, EventTime time) {
    Packet packet = exchange.packet();
    return new AccountingEvent(
        kind,
        time.atMillis(),
        exchange.receivedAtMillis(),
        exchange.client().name(),
        exchange.source(),
        exchange.client().policy().proxy(),
        packet.text(AttributeType.USER_NAME).orElse(null),
        nas(exchange),
        packet.text(AttributeType.ACCT_SESSION_ID).orElse(null),
        address(packet),
        addressV6(packet),
        mac(packet),
        nasPort(packet),
        boxed(packet.number(AttributeType.ACCT_SESSION_TIME)),
        octets(packet, AttributeType.ACCT_INPUT_OCTETS, AttributeType.ACCT_INPUT_GIGAWORDS),
        octets(packet, AttributeType.ACCT_OUTPUT_OCTETS, AttributeType.ACCT_OUTPUT_GIGAWORDS),
        cause(packet),
        identification(packet));
  }

  private static Identification identification(Packet packet) {
    return new Identification(
        nasAddress(packet).map(IpAddress::bytes).orElse(null),
        packet.text(AttributeType.NAS_IDENTIFIER).orElse(null),
        packet.text(AttributeType.CALLING_STATION_ID).orElse(null),
        packet.number(AttributeType.NAS_PORT),
        packet.text(AttributeType.NAS_PORT_ID).orElse(null),
        packet.text(AttributeType.ACCT_MULTI_SESSION_ID).orElse(null),
        packet.octets(AttributeType.CLASS).orElse(null));
  }

  /** For the store. */
  static IdentityEvent identity(AccountingEvent event, Packet packet) {
    // On and Off may be the same to the byte after each reboot, and a second one counts
    boolean ofSession = event.sessionId() != null && !event.kind().ofNas();
    return new IdentityEvent(
        event.kind().word(),
        event.atMillis(),
        event.userName(),
        text(event.address()),
        text(event.addressV6()),
        text(event.mac()),
        packet.text(AttributeType.CALLED_STATION_ID).orElse(null),
        event.nas(),
        event.nasPort(),
        event.sessionId(),
        event.seconds(),
        event.inputBytes(),
        event.outputBytes(),
        event.cause(),
        null,
        ofSession ? HEX.formatHex(packet.authenticator()) : null);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /** Framed-IP-Address, if it is one. */
  static @Nullable IpAddress address(Packet packet) {
    OptionalLong bits = packet.number(AttributeType.FRAMED_IP_ADDRESS);
    if (bits.isEmpty() || bits.getAsLong() == 0) return null;
    int address = (int) bits.getAsLong();
    return Integer.compareUnsigned(address, NO_ADDRESS_FROM) >= 0
        ? null
        : IpAddress.ofIpv4(address);
  }

  /**
   * The address of its own if the NAS tells one, else prefix and interface id together, else the
   * prefix's first address, else that of the prefix delegated to the user's router.
   */
  static @Nullable IpAddress addressV6(Packet packet) {
    Optional<IpAddress> own =
        packet.address(AttributeType.FRAMED_IPV6_ADDRESS).filter(a -> !a.isIpv4());
    return own.or(() -> packet.prefix(AttributeType.FRAMED_IPV6_PREFIX).map(p -> within(p, packet)))
        .or(() -> packet.prefix(AttributeType.DELEGATED_IPV6_PREFIX).map(Cidr::first))
        .filter(a -> !a.equals(IpAddress.UNSPECIFIED))
        .orElse(null);
  }

  private static IpAddress within(Cidr prefix, Packet packet) {
    byte[] id = packet.octets(AttributeType.FRAMED_INTERFACE_ID).orElse(new byte[0]);
    if (id.length != 8 || prefix.prefixLength() > 64) return prefix.first();
    long low = 0;
    for (byte b : id) low = low << 8 | b & 0xff;
    return new IpAddress(prefix.first().high(), low);
  }

  static @Nullable MacAddress mac(Packet packet) {
    return packet.text(AttributeType.CALLING_STATION_ID).flatMap(MacAddress::parse).orElse(null);
  }

  /** NAS-IP-Address, NAS-IPv6-Address, NAS-Identifier, or where it came from. */
  static String nas(Exchange exchange) {
    Packet packet = exchange.packet();
    return nasAddress(packet)
        .map(IpAddress::toString)
        .or(() -> packet.text(AttributeType.NAS_IDENTIFIER))
        .orElseGet(() -> exchange.source().toString());
  }

  private static Optional<IpAddress> nasAddress(Packet packet) {
    return packet
        .address(AttributeType.NAS_IP_ADDRESS)
        .or(() -> packet.address(AttributeType.NAS_IPV6_ADDRESS));
  }

  static @Nullable String nasPort(Packet packet) {
    Optional<String> id = packet.text(AttributeType.NAS_PORT_ID);
    if (id.isPresent()) return id.get();
    OptionalLong port = packet.number(AttributeType.NAS_PORT);
    return port.isPresent() ? Long.toString(port.getAsLong()) : null;
  }

  private static @Nullable Long octets(Packet packet, int low, int gigawords) {
    OptionalLong octets = packet.number(low);
    OptionalLong words = packet.number(gigawords);
    if (octets.isEmpty() && words.isEmpty()) return null;
    // 2^63 octets and more are not counted by a NAS
    return Math.clamp(words.orElse(0), 0, Integer.MAX_VALUE) * GIGAWORD + octets.orElse(0);
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
