package jaruek.retention.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder belongs to one process, by a lock on a file of its own. The file may hold a short text.
 *
 * <p>Design note: the system lets go of a process's lock as soon as that process closes any
 * descriptor of the locked file. So nothing else is kept in it, and a second try in the same
 * process is refused before the file is opened.
 */
public final class FolderLock implements AutoCloseable {
  private static final Path LOCKS = Path.of("/proc/locks");
  private static final int TEXT_BYTES_MAX = 128;
  private static final Set<Path> HELD = new HashSet<>();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock; the file is made if it is not there.
   *
   * @return empty if somebody has it: {@link #holder} says who
   */
  public static Optional<FolderLock> take(Path file) throws IOException {
    Path name = name(file);
    synchronized (HELD) {
      if (HELD.contains(name)) return Optional.empty();
      FileChannel channel = open(name);
      if (channel == null) return Optional.empty();
      if (isOfSystem(name)) HELD.add(name);
      return Optional.of(new FolderLock(name, channel));
    }
  }

  private static @Nullable FileChannel open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
      return lock == null ? null : channel;
    } catch (OverlappingFileLockException e) {
      return null;
    } finally {
      if (lock == null) channel.close();
    }
  }

  /** Others are simulated: their locks are their own matter, and end with them. */
  private static boolean isOfSystem(Path file) {
    return file.getFileSystem().equals(FileSystems.getDefault());
  }

  /** The folder may be known by several names. */
  private static Path name(Path file) throws IOException {
    Path whole = file.toAbsolutePath();
    Path folder = whole.getParent();
    Path last = whole.getFileName();
    return folder == null || last == null ? whole : folder.toRealPath().resolve(last);
  }

  /**
   * Who has the lock, in words such as "process 1234"; empty if nobody. Changes nothing. Where the
   * file may not be opened (a disk that is read-only, another user), only the system is asked.
   */
  public static Optional<String> holder(Path file) throws IOException {
    if (!Files.exists(file)) return Optional.empty();
    Path name = name(file);
    synchronized (HELD) {
      if (HELD.contains(name)) return Optional.of("process " + ProcessHandle.current().pid());
      try (FileChannel probe = FileChannel.open(name, StandardOpenOption.WRITE)) {
        if (probe.tryLock() != null) return Optional.empty();
      } catch (FileSystemException e) {
        return pid(name).map(pid -> "process " + pid);
      }
    }
    return Optional.of(pid(name).map(pid -> "process " + pid).orElse("another process"));
  }

  /** As the system tells: {@code 4: POSIX ADVISORY WRITE 22654 fe:00:2425059 0 EOF}. */
  private static Optional<String> pid(Path file) {
    try {
      Object inode = Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
      List<String> locks = Files.readAllLines(LOCKS, StandardCharsets.US_ASCII);
      return locks.stream()
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length > 5 && words[5].endsWith(":" + inode))
          .map(words -> words[4])
          .filter(pid -> pid.matches("[1-9][0-9]*"))
          .findFirst();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty(); // no Linux, or none that tells
    }
  }

  /** The text that the file holds, of its first bytes. */
  public String text() throws IOException {
    ByteBuffer text = ByteBuffer.allocate(TEXT_BYTES_MAX);
    int length = channel.read(text, 0);
    return new String(text.array(), 0, Math.max(0, length), StandardCharsets.US_ASCII);
  }

  /** Replaces the text; on return it is on the disk. */
  public void text(String text) throws IOException {
    channel.truncate(0);
    int written = channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    if (written != text.length()) throw new IOException("lock file written short");
    channel.force(true);
  }

  /** Lets go. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      HELD.remove(file);
      channel.close();
    }
  }
}
