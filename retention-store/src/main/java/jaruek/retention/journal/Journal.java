package jaruek.retention.journal;

import jaruek.retention.record.Frame;
import java.util.List;

/**
 * An ordered, append-only sequence of frames, each chained to all before it by SHA-256. Any thread
 * may append; readers are independent of one another. One process has it open at a time.
 */
public interface Journal extends AutoCloseable {
  /**
   * Appends frames one behind the other, as one unit: after a crash all of them are there or none.
   * On return they survive the end of this process; {@link #sync} says when they survive a power
   * cut.
   *
   * @return the first frame's position
   * @throws JournalException if they could not be written (disk full, closed); then none of them is
   *     there
   */
  JournalPosition append(List<Frame> frames);

  /** The chain's head after the last frame appended. */
  ChainHead head();

  /** The oldest position still kept, which is the next one if nothing is. */
  JournalPosition oldest();

  /** Forces everything appended so far to the disk. */
  void sync();

  /**
   * A reader that begins at this position and checks the chain as it goes.
   *
   * @throws JournalException if the position is not kept any more or not written yet (one past the
   *     last is fine)
   */
  JournalReader read(JournalPosition from);

  /**
   * Lets go of whole files whose frames all stand before this position. The caller has sealed them.
   */
  void release(JournalPosition before);

  /** Bytes on disk. */
  long sizeBytes();

  @Override
  void close();
}
