package jaruek.retention.journal;

import jaruek.retention.record.Frame;

/** Reads frames in order from one thread. */
public interface JournalReader extends AutoCloseable {
  /**
   * Moves to the next frame.
   *
   * @return false if there is none yet; a later call may find one
   * @throws JournalException if the file is damaged or the chain broken, with the file's name and
   *     the position
   */
  boolean next();

  /** The frame that {@link #next} moved to. */
  Frame frame();

  /** That frame's position. */
  JournalPosition position();

  /** The chain's head after that frame. */
  ChainHead head();

  @Override
  void close();
}
