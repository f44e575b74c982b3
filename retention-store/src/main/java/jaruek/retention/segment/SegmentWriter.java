package jaruek.retention.segment;

import jaruek.retention.column.HotBatch;

/** Makes sealed segments of batches. Used by one thread. */
public interface SegmentWriter {
  /**
   * Writes the batch as a segment that is complete, read back and compared, and on disk when this
   * returns; the journal behind it may be released then. The batch must not grow any more. A
   * segment with this id that an earlier attempt left behind is replaced if it is partial.
   *
   * @throws SegmentException if it could not be written or did not read back as it was; nothing is
   *     left behind then
   */
  SegmentManifest write(HotBatch batch, SegmentDraft draft);
}
