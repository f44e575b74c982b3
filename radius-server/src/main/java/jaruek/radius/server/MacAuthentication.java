package jaruek.radius.server;

import jaruek.radius.login.DeviceAddress;
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
 * nothing but its address. Vendors put the address, the shared secret or nothing into the password,
 * by PAP or CHAP; by EAP-MD5 see {@code jaruek.radius.eap}.
 */
final class MacAuthentication {
  private MacAuthentication() {}

  /** The address, as {@code aa:bb:cc:dd:ee:ff}, if this is one. */
  static Optional<String> of(String userName, Packet packet, SharedSecret secret) {
    return DeviceAddress.of(userName, packet)
        .filter(
            mac ->
                DeviceAddress.isCallCheck(packet)
                    || showsNothingElse(mac, userName, packet, secret))
        .map(MacAddress::toString);
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
    String shown = new String(password, StandardCharsets.UTF_8);
    return DeviceAddress.parse(shown).filter(mac::equals).isPresent();
  }

  private static boolean byChap(String userName, Proof.Chap chap, SharedSecret secret) {
    byte[] ofName =
        SharedSecret.chapResponse(
            chap.id(), userName.getBytes(StandardCharsets.UTF_8), chap.challenge());
    return MessageDigest.isEqual(ofName, chap.response())
        || secret.isChapOfSecret(chap.id(), chap.challenge(), chap.response());
  }
}
