package jaruek.retention.journal.chronicle;

import jaruek.retention.journal.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder belongs to one open journal. The lock's file names the boot of the machine while the
 * journal is open and is empty after an orderly close, so that the next one sees a power cut.
 */
final class DirectoryLock implements AutoCloseable {
  static final String FILE = "lock";
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final FileChannel channel;
  private final boolean cutOff;

  DirectoryLock(Path directory) throws IOException {
    Path path = directory.resolve(FILE);
    channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new JournalException(
            "the journal in "
                + directory
                + " is open already, in another process or in this one; only one may write it:"
                + " stop the other one first");
      }
      String previous = read();
      String boot = Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "unknown";
      cutOff = !previous.isEmpty() && !previous.equals(boot);
      write(boot);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether someone holds the folder's lock. */
  static boolean isTaken(Path directory) {
    Path path = directory.resolve(FILE);
    if (!Files.exists(path)) return false;
    try (FileChannel probe = FileChannel.open(path, StandardOpenOption.WRITE)) {
      return tryLock(probe) == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the last writer did not close it and the machine was started anew since. */
  boolean cutOff() {
    return cutOff;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private String read() throws IOException {
    ByteBuffer text = ByteBuffer.allocate(128);
    int length = channel.read(text, 0);
    return new String(text.array(), 0, Math.max(0, length), StandardCharsets.US_ASCII);
  }

  private void write(String text) throws IOException {
    channel.truncate(0);
    int written = channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    if (written != text.length()) throw new IOException("lock file written short");
    channel.force(true);
  }

  /** Lets go and, after an orderly end, says so. */
  void release(boolean orderly) throws IOException {
    try (channel) {
      if (orderly) write("");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
