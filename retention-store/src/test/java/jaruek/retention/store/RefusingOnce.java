package jaruek.retention.store;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.record.Frame;
import java.util.List;

/** A journal whose second append fails as on a full disk. */
record RefusingOnce(Journal journal, List<List<Frame>> refused) implements Journal {
  @Override
  public JournalPosition append(List<Frame> frames) {
    if (refused.isEmpty() && journal.head().position().sequence() == 1) {
      refused.add(frames);
      throw new JournalException("disk full");
    }
    return journal.append(frames);
  }

  @Override
  public ChainHead head() {
    return journal.head();
  }

  @Override
  public JournalPosition oldest() {
    return journal.oldest();
  }

  @Override
  public void sync() {}

  @Override
  public JournalReader read(JournalPosition from) {
    return journal.read(from);
  }

  @Override
  public void release(JournalPosition before) {}

  @Override
  public long sizeBytes() {
    return 0;
  }

  @Override
  public void close() {}
}
