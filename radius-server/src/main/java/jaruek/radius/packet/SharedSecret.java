package jaruek.radius.packet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The secret that a client and the server share, as bytes, and everything that is computed with it.
 * All comparisons take the same time whatever differs. Any thread may call.
 */
public final class SharedSecret {
  private static final int BLOCK_BYTES = 16;

  /** The longest User-Password value, RFC 2865 section 5.2. */
  private static final int HIDDEN_BYTES_MAX = 128;

  /** The longest value that {@link #hideSalted} takes. */
  public static final int SALTED_BYTES_MAX = 239;

  private static final int HASHED_BLOCK_BYTES = 64;

  /** One a thread: asking the providers, or copying one, costs as much as hashing a packet. */
  private static final ThreadLocal<MessageDigest> MD5 =
      ThreadLocal.withInitial(SharedSecret::newMd5);

  private static final SharedSecret NONE = new SharedSecret();

  private final byte[] secret;
  private final boolean none;

  /** The secret as HMAC-MD5 wants it before the text and before the inner hash, RFC 2104. */
  private final byte[] inner;

  private final byte[] outer;

  /**
   * A secret of at least one byte; it is copied.
   *
   * @throws IllegalArgumentException if it is empty: it would authenticate everyone
   */
  public SharedSecret(byte[] secret) {
    if (secret.length == 0) throw new IllegalArgumentException("an empty shared secret");
    this.secret = secret.clone();
    this.none = false;
    this.inner = padded(this.secret, (byte) 0x36);
    this.outer = padded(this.secret, (byte) 0x5c);
  }

  private SharedSecret() {
    this.secret = new byte[1];
    this.none = true;
    this.inner = padded(secret, (byte) 0x36);
    this.outer = padded(secret, (byte) 0x5c);
  }

  /**
   * No secret at all, where TLS does what it was for: RADIUS/1.1, RFC 9765. Nothing is hidden, and
   * every packet is as authentic as the connection it came by. {@link PacketWriter} writes replies
   * in that version's form.
   */
  public static SharedSecret none() {
    return NONE;
  }

  /** Whether this is {@link #none}. */
  public boolean isNone() {
    return none;
  }

  /** A secret given as text: its UTF-8 bytes, whatever the platform's charset. */
  public static SharedSecret of(String secret) {
    return new SharedSecret(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the Message-Authenticator of an Access-Request or Status-Server is right. */
  public boolean messageAuthenticatorMatches(Packet request) {
    return messageAuthenticatorMatches(request, request.authenticator());
  }

  /** The same of an Accounting-Request, where the authenticator field counts as zeros. */
  public boolean accountingMessageAuthenticatorMatches(Packet request) {
    return messageAuthenticatorMatches(request, new byte[Packet.AUTHENTICATOR_BYTES]);
  }

  /**
   * Whether the Message-Authenticator is right.
   *
   * @param authenticator what stood in the authenticator field when it was made: of a reply, the
   *     request's
   * @return false too if there is none
   */
  public boolean messageAuthenticatorMatches(Packet packet, byte[] authenticator) {
    if (none) return true;
    int offset = packet.valueOffset(AttributeType.MESSAGE_AUTHENTICATOR);
    if (offset < 0) return false;
    byte[] bytes = packet.bytes();
    byte[] given = Arrays.copyOfRange(bytes, offset, offset + BLOCK_BYTES);
    Arrays.fill(bytes, offset, offset + BLOCK_BYTES, (byte) 0);
    setAuthenticator(bytes, authenticator);
    return MessageDigest.isEqual(given, hmac(bytes));
  }

  /** Whether the Request Authenticator of an Accounting-Request is right, RFC 2866 section 3. */
  public boolean accountingAuthenticatorMatches(Packet request) {
    return hashMatches(request, new byte[Packet.AUTHENTICATOR_BYTES]);
  }

  /** Whether the Response Authenticator of a reply is right, RFC 2865 section 3. */
  public boolean responseAuthenticatorMatches(Packet reply, byte[] requestAuthenticator) {
    return hashMatches(reply, requestAuthenticator);
  }

  private boolean hashMatches(Packet packet, byte[] authenticator) {
    if (none) return true;
    byte[] bytes = packet.bytes();
    setAuthenticator(bytes, authenticator);
    return MessageDigest.isEqual(packet.authenticator(), hash(bytes));
  }

  /** Fills in the Message-Authenticator whose zeroed value starts at the offset. */
  void writeMessageAuthenticator(byte[] packet, int offset) {
    System.arraycopy(hmac(packet), 0, packet, offset, BLOCK_BYTES);
  }

  /** Puts the hash of the packet with its present authenticator field in that field's place. */
  void writeHashedAuthenticator(byte[] packet) {
    setAuthenticator(packet, hash(packet));
  }

  /**
   * The password in a User-Password attribute, RFC 2865 section 5.2, its padding taken off.
   *
   * @return empty array if the attribute is not 16-128 bytes in steps of 16
   */
  public byte[] reveal(byte[] hidden, byte[] requestAuthenticator) {
    if (none) return hidden.length > HIDDEN_BYTES_MAX ? new byte[0] : hidden;
    if (hidden.length % BLOCK_BYTES != 0 || hidden.length > HIDDEN_BYTES_MAX) return new byte[0];
    byte[] plain = new byte[hidden.length];
    byte[] previous = requestAuthenticator;
    for (int at = 0; at < hidden.length; at += BLOCK_BYTES) {
      xor(hidden, at, keyStream(previous), plain);
      previous = Arrays.copyOfRange(hidden, at, at + BLOCK_BYTES);
    }
    int length = plain.length;
    while (length > 0 && plain[length - 1] == 0) length--;
    return Arrays.copyOf(plain, length);
  }

  /**
   * The value of a User-Password attribute, RFC 2865 section 5.2.
   *
   * @throws IllegalArgumentException if the password is longer than 128 bytes
   */
  public byte[] hide(byte[] password, byte[] requestAuthenticator) {
    if (password.length > HIDDEN_BYTES_MAX) {
      throw new IllegalArgumentException("a password of more than 128 bytes");
    }
    if (none) return password.clone();
    int blocks = Math.max(1, (password.length + BLOCK_BYTES - 1) / BLOCK_BYTES);
    byte[] padded = Arrays.copyOf(password, blocks * BLOCK_BYTES);
    byte[] hidden = new byte[padded.length];
    byte[] previous = requestAuthenticator;
    for (int at = 0; at < padded.length; at += BLOCK_BYTES) {
      xor(padded, at, keyStream(previous), hidden);
      previous = Arrays.copyOfRange(hidden, at, at + BLOCK_BYTES);
    }
    return hidden;
  }

  /**
   * A value as MS-MPPE-Send-Key and Tunnel-Password carry it, RFC 2548 section 2.4.2: salt, then
   * length and value hidden.
   *
   * @param plain at most 239 bytes
   * @param salt 16 bits, see {@link Salts}
   */
  public byte[] hideSalted(byte[] plain, byte[] requestAuthenticator, int salt) {
    if (plain.length > SALTED_BYTES_MAX) {
      throw new IllegalArgumentException("a value of more than " + SALTED_BYTES_MAX + " bytes");
    }
    if (none) return plain.clone();
    int blocks = (1 + plain.length + BLOCK_BYTES - 1) / BLOCK_BYTES;
    byte[] padded = new byte[2 + blocks * BLOCK_BYTES];
    padded[0] = (byte) (salt >>> 8);
    padded[1] = (byte) salt;
    padded[2] = (byte) plain.length;
    System.arraycopy(plain, 0, padded, 3, plain.length);
    byte[] previous = saltedAuthenticator(requestAuthenticator, padded);
    for (int at = 2; at < padded.length; at += BLOCK_BYTES) {
      xor(padded, at, keyStream(previous), padded);
      previous = Arrays.copyOfRange(padded, at, at + BLOCK_BYTES);
    }
    return padded;
  }

  /**
   * What {@link #hideSalted} hid.
   *
   * @return empty array if it is not of that form or was hidden with another secret
   */
  public byte[] revealSalted(byte[] hidden, byte[] requestAuthenticator) {
    if (none) return hidden.clone();
    if (hidden.length < 2 + BLOCK_BYTES || (hidden.length - 2) % BLOCK_BYTES != 0) {
      return new byte[0];
    }
    byte[] plain = new byte[hidden.length];
    byte[] previous = saltedAuthenticator(requestAuthenticator, hidden);
    for (int at = 2; at < hidden.length; at += BLOCK_BYTES) {
      xor(hidden, at, keyStream(previous), plain);
      previous = Arrays.copyOfRange(hidden, at, at + BLOCK_BYTES);
    }
    int length = plain[2] & 0xff;
    return length > plain.length - 3 ? new byte[0] : Arrays.copyOfRange(plain, 3, 3 + length);
  }

  private static byte[] saltedAuthenticator(byte[] authenticator, byte[] salted) {
    byte[] both = Arrays.copyOf(authenticator, Packet.AUTHENTICATOR_BYTES + 2);
    both[Packet.AUTHENTICATOR_BYTES] = salted[0];
    both[Packet.AUTHENTICATOR_BYTES + 1] = salted[1];
    return both;
  }

  /** Whether a value is the secret itself, as some NAS send it for a password. */
  public boolean isSecret(byte[] value) {
    return !none && MessageDigest.isEqual(value, secret);
  }

  /** Whether a CHAP response was made from the secret. */
  public boolean isChapOfSecret(int chapId, byte[] challenge, byte[] response) {
    return !none && MessageDigest.isEqual(response, chapResponse(chapId, secret, challenge));
  }

  private static void xor(byte[] from, int at, byte[] key, byte[] to) {
    for (int i = 0; i < BLOCK_BYTES; i++) to[at + i] = (byte) (from[at + i] ^ key[i]);
  }

  private byte[] keyStream(byte[] previous) {
    MessageDigest md5 = md5();
    md5.update(secret);
    return md5.digest(previous);
  }

  private byte[] hash(byte[] packet) {
    MessageDigest md5 = md5();
    md5.update(packet);
    return md5.digest(secret);
  }

  private static void setAuthenticator(byte[] packet, byte[] authenticator) {
    System.arraycopy(
        authenticator, 0, packet, Packet.AUTHENTICATOR_OFFSET, Packet.AUTHENTICATOR_BYTES);
  }

  /** This thread's own, reset: whatever it was used for before came to its digest. */
  private static MessageDigest md5() {
    return MD5.get();
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no MD5, which RADIUS needs", e);
    }
  }

  private static byte[] padded(byte[] secret, byte pad) {
    byte[] key = secret.length > HASHED_BLOCK_BYTES ? md5().digest(secret) : secret;
    byte[] padded = Arrays.copyOf(key, HASHED_BLOCK_BYTES);
    for (int i = 0; i < padded.length; i++) padded[i] ^= pad;
    return padded;
  }

  /** HMAC-MD5, RFC 2104. */
  private byte[] hmac(byte[] text) {
    MessageDigest md5 = md5();
    md5.update(inner);
    byte[] hash = md5.digest(text);
    md5.update(outer);
    return md5.digest(hash);
  }

  /** The CHAP response to a challenge, RFC 1994 section 4.1: MD5 of id, password, challenge. */
  public static byte[] chapResponse(int chapId, byte[] password, byte[] challenge) {
    MessageDigest md5 = md5();
    md5.update((byte) chapId);
    md5.update(password);
    return md5.digest(challenge);
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "shared secret";
  }
}
