package jaruek.retention.log;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * The Ed25519 key that signs the store's checkpoints. It lives in a PKCS#8 PEM file (RFC 8410) that
 * only its owner can read (mode 0600 or 0400); the public key stands beside it as a PEM file of its
 * own, to be copied out of the box.
 */
public final class SigningKey {
  private final PrivateKey key;
  private final VerifyingKey verifyingKey;

  private SigningKey(PrivateKey key, VerifyingKey verifyingKey) {
    this.key = key;
    this.verifyingKey = verifyingKey;
  }

  /**
   * Reads the key from its files. If the private one is absent a new key is made, and both are
   * written; if only the public one is, it is written again.
   *
   * @param privateFile PKCS#8 PEM, mode 0600 or 0400
   * @param publicFile SubjectPublicKeyInfo PEM
   * @param random for a new key
   * @throws LogException if a file cannot be read or written, others may read the private one, it
   *     holds no Ed25519 key, or the public one belongs to another key
   */
  public static SigningKey open(Path privateFile, Path publicFile, SecureRandom random) {
    PrivateKeyFile file = new PrivateKeyFile(privateFile, null);
    SigningKey key = openOrMake(file, publicFile, random);
    if (!VerifyingKey.read(publicFile).equals(key.verifyingKey)) {
      throw notThePublicKey(publicFile, privateFile);
    }
    return key;
  }

  static LogException notThePublicKey(Path publicFile, Path privateFile) {
    return new LogException(
        publicFile + " is not the public key of " + privateFile + ": one of them was replaced");
  }

  /** Reads the private key, and makes both files where there is none yet. */
  static SigningKey openOrMake(PrivateKeyFile file, Path publicFile, SecureRandom random) {
    if (!file.exists() && Files.exists(publicFile)) {
      throw new LogException(
          "the private key "
              + file.path()
              + " is missing, but its public key "
              + publicFile
              + " is there: bring the private key back from the backup, or move the public key"
              + " away to begin with a new one");
    }
    if (!file.exists()) file.write(generate(random), random);
    SigningKey key = file.read();
    if (!Files.exists(publicFile)) key.verifyingKey.write(publicFile);
    return key;
  }

  /** A new key. */
  static SigningKey generate(SecureRandom random) {
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    try {
      return ofSeed(seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  static SigningKey ofPkcs8(byte[] der, Path file) {
    try {
      PrivateKey read =
          KeyFactory.getInstance("EdDSA").generatePrivate(new PKCS8EncodedKeySpec(der));
      if (read instanceof EdECPrivateKey key
          && key.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
        return ofSeed(key.getBytes().orElseThrow());
      }
      throw new LogException(file + " holds a key that is not Ed25519");
    } catch (GeneralSecurityException e) {
      throw new LogException(file + " is damaged or holds a key that is not Ed25519", e);
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  byte[] pkcs8() {
    return key.getEncoded();
  }

  /** The key with these 32 secret bytes (RFC 8032 section 5.1.5). */
  static SigningKey ofSeed(byte[] seed) {
    try {
      // The JDK computes a public key only while it makes a pair: let it make this one.
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed.clone()));
      var pair = generator.generateKeyPair();
      byte[] made = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      if (!Arrays.equals(made, seed)) {
        throw new IllegalStateException("this Java makes Ed25519 keys in another way");
      }
      byte[] info = pair.getPublic().getEncoded();
      byte[] raw = Arrays.copyOfRange(info, info.length - VerifyingKey.BYTES, info.length);
      return new SigningKey(pair.getPrivate(), VerifyingKey.ofRaw(raw));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no Ed25519", e);
    }
  }

  /** Its public half. */
  public VerifyingKey verifyingKey() {
    return verifyingKey;
  }

  /** The 64-byte signature of these bytes. */
  public byte[] sign(byte[] message) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(key);
      ed25519.update(message);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with Ed25519", e);
    }
  }

  /**
   * The text as a note signed under this name.
   *
   * @throws LogException if the text or name cannot stand in a note
   */
  public SignedNote sign(String text, String name) {
    byte[] signature = sign(text.getBytes(StandardCharsets.UTF_8));
    return SignedNote.of(text)
        .with(new SignedNote.Signature(name, verifyingKey.keyHash(name), signature));
  }

  @Override
  public String toString() {
    return "signing key of " + verifyingKey;
  }

  private static final class FixedRandom extends SecureRandom {
    @Serial private static final long serialVersionUID = 1;
    private final byte[] seed;

    FixedRandom(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
