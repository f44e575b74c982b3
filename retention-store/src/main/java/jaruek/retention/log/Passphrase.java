package jaruek.retention.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * A passphrase in a file, such as a systemd credential, under which private keys are kept: PKCS#8
 * EncryptedPrivateKeyInfo with PBES2 (RFC 8018), PBKDF2 with HMAC-SHA-256 and AES-256, which {@code
 * openssl} reads too. The file is read at each use and its content kept nowhere.
 *
 * @param file its first line is the passphrase: printable ASCII, at least {@value #LENGTH_MIN}
 *     characters
 */
public record Passphrase(Path file) {
  /** The shortest that is taken. */
  public static final int LENGTH_MIN = 12;

  private static final int LENGTH_MAX = 1024;
  private static final int ITERATIONS = 600_000;
  private static final String PBES2 = "PBEWithHmacSHA256AndAES_256";
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("------rwx");

  byte[] encrypt(byte[] pkcs8, SecureRandom random) {
    byte[] salt = new byte[16];
    byte[] iv = new byte[16];
    random.nextBytes(salt);
    random.nextBytes(iv);
    try {
      Cipher cipher = Cipher.getInstance(PBES2);
      var parameters = new PBEParameterSpec(salt, ITERATIONS, new IvParameterSpec(iv));
      cipher.init(Cipher.ENCRYPT_MODE, secret(), parameters);
      AlgorithmParameters named = AlgorithmParameters.getInstance("PBES2"); // whose OID is known
      named.init(cipher.getParameters().getEncoded());
      return new EncryptedPrivateKeyInfo(named, cipher.doFinal(pkcs8)).getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java has no " + PBES2, e);
    }
  }

  byte[] decrypt(byte[] encrypted, Path of) {
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
      Cipher cipher = Cipher.getInstance(info.getAlgParameters().toString());
      cipher.init(Cipher.DECRYPT_MODE, secret(), info.getAlgParameters());
      return cipher.doFinal(info.getEncryptedData());
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      if (e instanceof LogException said) throw said;
      throw new LogException(
          "the signing key "
              + of
              + " does not open with the passphrase in "
              + file
              + ": it is another one, or the key is damaged",
          e);
    }
  }

  private SecretKey secret() throws GeneralSecurityException {
    char[] passphrase = read();
    PBEKeySpec spec = new PBEKeySpec(passphrase);
    try {
      return SecretKeyFactory.getInstance(PBES2).generateSecret(spec);
    } finally {
      spec.clearPassword();
      Arrays.fill(passphrase, '\0');
    }
  }

  private char[] read() {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
        throw new LogException(
            "the passphrase " + file + " may be read by everyone; run: chmod 600 " + file);
      }
      bytes = in.readNBytes(LENGTH_MAX + 2);
    } catch (IOException e) {
      throw new LogException("the passphrase " + file + " cannot be read: " + e, e);
    }
    int length = 0;
    while (length < bytes.length && bytes[length] != '\n' && bytes[length] != '\r') length++;
    if (length < LENGTH_MIN || length > LENGTH_MAX) {
      throw new LogException(
          "the passphrase "
              + file
              + " must have "
              + LENGTH_MIN
              + " to "
              + LENGTH_MAX
              + " characters on its first line");
    }
    char[] passphrase = new char[length];
    for (int i = 0; i < length; i++) {
      if (bytes[i] < 0x20 || bytes[i] > 0x7e) {
        throw new LogException("the passphrase " + file + " has characters that are not ASCII");
      }
      passphrase[i] = (char) bytes[i];
    }
    Arrays.fill(bytes, (byte) 0);
    return passphrase;
  }
}
