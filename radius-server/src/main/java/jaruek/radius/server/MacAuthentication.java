package jaruek.radius.server;

import jaruek.radius.login.Proof;
import jaruek.radius.mschap.MicrosoftAttributes;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.record.MacAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * MAC authentication (MAB): a switch or access point asks whether a device may come in that shows
 * nothing but its address. Vendors write the address in a dozen ways and put it, the shared secret
 * or nothing into the password, by PAP or CHAP. What they have in common: User-Name and
 * Calling-Station-Id are the same address. A person who types a device's address into a login page
 * comes from another one, and stays a person.
 */
final class MacAuthentication {
  private static final long SERVICE_TYPE_CALL_CHECK = 10;

  private MacAuthentication() {}

  /** The address, as {@code aa:bb:cc:dd:ee:ff}, if this is one. */
  static Optional<String> of(String userName, Packet packet, SharedSecret secret) {
    if (userName.length() > 17) return Optional.empty();
    Optional<MacAddress> name = address(userName);
    if (name.isEmpty()) return Optional.empty();
    boolean callCheck =
        packet.number(AttributeType.SERVICE_TYPE).orElse(0) == SERVICE_TYPE_CALL_CHECK;
    Optional<String> station = packet.text(AttributeType.CALLING_STATION_ID);
    boolean sameStation = station.flatMap(MacAuthentication::address).equals(name);
    if (!sameStation && (station.isPresent() || !callCheck)) return Optional.empty();
    boolean shown = callCheck || showsNothingElse(name.get(), userName, packet, secret);
    return shown ? name.map(MacAddress::toString) : Optional.empty();
  }

  /** MikroTik writes spaces too, if told to. */
  private static Optional<MacAddress> address(String text) {
    return MacAddress.parse(text.replace(' ', ':'));
  }

  private static boolean showsNothingElse(
      MacAddress mac, String userName, Packet packet, SharedSecret secret) {
    if (packet.has(AttributeType.USER_PASSWORD)) return byPap(mac, packet, secret);
    if (packet.has(AttributeType.CHAP_PASSWORD)) {
      return byChap(userName, Credentials.chapOf(packet), secret);
    }
    return !MicrosoftAttributes.in(packet);
  }

  private static boolean byPap(MacAddress mac, Packet packet, SharedSecret secret) {
    byte[] hidden = packet.octets(AttributeType.USER_PASSWORD).orElseThrow();
    byte[] password = secret.reveal(hidden, packet.authenticator());
    if (password.length == 0 || secret.isSecret(password)) return true;
    return address(new String(password, StandardCharsets.UTF_8)).filter(mac::equals).isPresent();
  }

  private static boolean byChap(String userName, Proof.Chap chap, SharedSecret secret) {
    byte[] ofName =
        SharedSecret.chapResponse(
            chap.id(), userName.getBytes(StandardCharsets.UTF_8), chap.challenge());
    return MessageDigest.isEqual(ofName, chap.response())
        || secret.isChapOfSecret(chap.id(), chap.challenge(), chap.response());
  }
}
