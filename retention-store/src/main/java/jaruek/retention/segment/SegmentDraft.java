package jaruek.retention.segment;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import java.util.Map;

/**
 * What a segment to be written is told about itself, besides its rows.
 *
 * @param id its number, 0 or more, one higher than the segment's before it
 * @param from the first journal position it covers
 * @param to the chain's head after the last frame it covers
 * @param reason why it was cut: hour, rows, memory, command, …
 * @param decoderState what later frames are decoded by; kept beside the rows
 * @param sources counters by source and name, as of the cut
 * @param createdAtMillis our clock; gives the folder its day
 */
public record SegmentDraft(
    long id,
    JournalPosition from,
    ChainHead to,
    String reason,
    byte[] decoderState,
    Map<String, Map<String, Long>> sources,
    long createdAtMillis) {

  /** Checks the ranges. */
  public SegmentDraft {
    if (id < 0) throw new IllegalArgumentException("segment " + id);
    if (to.position().compareTo(from) < 0) {
      throw new IllegalArgumentException(
          "segment from " + from.sequence() + " to " + to.position().sequence());
    }
  }
}
