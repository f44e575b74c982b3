package jaruek.appliance;

import jaruek.retention.log.KeyFiles;
import jaruek.retention.log.Passphrase;
import jaruek.retention.log.StoreLog;
import jaruek.retention.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Where everything lies below the data directory.
 *
 * @param root the data directory
 */
record DataFolder(Path root) {
  Path journal() {
    return root.resolve("journal");
  }

  Path log() {
    return root.resolve("log");
  }

  Path keys() {
    return root.resolve("keys");
  }

  Path publicKey() {
    return keys().resolve(KeyFiles.PUBLIC_FILE);
  }

  /** The office's certificate authority. */
  Path certificates() {
    return root.resolve("certificates");
  }

  /** The snapshot of open sessions and usage. */
  Path sessions() {
    return root.resolve("sessions.snapshot");
  }

  /** How far each collector that gets copies has come. */
  Path forward() {
    return root.resolve("forward");
  }

  /** Where DuckDB puts what does not fit its memory. */
  Path spill() {
    return root.resolve("spill");
  }

  /** Makes the folder, for its owner alone, where it is not there. */
  void make() {
    try {
      if (!Files.exists(root)) {
        Files.createDirectories(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Files.createDirectories(keys());
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

  KeyFiles keyFiles(@Nullable Passphrase passphrase) {
    return new KeyFiles(keys(), passphrase, new SecureRandom());
  }

  /** The log, signed with the key that it names; both are made at the first start. */
  StoreLog openLog(@Nullable Passphrase passphrase, InstantSource clock) {
    return StoreLog.open(log(), keyFiles(passphrase), clock);
  }
}
