package jaruek.appliance;

import jaruek.retention.log.SigningKey;
import jaruek.retention.log.StoreLog;
import jaruek.retention.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * Where everything lies below the data directory.
 *
 * @param root the data directory
 */
record DataFolder(Path root) {
  /**
   * The key signs under this name and the first digits of its fingerprint: unlike for each store.
   */
  private static final String ORIGIN_PREFIX = "jaruek-";

  private static final int ORIGIN_DIGITS = 12;

  Path journal() {
    return root.resolve("journal");
  }

  Path log() {
    return root.resolve("log");
  }

  Path privateKey() {
    return root.resolve("keys/log.key");
  }

  Path publicKey() {
    return root.resolve("keys/log.pub");
  }

  /** Where DuckDB puts what does not fit its memory. */
  Path spill() {
    return root.resolve("spill");
  }

  /** Makes the folder, for its owner alone, where it is not there. */
  void make() {
    try {
      Path keys = root.resolve("keys");
      if (!Files.exists(root)) {
        Files.createDirectories(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Files.createDirectories(keys);
    } catch (IOException e) {
      throw new StoreException(
          "the data directory "
              + root
              + " cannot be made: "
              + e
              + "; check data-directory and its permissions",
          e);
    }
  }

  /** The log's key, made at the first start. */
  SigningKey key() {
    return SigningKey.open(privateKey(), publicKey(), new SecureRandom());
  }

  /** The log, signed with this key. */
  StoreLog openLog(SigningKey key) {
    return StoreLog.open(log(), key, origin(key));
  }

  /** The name that this key's log signs under. */
  static String origin(SigningKey key) {
    return ORIGIN_PREFIX + key.verifyingKey().fingerprint().substring(0, ORIGIN_DIGITS);
  }
}
