package jaruek.radius.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;

/** Which keys are made. */
public enum KeyKind {
  /** P-256: small and quick; everything of this decade takes it. */
  EC("ec"),
  /** 3072 bits, for devices that know nothing else. */
  RSA("rsa");

  private static final int RSA_BITS = 3072;

  private final String word;

  KeyKind(String word) {
    this.word = word;
  }

  /** As commands say it. */
  public String word() {
    return word;
  }

  /** The one of this word. */
  public static Optional<KeyKind> of(String word) {
    for (KeyKind kind : values()) if (kind.word.equals(word)) return Optional.of(kind);
    return Optional.empty();
  }

  KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(name());
      if (this == EC) generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      else generator.initialize(RSA_BITS, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AuthorityException("this Java makes no " + name() + " keys: " + e, e);
    }
  }

  static String signature(PrivateKey key) {
    return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
  }
}
