package jaruek.collector.forward;

import jaruek.retention.record.Frame;
import java.io.IOException;

/** The way to one target; used by one thread, and closed by any. */
interface Link extends AutoCloseable {
  /** Takes a frame on the way; it may still wait here. */
  void send(Frame frame) throws IOException;

  /**
   * Sends what waits here and looks whether the other side is still there.
   *
   * @return whether everything sent has arrived, as far as the way tells at all
   * @throws IOException if the other side is gone
   */
  boolean settle() throws IOException;

  @Override
  void close();
}
