package jaruek.radius.server;

import jaruek.radius.account.Refusal;
import jaruek.radius.login.Proof;
import jaruek.radius.mschap.MicrosoftAttributes;
import jaruek.radius.mschap.MsChap;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an Access-Request without EAP shows. */
sealed interface Credentials {
  /**
   * Something that can be checked.
   *
   * @param method the word for it, see {@link jaruek.radius.login.Asking}
   * @param ident of MS-CHAP, 0-255; 0 for others
   */
  record Shown(String userName, Proof proof, String method, int ident) implements Credentials {}

  /**
   * Nothing that can be.
   *
   * @param ident of MS-CHAP; null for others, which get no MS-CHAP-Error
   */
  record Unusable(Refusal why, @Nullable Integer ident) implements Credentials {}

  /** Reads them: pure. */
  static Credentials of(Packet packet, RadiusClient client) {
    String user = packet.text(AttributeType.USER_NAME).orElse("");
    if (user.isEmpty()) return new Unusable(Refusal.NO_USER_NAME, null);
    Optional<String> mac = MacAuthentication.of(user, packet, client.secret());
    if (mac.isPresent()) return device(mac.get(), client);
    if (packet.has(AttributeType.USER_PASSWORD)) return pap(user, packet, client);
    if (packet.has(AttributeType.CHAP_PASSWORD)) return chap(user, packet, client);
    if (MicrosoftAttributes.in(packet)) return msChap(user, MicrosoftAttributes.read(packet));
    return new Unusable(Refusal.NO_PASSWORD, null);
  }

  private static Credentials device(String mac, RadiusClient client) {
    if (!client.policy().macAuthentication()) return new Unusable(Refusal.MAC_NOT_ALLOWED, null);
    return new Shown(mac, new Proof.Mac(mac), "mac", 0);
  }

  private static Credentials pap(String user, Packet packet, RadiusClient client) {
    byte[] hidden = packet.octets(AttributeType.USER_PASSWORD).orElseThrow();
    byte[] password = client.secret().reveal(hidden, packet.authenticator());
    return new Shown(user, new Proof.Password(password), "pap", 0);
  }

  private static Credentials chap(String user, Packet packet, RadiusClient client) {
    // RADIUS/1.1 has no authenticator to be the challenge: RFC 9765 section 5.1.2
    boolean challenged = packet.has(AttributeType.CHAP_CHALLENGE) || !client.secret().isNone();
    if (!challenged) return new Unusable(Refusal.NO_PASSWORD, null);
    return new Shown(user, chapOf(packet), "chap", 0);
  }

  /** Of a packet that has it: the structure check saw to its length. */
  static Proof.Chap chapOf(Packet packet) {
    byte[] chap = packet.octets(AttributeType.CHAP_PASSWORD).orElseThrow();
    byte[] challenge = packet.octets(AttributeType.CHAP_CHALLENGE).orElseGet(packet::authenticator);
    return new Proof.Chap(chap[0] & 0xff, challenge, Arrays.copyOfRange(chap, 1, chap.length));
  }

  private static Credentials msChap(String user, MicrosoftAttributes.Shown shown) {
    return switch (shown) {
      case MicrosoftAttributes.Version1 v1 ->
          new Shown(user, new Proof.MsChap(v1.challenge(), v1.ntResponse()), "mschap", v1.ident());
      case MicrosoftAttributes.Version2 v2 -> {
        byte[] hashed = MsChap.withoutDomain(user.getBytes(StandardCharsets.UTF_8));
        Proof proof =
            new Proof.MsChap2(v2.challenge(), v2.peerChallenge(), hashed, v2.ntResponse());
        yield new Shown(user, proof, "mschapv2", v2.ident());
      }
      case MicrosoftAttributes.Unusable(int ident, Refusal why) -> new Unusable(why, ident);
    };
  }
}
