package jaruek.retention.decode;

import jaruek.retention.record.Dataset;

/** Where decoders put what they find. Used by one thread. */
public interface RowSink {
  /**
   * A new, empty row of this dataset; one that was begun and not ended is dropped. The writer is
   * reused.
   */
  RowWriter row(Dataset dataset);

  /** Counts something that gave no row. */
  void reject(Rejected rejected);
}
