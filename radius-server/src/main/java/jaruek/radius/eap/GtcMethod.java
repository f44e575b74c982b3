package jaruek.radius.eap;

import jaruek.radius.login.Proof;
import java.nio.charset.StandardCharsets;

/** EAP-GTC, RFC 3748 section 5.6, with the account's password. */
final class GtcMethod implements Method {
  static final int PASSWORD_BYTES_MAX = 1024;
  private static final byte[] PROMPT = "Password: ".getBytes(StandardCharsets.US_ASCII);

  private final Peer peer;

  GtcMethod(Peer peer) {
    this.peer = peer;
  }

  @Override
  public int type() {
    return EapMethod.GTC.type();
  }

  @Override
  public Step begin(int id) {
    return new Step.Request(type(), PROMPT);
  }

  @Override
  public Step answer(EapPacket response) {
    if (response.data().length > PASSWORD_BYTES_MAX) {
      return new Step.Refused("eap-gtc-too-long", peer.identity());
    }
    return peer.check(
        new Proof.Password(response.data()),
        "gtc",
        (account, keys) -> new Step.Finished(account, peer.identity(), null, peer.method("gtc")));
  }
}
