package jaruek.retention.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An Ed25519 public key (RFC 8032): all that is needed to check what the store has signed. Its file
 * is the PEM SubjectPublicKeyInfo (RFC 8410) that {@code openssl} reads.
 */
public final class VerifyingKey {
  /** Bytes of the raw key. */
  public static final int BYTES = 32;

  private static final String PEM_LABEL = "PUBLIC KEY";
  private static final String ORIGIN_PREFIX = "jaruek-";
  private static final int ORIGIN_DIGITS = 12;
  private static final byte[] INFO_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final byte[] raw;
  private final PublicKey key;

  private VerifyingKey(byte[] raw, PublicKey key) {
    this.raw = raw;
    this.key = key;
  }

  /**
   * The key with these 32 bytes (RFC 8032 section 5.1.5).
   *
   * @throws LogException if they are no key
   */
  public static VerifyingKey ofRaw(byte[] raw) {
    if (raw.length != BYTES) {
      throw new LogException("an Ed25519 public key has 32 bytes, this one " + raw.length);
    }
    byte[] info = Arrays.copyOf(INFO_PREFIX, INFO_PREFIX.length + BYTES);
    System.arraycopy(raw, 0, info, INFO_PREFIX.length, BYTES);
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info));
      return new VerifyingKey(raw.clone(), key);
    } catch (GeneralSecurityException e) {
      throw new LogException("these 32 bytes are no Ed25519 public key", e);
    }
  }

  /**
   * Reads a PEM file.
   *
   * @throws LogException if it cannot be read or holds no Ed25519 public key
   */
  public static VerifyingKey read(Path file) {
    return ofInfo(Pem.read(file, PEM_LABEL), file.toString());
  }

  /**
   * Reads the text of a PEM file.
   *
   * @param where it is from, for errors
   * @throws LogException if it holds no Ed25519 public key
   */
  public static VerifyingKey ofPem(String pem, String where) {
    return ofInfo(Pem.parse(pem, PEM_LABEL, where), where);
  }

  private static VerifyingKey ofInfo(byte[] info, String where) {
    if (info.length != INFO_PREFIX.length + BYTES
        || !Arrays.equals(info, 0, INFO_PREFIX.length, INFO_PREFIX, 0, INFO_PREFIX.length)) {
      throw new LogException(where + " holds a public key that is not Ed25519");
    }
    return ofRaw(Arrays.copyOfRange(info, INFO_PREFIX.length, info.length));
  }

  /** The PEM file's bytes. */
  public byte[] pem() {
    return Pem.write(PEM_LABEL, key.getEncoded());
  }

  /** Writes the PEM file, as a whole, over what is there. */
  void write(Path file) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(fresh, pem());
      PrivateKeyFile.moveTo(fresh, file);
    } catch (IOException e) {
      throw new LogException("the public key " + file + " cannot be written: " + e, e);
    }
  }

  /** The 32 bytes of RFC 8032. */
  public byte[] raw() {
    return raw.clone();
  }

  /** The key hash that signatures of this key carry under this name, as C2SP signed-note has it. */
  public int keyHash(String name) {
    return SignedNote.keyHash(name, SignedNote.TYPE_ED25519, raw);
  }

  /** The C2SP verifier key, {@code NAME+HASH+BASE64}, which other tools take. */
  public String text(String name) {
    byte[] typed = new byte[1 + BYTES];
    typed[0] = SignedNote.TYPE_ED25519;
    System.arraycopy(raw, 0, typed, 1, BYTES);
    String hash = HexFormat.of().toHexDigits(keyHash(name));
    return name + "+" + hash + "+" + Base64.getEncoder().encodeToString(typed);
  }

  /** The SHA-256 of the raw key in lower-case hexadecimal: what a person compares. */
  public String fingerprint() {
    return Sha256.of(raw);
  }

  /**
   * The key in a C2SP verifier key, {@code NAME+HASH+BASE64}, whatever its name.
   *
   * @throws LogException if the text is none, or its hash belongs to another name or key
   */
  public static VerifyingKey ofText(String text) {
    String[] parts = text.split("\\+", 3); // base64 may have a '+' of its own
    if (parts.length != 3) throw new LogException("not a verifier key NAME+HASH+BASE64");
    byte[] typed = SignedNote.base64(parts[2]);
    if (typed.length != 1 + BYTES
        || (typed[0] != SignedNote.TYPE_ED25519 && typed[0] != SignedNote.TYPE_COSIGNATURE)) {
      throw new LogException("a verifier key that is not Ed25519");
    }
    VerifyingKey key = ofRaw(Arrays.copyOfRange(typed, 1, typed.length));
    int hash = SignedNote.keyHash(parts[0], typed[0], key.raw);
    if (!SignedNote.isName(parts[0]) || !HexFormat.of().toHexDigits(hash).equals(parts[1])) {
      throw new LogException("a verifier key whose hash is not that of its name and key");
    }
    return key;
  }

  /** The origin of the log whose first key this is: it never changes, whichever key signs later. */
  public String origin() {
    return originOf(fingerprint());
  }

  static String originOf(String fingerprint) {
    if (!fingerprint.matches("[0-9a-f]{64}")) {
      throw new LogException("not the fingerprint of a key: \"" + fingerprint + "\"");
    }
    return ORIGIN_PREFIX + fingerprint.substring(0, ORIGIN_DIGITS);
  }

  /** Whether this key made that signature; one of a wrong length is false. */
  public boolean verify(byte[] message, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no Ed25519", e);
    }
  }

  /** Whether this key signed the text, under this name. */
  public boolean signed(SignedNote note, String name) {
    byte[] text = note.text().getBytes(StandardCharsets.UTF_8);
    int hash = keyHash(name);
    return note.signatures().stream()
        .filter(s -> s.name().equals(name) && s.keyHash() == hash)
        .anyMatch(s -> verify(text, s.bytes()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey that && MessageDigest.isEqual(raw, that.raw);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(raw);
  }

  @Override
  public String toString() {
    return "Ed25519 " + fingerprint();
  }
}
