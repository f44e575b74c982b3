package jaruek.radius.mschap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The MPPE session keys that come of MS-CHAPv2, RFC 3079 section 3.4, as the server has them.
 *
 * @param send what the server encrypts with: 16 bytes
 * @param receive what it decrypts with: 16 bytes
 */
public record MppeKeys(byte[] send, byte[] receive) {
  private static final int KEY_BYTES = 16;
  private static final byte[] ZEROS = new byte[40];
  private static final byte[] PAD = new byte[40];
  private static final byte[] MAGIC_MASTER = ascii("This is the MPPE Master Key");
  private static final byte[] MAGIC_CLIENT_SENDS =
      ascii("On the client side, this is the send key; on the server side, it is the receive key.");
  private static final byte[] MAGIC_SERVER_SENDS =
      ascii("On the client side, this is the receive key; on the server side, it is the send key.");

  static {
    Arrays.fill(PAD, (byte) 0xf2);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Of a login by MS-CHAPv2. */
  public static MppeKeys of(MsChapKeys keys, byte[] ntResponse) {
    byte[] master = masterKey(keys, ntResponse);
    return new MppeKeys(startKey(master, MAGIC_SERVER_SENDS), startKey(master, MAGIC_CLIENT_SENDS));
  }

  /** GetMasterKey. */
  static byte[] masterKey(MsChapKeys keys, byte[] ntResponse) {
    MessageDigest sha = MsChap.sha1();
    sha.update(keys.passwordHashHash());
    sha.update(ntResponse);
    return Arrays.copyOf(sha.digest(MAGIC_MASTER), KEY_BYTES);
  }

  /** GetAsymmetricStartKey. */
  private static byte[] startKey(byte[] master, byte[] magic) {
    MessageDigest sha = MsChap.sha1();
    sha.update(master);
    sha.update(ZEROS);
    sha.update(magic);
    return Arrays.copyOf(sha.digest(PAD), KEY_BYTES);
  }

  /** Never the keys. */
  @Override
  public String toString() {
    return "MppeKeys";
  }
}
