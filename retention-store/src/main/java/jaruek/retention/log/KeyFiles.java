package jaruek.retention.log;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the key that signs the store's checkpoints: {@value #PRIVATE_FILE}, {@value
 * #PUBLIC_FILE} to be copied out of the box, and while one key hands over to the next {@value
 * #NEXT_FILE}. Which of the two private keys counts after a crash is for the log to say: the next
 * one if its entry is there, and the present one if not.
 */
public final class KeyFiles {
  /** The private key. */
  public static final String PRIVATE_FILE = "log.key";

  /** The key that is about to take over. */
  public static final String NEXT_FILE = "log.key.next";

  /** The public key. */
  public static final String PUBLIC_FILE = "log.pub";

  private static final Logger LOG = LoggerFactory.getLogger(KeyFiles.class);

  private final PrivateKeyFile current;
  private final PrivateKeyFile next;
  private final Path publicFile;
  private final SecureRandom random;

  /**
   * @param folder has them
   * @param passphrase under which private keys are kept; null for none
   * @param random for new keys
   */
  public KeyFiles(Path folder, @Nullable Passphrase passphrase, SecureRandom random) {
    this.current = new PrivateKeyFile(folder.resolve(PRIVATE_FILE), passphrase);
    this.next = new PrivateKeyFile(folder.resolve(NEXT_FILE), passphrase);
    this.publicFile = folder.resolve(PUBLIC_FILE);
    this.random = random;
  }

  /**
   * The key that signs; made if there is neither a key nor a log that names one.
   *
   * @param logged the fingerprints of the keys that the log names, the one that signs last
   * @throws LogException if it is not there, cannot be read, or is another than the log names
   */
  SigningKey open(List<String> logged) {
    if (logged.isEmpty()) {
      if (current.exists()) next.destroy(); // a log without keys has none that took over
      return withPublicKey(SigningKey.openOrMake(current, publicFile, random), logged);
    }
    String wanted = logged.getLast();
    if (next.exists()) finishRotation(wanted);
    SigningKey key = read(wanted);
    return withPublicKey(key, logged);
  }

  /**
   * Looks whether the key that the log names is there; changes nothing.
   *
   * @throws LogException as {@link #open}
   */
  void requireSigns(String wanted) {
    if (next.exists() && signs(next, wanted)) return; // the next start puts it in place
    read(wanted);
  }

  private SigningKey read(String wanted) {
    if (!current.exists()) {
      throw new LogException(
          "the signing key "
              + current.path()
              + " is missing: bring it back from the backup; its fingerprint is "
              + wanted);
    }
    SigningKey key = current.read();
    if (!key.verifyingKey().fingerprint().equals(wanted)) {
      throw new LogException(
          "the signing key "
              + current.path()
              + " is "
              + key.verifyingKey().fingerprint()
              + ", but the log is signed by "
              + wanted
              + ": bring that key back from the backup");
    }
    return key;
  }

  /** Removes the next key only where the present one is known to sign. */
  private void finishRotation(String wanted) {
    if (signs(current, wanted)) {
      next.destroy();
      LOG.info("a new signing key did not come into the log before the last stop; removed");
    } else if (signs(next, wanted)) {
      next.install(current);
      LOG.info("the signing key {} took over before the last stop; it is in place now", wanted);
    }
  }

  private static boolean signs(PrivateKeyFile file, String wanted) {
    try {
      return file.exists() && file.read().verifyingKey().fingerprint().equals(wanted);
    } catch (LogException e) { // overwritten already, or its writing was cut off
      LOG.warn("{}", e.getMessage());
      return false;
    }
  }

  private SigningKey withPublicKey(SigningKey key, List<String> logged) {
    if (current.isPlainAgainstWish()) {
      current.write(key, random);
      LOG.info("the signing key {} is kept under the passphrase now", current.path());
    }
    if (!Files.exists(publicFile)) {
      key.verifyingKey().write(publicFile);
      return key;
    }
    VerifyingKey there = VerifyingKey.read(publicFile);
    if (there.equals(key.verifyingKey())) return key;
    if (!logged.contains(there.fingerprint())) {
      throw SigningKey.notThePublicKey(publicFile, current.path());
    }
    key.verifyingKey().write(publicFile); // of the key before: the rotation was cut off
    return key;
  }

  /** Makes the key that takes over, on the disk but not in place yet. */
  SigningKey makeNext() {
    SigningKey key = SigningKey.generate(random);
    next.write(key, random);
    return key;
  }

  /** The next key does not take over. */
  void dropNext() {
    next.destroy();
  }

  /** The next key is in the log: puts it into the place of the one before, which is overwritten. */
  void installNext(SigningKey key) {
    next.install(current);
    key.verifyingKey().write(publicFile);
  }
}
