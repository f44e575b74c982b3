package jaruek.appliance.backup;

import jaruek.retention.log.KeyFiles;
import jaruek.retention.log.StoreLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes a data directory from a backup; what the journal held is lost, and the log says so. */
public final class Restore {
  private Restore() {}

  /**
   * What was done.
   *
   * @param files copied
   * @param lostFrames that a checkpoint had signed and no segment holds
   */
  public record Report(long files, long lostFrames) {}

  /**
   * Copies everything and begins a new journal.
   *
   * @param to the new data directory: absent, empty, or with the private keys only
   * @param log opens the log of the new data directory; closed here
   * @throws BackupException if there is a store already, the key is missing, or the disk refused
   */
  public static Report run(
      Path from, Path to, Supplier<StoreLog> log, long nowMillis, LongConsumer progress) {
    try {
      requireStore(from);
      requireNone(to);
      requireKey(from, to);
      long files = 0;
      for (String name : Copies.files(from).keySet()) {
        if (name.startsWith("keys/") && Files.exists(to.resolve(name))) continue;
        Copies.file(from.resolve(name), to.resolve(name));
        progress.accept(++files);
      }
      try (StoreLog opened = log.get()) {
        return new Report(files, JournalLoss.accept(to, opened, nowMillis, "restored"));
      }
    } catch (IOException e) {
      throw new BackupException("not restored to " + to + ": " + e, e);
    }
  }

  private static void requireStore(Path from) {
    if (!Files.isRegularFile(from.resolve("log").resolve(StoreLog.CHECKPOINT_FILE))) {
      throw new BackupException(from + " is no backup: there is no log/checkpoint");
    }
  }

  private static void requireNone(Path to) throws IOException {
    if (!Files.exists(to)) return;
    try (Stream<Path> all = Files.list(to)) {
      boolean taken = all.anyMatch(p -> !p.endsWith("keys") && !p.endsWith("accounts.key"));
      if (taken) {
        throw new BackupException(to + " is not empty: move it away first, it may be evidence");
      }
    }
  }

  private static void requireKey(Path from, Path to) {
    Path key = Path.of("keys", KeyFiles.PRIVATE_FILE);
    if (Files.exists(from.resolve(key)) || Files.exists(to.resolve(key))) return;
    throw new BackupException(
        "the backup has no private key, as it should: put it from the safe to "
            + to.resolve(key)
            + " (mode 0600), and accounts.key to "
            + to.resolve("accounts.key"));
  }
}
