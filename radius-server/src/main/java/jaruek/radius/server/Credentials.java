package jaruek.radius.server;

import jaruek.radius.login.Proof;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.SharedSecret;
import java.util.Arrays;
import java.util.Optional;

/** What an Access-Request without EAP shows. */
sealed interface Credentials {
  /**
   * Something that can be checked.
   *
   * @param method the word for it, see {@link jaruek.radius.login.Asking}
   */
  record Shown(String userName, Proof proof, String method) implements Credentials {}

  /** Nothing that can be. */
  record Unusable(String reason) implements Credentials {}

  /** Reads them: pure. */
  static Credentials of(Packet packet, SharedSecret secret) {
    Optional<String> user = packet.text(AttributeType.USER_NAME);
    if (user.isEmpty()) return new Unusable("no-user-name");
    if (packet.has(AttributeType.USER_PASSWORD)) return pap(user.get(), packet, secret);
    if (packet.has(AttributeType.CHAP_PASSWORD)) return chap(user.get(), packet);
    return new Unusable("no-password");
  }

  private static Credentials pap(String user, Packet packet, SharedSecret secret) {
    byte[] hidden = packet.octets(AttributeType.USER_PASSWORD).orElseThrow();
    byte[] password = secret.reveal(hidden, packet.authenticator());
    return new Shown(user, new Proof.Password(password), "pap");
  }

  private static Credentials chap(String user, Packet packet) {
    byte[] chap = packet.octets(AttributeType.CHAP_PASSWORD).orElseThrow();
    byte[] challenge = packet.octets(AttributeType.CHAP_CHALLENGE).orElseGet(packet::authenticator);
    byte[] response = Arrays.copyOfRange(chap, 1, chap.length);
    return new Shown(user, new Proof.Chap(chap[0] & 0xff, challenge, response), "chap");
  }
}
