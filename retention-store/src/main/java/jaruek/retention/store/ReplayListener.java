package jaruek.retention.store;

import jaruek.retention.record.Frame;

/**
 * Is told how decoding and sealing get on, and which frames a restart decodes again: what is
 * counted of those was counted before the stop already. All but {@link #sealing} is called on the
 * decoding thread and must be quick.
 *
 * <p>A place in the journal is given as the number of the frame behind it.
 */
public interface ReplayListener {
  /** Does nothing. */
  ReplayListener NONE =
      new ReplayListener() {
        @Override
        public void decoded(Frame frame) {}

        @Override
        public void caughtUp(long decodedTo) {}
      };

  /** This frame from before the start is decoded. */
  void decoded(Frame frame);

  /**
   * All frames from before the start are decoded, and none behind it but the cut that the start
   * began with. Told once.
   *
   * @param decodedTo the place behind that cut
   */
  void caughtUp(long decodedTo);

  /** This frame is decoded, whenever it came; told before {@link #decoded}. */
  default void passed(Frame frame, long decodedTo) {}

  /** A segment's rows end here. */
  default void closed(long decodedTo) {}

  /**
   * The segment that ends here is about to be sealed: a restart will not decode it again. What is
   * recorded now is on the disk before the segment is. Called on the sealing thread.
   */
  default void sealing(long decodedTo) {}
}
