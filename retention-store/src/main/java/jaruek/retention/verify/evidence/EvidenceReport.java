package jaruek.retention.verify.evidence;

import jaruek.retention.verify.Finding;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the verification of an evidence file came to.
 *
 * @param fault the first thing that does not hold; null if the file is unchanged
 * @param facts what was shown; null if the file is changed
 * @param notes what was not checked or could not be compared, and which keys came with the file
 */
public record EvidenceReport(@Nullable Finding fault, @Nullable Facts facts, List<String> notes) {
  /** Copies the list. */
  public EvidenceReport {
    notes = List.copyOf(notes);
  }

  /**
   * What an unchanged file shows.
   *
   * @param origin of the log
   * @param id of the export
   * @param caseId of the case
   * @param askedBy who asked
   * @param checkedBy who checked, empty if nobody
   * @param rows by the dataset's word
   * @param segments they are from
   * @param logSize entries in the log
   * @param fingerprint of the store's first key
   * @param newest witness from outside; null if there is none
   */
  public record Facts(
      String origin,
      String id,
      String caseId,
      String askedBy,
      String checkedBy,
      SortedMap<String, Long> rows,
      int segments,
      long logSize,
      String fingerprint,
      @Nullable Witness newest) {
    /** Copies the map. */
    public Facts {
      rows = new TreeMap<>(rows);
    }
  }

  /** Whether nothing was altered since it was sealed. */
  public boolean intact() {
    return fault == null;
  }

  /** What does not hold, first. */
  public Optional<Finding> firstFault() {
    return Optional.ofNullable(fault);
  }
}
