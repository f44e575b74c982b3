package jaruek.retention.journal.chronicle;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import java.security.MessageDigest;
import java.util.Optional;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.wire.DocumentContext;

/** Goes through excerpts and makes whatever is wrong with one a {@link JournalException}. */
final class ExcerptCursor implements AutoCloseable {
  private final ExcerptTailer tailer;
  private final RollCycle rollCycle;
  private final MessageDigest sha256 = Excerpt.sha256();
  private long index = -1;
  private long end;

  ExcerptCursor(ChronicleQueue queue) {
    tailer = queue.createTailer();
    tailer.singleThreadedCheckDisabled(true);
    rollCycle = queue.rollCycle();
  }

  /** The next excerpt, checked against its own hashes; empty if there is none yet. */
  Optional<Excerpt> next(JournalPosition expected) {
    byte[] bytes = nextBytes(expected);
    if (bytes.length == 0) return Optional.empty();
    try {
      return Optional.of(Excerpt.read(bytes, sha256));
    } catch (IllegalArgumentException e) {
      throw damaged(expected, e);
    }
  }

  /** Where a file's excerpt with this number stands in the chain; empty if it has none. */
  Optional<ChainHead> headerAt(int cycle, long number, JournalPosition about) {
    if (!moveTo(cycle, number, about)) return Optional.empty();
    byte[] bytes = nextBytes(about);
    if (bytes.length == 0) return Optional.empty();
    try {
      return Optional.of(Excerpt.readHeader(bytes));
    } catch (IllegalArgumentException e) {
      throw damaged(about, e);
    }
  }

  /**
   * Moves before the last excerpt of a file that begins at or before the position, by halving.
   *
   * @throws JournalException if there is none
   */
  void seek(int cycle, JournalPosition position) {
    long low = 0;
    long high = Math.max(0, excerpts(cycle, position) - 1);
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      ChainHead header =
          headerAt(cycle, middle, position)
              .orElseThrow(
                  () -> damaged(position, new IllegalStateException("an excerpt is missing")));
      if (header.position().compareTo(position) <= 0) low = middle;
      else high = middle - 1;
    }
    if (!moveTo(cycle, low, position)) {
      throw damaged(position, new IllegalStateException("an excerpt is missing"));
    }
  }

  private long excerpts(int cycle, JournalPosition about) {
    try {
      return tailer.excerptsInCycle(cycle);
    } catch (RuntimeException | InternalError | AssertionError e) {
      throw damaged(about, e);
    }
  }

  private boolean moveTo(int cycle, long number, JournalPosition about) {
    try {
      return tailer.moveToIndex(rollCycle.toIndex(cycle, number));
    } catch (RuntimeException | InternalError | AssertionError e) {
      throw damaged(about, e);
    }
  }

  private byte[] nextBytes(JournalPosition expected) {
    try (DocumentContext document = tailer.readingDocument()) {
      if (!document.isPresent()) return new byte[0];
      Bytes<?> bytes = java.util.Objects.requireNonNull(document.wire()).bytes();
      long length = bytes.readRemaining();
      if (length < 1 || length > Excerpt.BYTES_MAX + 8) {
        throw new IllegalArgumentException("an excerpt of " + length + " bytes");
      }
      byte[] copy = new byte[(int) length];
      int read = bytes.read(copy);
      if (read != copy.length) throw new IllegalArgumentException("an excerpt cut short");
      index = document.index();
      end = bytes.readPosition();
      return copy;
    } catch (RuntimeException | InternalError | AssertionError e) {
      throw tailer.isClosed() || tailer.queue().isClosed()
          ? new JournalException("the journal was closed under its reader", e)
          : damaged(expected, e);
    }
  }

  /** Says which file, which position, what and what to do. */
  JournalException damaged(JournalPosition position, Throwable why) {
    return new JournalException(
        "%s is damaged at position %d: %s; put back a copy of the file"
            .formatted(file(), position.sequence(), why.getMessage()),
        why);
  }

  private String file() {
    java.io.File file = tailer.currentFile();
    return file == null ? "the journal in " + tailer.queue().file() : file.toString();
  }

  /** Chronicle's index of the last excerpt read. */
  long index() {
    return index;
  }

  /** Where in its file the last excerpt read ends. */
  long end() {
    return end;
  }

  ExcerptTailer tailer() {
    return tailer;
  }

  @Override
  public void close() {
    tailer.close();
  }
}
