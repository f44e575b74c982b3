package jaruek.radius.mschap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jcajce.provider.digest.MD4;

/** The computations of MS-CHAP, RFC 2433 appendix A and RFC 2759 section 8. Any thread. */
public final class MsChap {
  /** Of MS-CHAPv1, RFC 2433 section 3. */
  public static final int CHALLENGE_BYTES = 8;

  /** Of both sides in MS-CHAPv2, RFC 2759 section 4. */
  public static final int CHALLENGE2_BYTES = 16;

  /** Of both versions. */
  public static final int RESPONSE_BYTES = 24;

  private static final int DES_KEY_BYTES = 7;
  private static final byte[] MAGIC_SERVER_TO_CLIENT =
      ascii("Magic server to client signing constant");
  private static final byte[] MAGIC_MORE_THAN_ONE =
      ascii("Pad to make it do more than one iteration");

  private MsChap() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * NtPasswordHash, RFC 2433 appendix A.4: MD4 of the password in UTF-16LE.
   *
   * @param password UTF-8
   */
  public static byte[] passwordHash(byte[] password) {
    String text = new String(password, StandardCharsets.UTF_8);
    return md4(text.getBytes(StandardCharsets.UTF_16LE));
  }

  /** NtChallengeResponse of MS-CHAPv1, RFC 2433 appendix A.3: 24 bytes. */
  public static byte[] ntResponse(byte[] challenge, byte[] passwordHash) {
    byte[] keys = Arrays.copyOf(passwordHash, 3 * DES_KEY_BYTES);
    byte[] response = new byte[RESPONSE_BYTES];
    for (int i = 0; i < 3; i++) {
      byte[] block = des(Arrays.copyOfRange(keys, 7 * i, 7 * i + 7), challenge);
      System.arraycopy(block, 0, response, 8 * i, 8);
    }
    return response;
  }

  /**
   * GenerateNTResponse of MS-CHAPv2, RFC 2759 section 8.1: 24 bytes.
   *
   * @param userName as the peer hashed it, without domain
   */
  public static byte[] ntResponse2(
      byte[] authenticatorChallenge, byte[] peerChallenge, byte[] userName, byte[] passwordHash) {
    return ntResponse(challengeHash(peerChallenge, authenticatorChallenge, userName), passwordHash);
  }

  /** ChallengeHash, RFC 2759 section 8.2: 8 bytes. */
  static byte[] challengeHash(
      byte[] peerChallenge, byte[] authenticatorChallenge, byte[] userName) {
    MessageDigest sha = sha1();
    sha.update(peerChallenge);
    sha.update(authenticatorChallenge);
    return Arrays.copyOf(sha.digest(userName), CHALLENGE_BYTES);
  }

  /**
   * GenerateAuthenticatorResponse, RFC 2759 section 8.7: by this the peer sees that we know the
   * password too.
   *
   * @return {@code S=} and 40 upper-case hexadecimal digits
   */
  public static String authenticatorResponse(
      MsChapKeys keys,
      byte[] authenticatorChallenge,
      byte[] peerChallenge,
      byte[] userName,
      byte[] ntResponse) {
    MessageDigest sha = sha1();
    sha.update(keys.passwordHashHash());
    sha.update(ntResponse);
    byte[] digest = sha.digest(MAGIC_SERVER_TO_CLIENT);
    sha.update(digest);
    sha.update(challengeHash(peerChallenge, authenticatorChallenge, userName));
    return "S="
        + HexFormat.of().formatHex(sha.digest(MAGIC_MORE_THAN_ONE)).toUpperCase(Locale.ROOT);
  }

  /** The name without a domain before it, as RFC 2759 section 8.2 hashes it. */
  public static byte[] withoutDomain(byte[] userName) {
    int slash = -1;
    for (int i = 0; i < userName.length; i++) if (userName[i] == '\\') slash = i;
    return Arrays.copyOfRange(userName, slash + 1, userName.length);
  }

  static byte[] md4(byte[] bytes) {
    return new MD4.Digest().digest(bytes);
  }

  static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-1, which MS-CHAP needs", e);
    }
  }

  /** DesEncrypt, RFC 2433 appendix A.6: the 56 bits of the key spread over 8 bytes. */
  private static byte[] des(byte[] key, byte[] clear) {
    long bits = ByteBuffer.allocate(8).put(1, key).getLong(0);
    byte[] spread = new byte[8];
    for (int i = 0; i < 8; i++) spread[i] = (byte) (bits >>> (49 - 7 * i) << 1);
    try {
      Cipher cipher = Cipher.getInstance("DES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(spread, "DES"));
      return cipher.doFinal(clear);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no DES, which MS-CHAP needs", e);
    }
  }
}
