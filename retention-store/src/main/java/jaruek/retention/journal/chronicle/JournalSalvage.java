package jaruek.retention.journal.chronicle;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalException;
import jaruek.retention.record.Frame;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads what can still be read of a journal that cannot be opened, up to the first thing that is
 * damaged: without Chronicle, without a lock and without writing. Each frame proves itself by the
 * chain.
 */
public final class JournalSalvage {
  private static final int NOT_COMPLETE = 0x8000_0000;
  private static final int META_DATA = 0x4000_0000;
  private static final int LENGTH = 0x3fff_ffff;
  private static final int LENGTH_MAX = Excerpt.BYTES_MAX + 8;

  private final Consumer<List<Frame>> frames;
  private final MessageDigest sha256 = Excerpt.sha256();
  private ChainHead head;

  private JournalSalvage(ChainHead from, Consumer<List<Frame>> frames) {
    this.head = from;
    this.frames = frames;
  }

  /**
   * Hands out all frames from this place on.
   *
   * @param directory the journal's folder; may be missing
   * @param from the chain's head before the first frame that is wanted
   * @return the chain's head behind the last frame that could be read
   * @throws JournalException if the disk refuses
   */
  public static ChainHead read(Path directory, ChainHead from, Consumer<List<Frame>> frames) {
    if (!Files.isDirectory(directory)) return from;
    JournalSalvage salvage = new JournalSalvage(from, frames);
    try {
      for (Path file : JournalFiles.list(directory)) if (!salvage.read(file)) break;
    } catch (IOException | UncheckedIOException e) {
      throw new JournalException("the journal in " + directory + " cannot be read: " + e, e);
    }
    return salvage.head;
  }

  /**
   * Up to where the journal was known to be on the disk; of an empty chain if nothing says.
   *
   * @throws JournalException if what says so is damaged: the journal cannot be opened then
   */
  public static ChainHead forced(Path directory) {
    try {
      return SyncedMark.peek(directory);
    } catch (IOException e) {
      throw new JournalException("the journal in " + directory + " cannot be read: " + e, e);
    }
  }

  /** Goes through one file; false if what comes behind it is of no use. */
  private boolean read(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long length = file.length();
      byte[] word = new byte[4];
      for (long at = 0; at + 4 <= length; ) {
        file.seek(at);
        file.readFully(word);
        int header = ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (header == 0 || (header & NOT_COMPLETE) != 0) return true;
        int bytes = header & LENGTH;
        at += 4;
        if (bytes > length - at) return false;
        if ((header & META_DATA) == 0) {
          if (bytes > LENGTH_MAX) return false;
          byte[] excerpt = new byte[bytes];
          file.readFully(excerpt);
          if (!take(excerpt)) return false;
        }
        at = at + bytes + 3 & ~3L;
      }
      return true;
    }
  }

  private boolean take(byte[] bytes) {
    Excerpt excerpt;
    try {
      excerpt = Excerpt.read(bytes, sha256);
    } catch (IllegalArgumentException e) {
      return false;
    }
    long wanted = head.position().sequence() - excerpt.before().position().sequence();
    if (wanted < 0) return false;
    if (wanted >= excerpt.frames().size()) return true;
    int first = Math.toIntExact(wanted);
    byte[] before = first == 0 ? excerpt.before().hash() : excerpt.hashes().get(first - 1);
    if (!Arrays.equals(before, head.hash())) return false;
    frames.accept(excerpt.frames().subList(first, excerpt.frames().size()));
    head = excerpt.after();
    return true;
  }
}
