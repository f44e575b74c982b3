package jaruek.radius.eap;

import jaruek.radius.login.Proof;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** EAP-MD5, RFC 3748 section 5.4: CHAP with the EAP identifier. */
final class Md5Method implements Method {
  private static final int CHALLENGE_BYTES = 16;
  private static final int RESPONSE_BYTES = 16;

  private final Peer peer;
  private final byte[] challenge = new byte[CHALLENGE_BYTES];

  Md5Method(Peer peer, SecureRandom random) {
    this.peer = peer;
    random.nextBytes(challenge);
  }

  @Override
  public int type() {
    return EapMethod.MD5.type();
  }

  @Override
  public Step begin(int id) {
    byte[] data = new byte[1 + CHALLENGE_BYTES];
    data[0] = CHALLENGE_BYTES;
    System.arraycopy(challenge, 0, data, 1, CHALLENGE_BYTES);
    return new Step.Request(type(), data);
  }

  @Override
  public Step answer(EapPacket response) {
    Proof.Chap proof = proof(response);
    if (proof == null) return new Step.Refused("eap-md5-malformed", peer.identity());
    return peer.check(
        proof,
        "md5",
        (account, keys) -> new Step.Finished(account, peer.identity(), null, peer.method("md5")));
  }

  /** What the response shows; null if it is malformed. */
  Proof.@Nullable Chap proof(EapPacket response) {
    byte[] data = response.data();
    if (data.length < 1 + RESPONSE_BYTES || data[0] != RESPONSE_BYTES) return null;
    byte[] value = Arrays.copyOfRange(data, 1, 1 + RESPONSE_BYTES);
    return new Proof.Chap(response.id(), challenge, value);
  }
}
