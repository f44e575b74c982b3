package jaruek.retention.export;

import java.util.List;

/** What others have attested of the store's log, as files. */
@FunctionalInterface
public interface WitnessEvidence {
  /** Nobody has. */
  WitnessEvidence NONE = (after, size) -> List.of();

  /**
   * One file of the evidence.
   *
   * @param name in the zip, below {@code log/witnesses/}, {@code log/timestamps/} or {@code keys/}
   * @param size of the log at the checkpoint that it is; 0 if it is none
   * @param content its bytes
   */
  record File(String name, long size, byte[] content) {}

  /**
   * The attestations worth handing out, and what is needed to check them.
   *
   * @param after a log of so many entries holds all that is exported
   * @param size the log's present size: newer ones are not wanted
   */
  List<File> files(long after, long size);
}
