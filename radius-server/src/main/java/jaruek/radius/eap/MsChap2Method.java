package jaruek.radius.eap;

import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import jaruek.radius.mschap.MppeKeys;
import jaruek.radius.mschap.MsChap;
import jaruek.radius.mschap.MsChapError;
import jaruek.radius.mschap.MsChapKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** EAP-MSCHAPv2, draft-kamath-pppext-eap-mschapv2: each side proves that it knows the password. */
final class MsChap2Method implements Method {
  private static final int CHALLENGE = 1;
  private static final int RESPONSE = 2;
  private static final int SUCCESS = 3;
  private static final int FAILURE = 4;

  private static final int HEADER_BYTES = 4;
  private static final int VALUE_BYTES = 49;
  private static final int NAME_OFFSET = HEADER_BYTES + 1 + VALUE_BYTES;
  private static final int NAME_BYTES_MAX = 256;
  private static final byte[] SERVER_NAME = "jaruek".getBytes(StandardCharsets.US_ASCII);

  private final Peer peer;
  private final SecureRandom random;
  private final byte[] challenge = new byte[MsChap.CHALLENGE2_BYTES];
  private int exchangeId;
  private @Nullable Step end;
  private int endOpcode;

  MsChap2Method(Peer peer, SecureRandom random) {
    this.peer = peer;
    this.random = random;
    random.nextBytes(challenge);
  }

  @Override
  public int type() {
    return EapMethod.MSCHAPV2.type();
  }

  @Override
  public Step begin(int id) {
    exchangeId = id;
    byte[] value =
        ByteBuffer.allocate(1 + challenge.length + SERVER_NAME.length)
            .put((byte) challenge.length)
            .put(challenge)
            .put(SERVER_NAME)
            .array();
    return request(CHALLENGE, value);
  }

  private Step request(int opcode, byte[] value) {
    int length = HEADER_BYTES + value.length;
    return new Step.Request(
        type(),
        ByteBuffer.allocate(length)
            .put((byte) opcode)
            .put((byte) exchangeId)
            .putShort((short) length)
            .put(value)
            .array());
  }

  @Override
  public Step answer(EapPacket packet) {
    byte[] data = packet.data();
    if (data.length == 0) return refused("mschapv2-malformed");
    return end == null ? response(data) : acknowledged(data[0] & 0xff, end);
  }

  /** The draft's section 2.3 and 2.5: what comes after our success or failure. */
  private Step acknowledged(int opcode, Step wanted) {
    if (opcode == endOpcode) return wanted;
    if (wanted instanceof Step.Refused) return wanted;
    return refused(
        opcode == FAILURE ? "mschapv2-peer-refused-our-proof" : "mschapv2-opcode-unexpected");
  }

  private Step response(byte[] data) {
    if ((data[0] & 0xff) != RESPONSE) return refused("mschapv2-opcode-unexpected");
    if (data.length < NAME_OFFSET || (data[HEADER_BYTES] & 0xff) != VALUE_BYTES) {
      return refused("mschapv2-malformed");
    }
    int length = (data[2] & 0xff) << 8 | data[3] & 0xff;
    if (length < NAME_OFFSET || length > data.length || length > NAME_OFFSET + NAME_BYTES_MAX) {
      return refused("mschapv2-malformed");
    }
    if ((data[1] & 0xff) != exchangeId) return refused("mschapv2-id-mismatch");
    byte[] hashed = MsChap.withoutDomain(Arrays.copyOfRange(data, NAME_OFFSET, length));
    byte[] identity = MsChap.withoutDomain(peer.identity().getBytes(StandardCharsets.UTF_8));
    if (!sameName(hashed, identity)) return refused("mschapv2-name-differs");
    int value = HEADER_BYTES + 1;
    byte[] peerChallenge = Arrays.copyOfRange(data, value, value + 16);
    byte[] ntResponse = Arrays.copyOfRange(data, value + 24, value + 48);
    return peer.check(
        new Proof.MsChap2(challenge, peerChallenge, hashed, ntResponse),
        "mschapv2",
        (account, keys) -> {
          if (keys == null) return refused("mschapv2-no-keys");
          end =
              new Step.Finished(
                  account, peer.identity(), msk(keys, ntResponse), peer.method("mschapv2"));
          endOpcode = SUCCESS;
          String proof =
              MsChap.authenticatorResponse(keys, challenge, peerChallenge, hashed, ntResponse);
          return request(SUCCESS, (proof + " M=OK").getBytes(StandardCharsets.US_ASCII));
        },
        this::fail);
  }

  /** Some peers add their realm to one of the two. */
  private static boolean sameName(byte[] hashed, byte[] identity) {
    String one = new String(hashed, StandardCharsets.UTF_8);
    String other = new String(identity, StandardCharsets.UTF_8);
    return one.equals(other) || withoutRealm(one).equals(withoutRealm(other));
  }

  private static String withoutRealm(String name) {
    int at = name.lastIndexOf('@');
    return at < 0 ? name : name.substring(0, at);
  }

  /** RFC 2759 section 6: no retry, and a new challenge as the form wants it. */
  private Step fail(Outcome.Refused outcome) {
    end = refused(outcome.why().word());
    endOpcode = FAILURE;
    MsChapError error = MsChapError.of(outcome.why());
    byte[] fresh = new byte[MsChap.CHALLENGE2_BYTES];
    random.nextBytes(fresh);
    String text =
        "E=%d R=0 C=%s V=3 M=%s"
            .formatted(
                error.code(),
                HexFormat.of().formatHex(fresh).toUpperCase(Locale.ROOT),
                error.message());
    return request(FAILURE, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The draft's section 3.2: both MPPE keys of 128 bits, receiving first, filled up. */
  private static byte[] msk(MsChapKeys keys, byte[] ntResponse) {
    MppeKeys mppe = MppeKeys.of(keys, ntResponse);
    byte[] msk = new byte[64];
    System.arraycopy(mppe.receive(), 0, msk, 0, 16);
    System.arraycopy(mppe.send(), 0, msk, 16, 16);
    return msk;
  }

  private Step refused(String reason) {
    return new Step.Refused(reason, peer.identity());
  }
}
