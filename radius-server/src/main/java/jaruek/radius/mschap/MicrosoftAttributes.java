package jaruek.radius.mschap;

import jaruek.radius.account.Refusal;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.Salts;
import jaruek.radius.packet.SharedSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Microsoft's RADIUS attributes for MS-CHAP and MPPE, RFC 2548: reading and writing. */
public final class MicrosoftAttributes {
  /** Microsoft. */
  public static final int VENDOR = 311;

  private static final int RESPONSE = 1;
  private static final int ERROR = 2;
  private static final int CPW_1 = 3;
  private static final int CPW_2 = 4;
  private static final int ENCRYPTION_POLICY = 7;
  private static final int ENCRYPTION_TYPES = 8;
  private static final int CHALLENGE = 11;
  private static final int MPPE_KEYS = 12;
  private static final int SEND_KEY = 16;
  private static final int RECEIVE_KEY = 17;
  private static final int RESPONSE_2 = 25;
  private static final int SUCCESS_2 = 26;
  private static final int CPW_2_V2 = 27;

  private static final int RESPONSE_LENGTH = 50;
  private static final int NT_RESPONSE_AT = 26;
  private static final int ENCRYPTION_ALLOWED = 1;
  private static final int RC4_40_OR_128_BITS = 6;

  private MicrosoftAttributes() {}

  /** What a request shows by them. */
  public sealed interface Shown {}

  /** MS-CHAPv1, section 2.1.3. */
  public record Version1(int ident, byte[] challenge, byte[] ntResponse) implements Shown {}

  /** MS-CHAPv2, section 2.3.2. */
  public record Version2(int ident, byte[] challenge, byte[] peerChallenge, byte[] ntResponse)
      implements Shown {}

  /** Nothing that can be checked: a wish to change the password (sections 2.1.6, 2.3.4) too. */
  public record Unusable(int ident, Refusal why) implements Shown {}

  /** Whether there is anything of MS-CHAP in a request. */
  public static boolean in(Packet packet) {
    for (int type : new int[] {RESPONSE_2, RESPONSE, CPW_2_V2, CPW_2, CPW_1}) {
      if (packet.vendorOctets(VENDOR, type).isPresent()) return true;
    }
    return false;
  }

  /** Reads a request in which there is. */
  public static Shown read(Packet packet) {
    for (int type : new int[] {CPW_2_V2, CPW_2, CPW_1}) {
      byte[] change = packet.vendorOctets(VENDOR, type).orElse(new byte[0]);
      if (change.length > 1) return new Unusable(change[1] & 0xff, Refusal.PASSWORD_CHANGE);
    }
    byte[] challenge = packet.vendorOctets(VENDOR, CHALLENGE).orElse(new byte[0]);
    byte[] second = packet.vendorOctets(VENDOR, RESPONSE_2).orElse(new byte[0]);
    if (second.length > 0) return version2(challenge, second);
    return version1(challenge, packet.vendorOctets(VENDOR, RESPONSE).orElse(new byte[0]));
  }

  private static Shown version2(byte[] challenge, byte[] response) {
    int ident = response[0] & 0xff;
    if (response.length != RESPONSE_LENGTH) return new Unusable(ident, Refusal.MSCHAP_MALFORMED);
    if (challenge.length != MsChap.CHALLENGE2_BYTES) {
      return new Unusable(ident, Refusal.MSCHAP_NO_CHALLENGE);
    }
    return new Version2(
        ident,
        challenge,
        bytes(response, 2, MsChap.CHALLENGE2_BYTES),
        bytes(response, NT_RESPONSE_AT, MsChap.RESPONSE_BYTES));
  }

  private static Shown version1(byte[] challenge, byte[] response) {
    if (response.length == 0) return new Unusable(0, Refusal.MSCHAP_MALFORMED);
    int ident = response[0] & 0xff;
    if (response.length != RESPONSE_LENGTH) return new Unusable(ident, Refusal.MSCHAP_MALFORMED);
    if (challenge.length != MsChap.CHALLENGE_BYTES) {
      return new Unusable(ident, Refusal.MSCHAP_NO_CHALLENGE);
    }
    // flag 0: only the LM response counts, which a pocket computer turns into the password
    if ((response[1] & 1) == 0) return new Unusable(ident, Refusal.MSCHAP_LM);
    return new Version1(ident, challenge, bytes(response, NT_RESPONSE_AT, MsChap.RESPONSE_BYTES));
  }

  private static byte[] bytes(byte[] from, int at, int length) {
    return Arrays.copyOfRange(from, at, at + length);
  }

  /** MS-CHAP2-Success, section 2.3.3. */
  public static Attribute success2(int ident, String authenticatorResponse) {
    return of(SUCCESS_2, text(ident, authenticatorResponse));
  }

  /**
   * MS-CHAP-Error, section 2.1.5; the format of RFC 2759 section 6. No retry is offered: the next
   * try is a new login.
   *
   * @param challenge fresh random bytes, as many as the version has
   */
  public static Attribute error(int ident, MsChapError error, byte[] challenge) {
    String text =
        "E=%d R=0 C=%s V=3 M=%s"
            .formatted(
                error.code(),
                HexFormat.of().formatHex(challenge).toUpperCase(Locale.ROOT),
                error.message());
    return of(ERROR, text(ident, text));
  }

  private static byte[] text(int ident, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + ascii.length).put((byte) ident).put(ascii).array();
  }

  /** MS-CHAP-MPPE-Keys, section 2.4.1, and what may be encrypted with them. */
  public static List<Attribute> keys1(
      MsChapKeys keys, SharedSecret secret, byte[] requestAuthenticator) {
    // eight zeros where the LM key was
    byte[] plain = ByteBuffer.allocate(32).put(8, keys.passwordHashHash()).array();
    return List.of(of(MPPE_KEYS, secret.hide(plain, requestAuthenticator)), policy(), types());
  }

  /** The keys of MS-CHAPv2, and what may be encrypted with them. */
  public static List<Attribute> keys2(
      MppeKeys keys, SharedSecret secret, byte[] requestAuthenticator, Salts salts) {
    return List.of(
        sendKey(keys.send(), secret, requestAuthenticator, salts),
        receiveKey(keys.receive(), secret, requestAuthenticator, salts),
        policy(),
        types());
  }

  /**
   * The two halves of an EAP master session key, RFC 3579 section 3.16 and RFC 2548 section 2.4.2:
   * what the NAS shares with the device.
   *
   * @param msk 64 bytes
   */
  public static List<Attribute> keys(
      byte[] msk, SharedSecret secret, byte[] requestAuthenticator, Salts salts) {
    if (msk.length != 64) throw new IllegalArgumentException("an MSK of " + msk.length + " bytes");
    return List.of(
        receiveKey(bytes(msk, 0, 32), secret, requestAuthenticator, salts),
        sendKey(bytes(msk, 32, 32), secret, requestAuthenticator, salts));
  }

  private static Attribute sendKey(
      byte[] key, SharedSecret secret, byte[] requestAuthenticator, Salts salts) {
    return of(SEND_KEY, secret.hideSalted(key, requestAuthenticator, salts.next()));
  }

  private static Attribute receiveKey(
      byte[] key, SharedSecret secret, byte[] requestAuthenticator, Salts salts) {
    return of(RECEIVE_KEY, secret.hideSalted(key, requestAuthenticator, salts.next()));
  }

  private static Attribute policy() {
    return of(ENCRYPTION_POLICY, new byte[] {0, 0, 0, ENCRYPTION_ALLOWED});
  }

  private static Attribute types() {
    return of(ENCRYPTION_TYPES, new byte[] {0, 0, 0, RC4_40_OR_128_BITS});
  }

  private static Attribute of(int type, byte[] value) {
    return Attribute.vendor(VENDOR, type, value);
  }
}
