package jaruek.retention.journal.chronicle;

import jaruek.retention.disk.FolderLock;
import jaruek.retention.journal.JournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder belongs to one open journal. The lock's file names the boot of the machine while the
 * journal is open and is empty after an orderly close, so that the next one sees a power cut.
 */
final class DirectoryLock implements AutoCloseable {
  static final String FILE = "lock";
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final FolderLock lock;
  private final boolean cutOff;

  DirectoryLock(Path directory) throws IOException {
    Optional<FolderLock> taken = FolderLock.take(directory.resolve(FILE));
    if (taken.isEmpty()) {
      throw new JournalException(
          "the journal in "
              + directory
              + " is open already, by "
              + holder(directory).orElse("another process")
              + "; only one may write it: stop the other one first");
    }
    lock = taken.get();
    try {
      String previous = lock.text();
      String boot = Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "unknown";
      cutOff = !previous.isEmpty() && !previous.equals(boot);
      lock.text(boot);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Who holds the folder's lock. */
  static Optional<String> holder(Path directory) throws IOException {
    return FolderLock.holder(directory.resolve(FILE));
  }

  /** Whether the last writer did not close it and the machine was started anew since. */
  boolean cutOff() {
    return cutOff;
  }

  /** Lets go and, after an orderly end, says so. */
  void release(boolean orderly) throws IOException {
    try (lock) {
      if (orderly) lock.text("");
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
