package jaruek.radius.session;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.record.Frame;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** A journal in memory that can lose its end and let go of its begin. */
final class ListJournal implements Journal {
  private final List<Frame> frames = new ArrayList<>();
  private final List<ChainHead> heads = new ArrayList<>(List.of(ChainHead.empty()));
  private long oldest;

  @Override
  public JournalPosition append(List<Frame> more) {
    JournalPosition first = head().position();
    for (Frame frame : more) {
      frames.add(frame);
      heads.add(new ChainHead(head().position().plus(1), hash(head().hash(), frame.bytes())));
    }
    return first;
  }

  private static byte[] hash(byte[] before, byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(before);
      return digest.digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Loses all frames from this position on, as a power cut may. */
  void cutAt(int position) {
    frames.subList(position, frames.size()).clear();
    heads.subList(position + 1, heads.size()).clear();
  }

  @Override
  public ChainHead head() {
    return heads.getLast();
  }

  @Override
  public JournalPosition oldest() {
    return new JournalPosition(oldest);
  }

  @Override
  public void sync() {}

  @Override
  public JournalReader read(JournalPosition from) {
    if (from.sequence() < oldest || from.sequence() > frames.size()) {
      throw new JournalException("the journal cannot be read from " + from.sequence());
    }
    return new Reader((int) from.sequence());
  }

  @Override
  public void release(JournalPosition before) {
    oldest = before.sequence();
  }

  @Override
  public long sizeBytes() {
    return 0;
  }

  @Override
  public void close() {}

  private final class Reader implements JournalReader {
    private int next;

    Reader(int next) {
      this.next = next;
    }

    @Override
    public boolean next() {
      if (next == frames.size()) return false;
      next++;
      return true;
    }

    @Override
    public Frame frame() {
      return frames.get(next - 1);
    }

    @Override
    public JournalPosition position() {
      return new JournalPosition(next - 1);
    }

    @Override
    public ChainHead head() {
      return heads.get(next);
    }

    @Override
    public void close() {}
  }
}
