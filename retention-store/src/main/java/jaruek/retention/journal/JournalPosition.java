package jaruek.retention.journal;

/**
 * A place in a journal: the number of the frame that stands there, counted from 0 for the first
 * ever appended. Stable over restarts, rolls and releases.
 *
 * @param sequence 0 or more
 */
public record JournalPosition(long sequence) implements Comparable<JournalPosition> {
  /** Before the first frame ever. */
  public static final JournalPosition START = new JournalPosition(0);

  /** Checks the range. */
  public JournalPosition {
    if (sequence < 0) throw new IllegalArgumentException("journal position " + sequence);
  }

  /** The place so many frames further on. */
  public JournalPosition plus(long frames) {
    return new JournalPosition(sequence + frames);
  }

  @Override
  public int compareTo(JournalPosition other) {
    return Long.compare(sequence, other.sequence);
  }
}
