package jaruek.retention.store;

import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Frame;
import java.util.List;

/** What receivers need of the store: a place to put frames that keeps them. Any thread may call. */
public interface Recorder {
  /**
   * Journals the frames in order, as one unit. On return they survive the end of this process.
   *
   * @return the first frame's position
   * @throws jaruek.retention.journal.JournalException if they could not be kept; none of them is
   */
  JournalPosition record(List<Frame> frames);
}
