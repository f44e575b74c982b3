package jaruek.retention.decode;

import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;

/**
 * Turns frames of one kind into rows. Pure: the same frames after the same state give the same
 * rows, whatever the clock, the network or the disk does, so that a replay of the journal gives the
 * store again. Used by one thread.
 */
public interface FrameDecoder {
  /** The frames it takes. */
  FrameKind kind();

  /**
   * Decodes one frame. Whatever the bytes are, this returns: what cannot be understood goes to
   * {@link RowSink#reject}.
   *
   * @param frame the frame as journalled
   * @param position its journal position, the value of the rows' frame column
   */
  void decode(Frame frame, long position, RowSink rows);

  /**
   * Everything that later frames are decoded by (templates, undecoded sets), as bytes; empty if
   * there is nothing.
   */
  byte[] state();

  /**
   * Goes back to a state that {@link #state} gave.
   *
   * @throws IllegalArgumentException if the bytes are no such state
   */
  void restore(byte[] state);
}
