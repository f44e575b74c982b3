package jaruek.retention.journal.chronicle;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.journal.chronicle.JournalFiles.JournalFile;
import jaruek.retention.record.Frame;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads excerpts and checks each against the one before it. */
final class ChronicleJournalReader implements JournalReader {
  /** How long a roll may keep an excerpt out of sight before the file counts as damaged. */
  private static final long HIDDEN_NANOS_MAX = 2_000_000_000L;

  private final ExcerptCursor cursor;
  private final Supplier<ChainHead> end;
  private @Nullable Excerpt excerpt;
  private ChainHead reached;
  private int at;

  private ChronicleJournalReader(ExcerptCursor cursor, ChainHead reached, Supplier<ChainHead> end) {
    this.cursor = cursor;
    this.reached = reached;
    this.end = end;
  }

  /**
   * A reader before the frame at {@code from}.
   *
   * @param files by first sequence
   * @param end the journal's head at any time
   */
  static ChronicleJournalReader open(
      ExcerptCursor cursor,
      NavigableMap<Long, JournalFile> files,
      JournalPosition from,
      Supplier<ChainHead> end) {
    // A position at the end has no excerpt yet: stand behind the one before it.
    ChainHead head = end.get();
    ChronicleJournalReader reader = new ChronicleJournalReader(cursor, head, end);
    Map.Entry<Long, JournalFile> file = files.floorEntry(from.sequence());
    if (file == null) return reader;
    boolean atEnd = from.equals(head.position());
    JournalPosition frame = atEnd ? new JournalPosition(from.sequence() - 1) : from;
    cursor.seek(file.getValue().cycle(), frame);
    reader.enter(frame);
    if (atEnd) reader.skip();
    return reader;
  }

  private void skip() {
    if (!next()) throw new IllegalStateException("a frame that stood there is gone");
  }

  private void enter(JournalPosition from) {
    Excerpt first = load(from);
    int skip = (int) (from.sequence() - first.before().position().sequence());
    if (skip < 0 || skip >= first.frames().size()) {
      throw cursor.damaged(from, new IllegalStateException("the position is not where it was"));
    }
    excerpt = first;
    at = skip - 1;
    reached = headAfter(first, at);
  }

  private static ChainHead headAfter(Excerpt excerpt, int frame) {
    return new ChainHead(
        excerpt.before().position().plus(frame + 1),
        frame < 0 ? excerpt.before().hash() : excerpt.hashes().get(frame));
  }

  @Override
  public boolean next() {
    if (excerpt == null || at + 1 == excerpt.frames().size()) {
      if (reached.position().compareTo(end.get().position()) >= 0) return false;
      Excerpt following = load(reached.position());
      if (!following.before().equals(reached)) {
        throw cursor.damaged(
            reached.position(),
            new IllegalStateException(
                "the chain is broken: what stands there follows %s, not %s"
                    .formatted(following.before(), reached)));
      }
      excerpt = following;
      at = -1;
    }
    at++;
    reached = headAfter(excerpt, at);
    return true;
  }

  private Excerpt load(JournalPosition expected) {
    Optional<Excerpt> found = cursor.next(expected);
    long deadline = System.nanoTime() + HIDDEN_NANOS_MAX;
    while (found.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
      found = cursor.next(expected);
    }
    return found.orElseThrow(
        () -> cursor.damaged(expected, new IllegalStateException("what was written is not there")));
  }

  @Override
  public Frame frame() {
    return current().frames().get(at);
  }

  @Override
  public JournalPosition position() {
    return current().before().position().plus(at);
  }

  @Override
  public ChainHead head() {
    return reached;
  }

  private Excerpt current() {
    if (excerpt == null || at < 0) throw new JournalException("next() has not found a frame yet");
    return excerpt;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
