package jaruek.retention.store;

import jaruek.retention.record.Frame;

/**
 * Is told, on the decoding thread, how a restart decodes again what the journal held behind the
 * last segment: what is counted in that time was counted before the stop already. Must be quick.
 */
public interface ReplayListener {
  /** Does nothing. */
  ReplayListener NONE =
      new ReplayListener() {
        @Override
        public void decoded(Frame frame) {}

        @Override
        public void caughtUp() {}
      };

  /** This frame from before the start is decoded. */
  void decoded(Frame frame);

  /** All frames from before the start are decoded, and none behind it. Told once. */
  void caughtUp();
}
