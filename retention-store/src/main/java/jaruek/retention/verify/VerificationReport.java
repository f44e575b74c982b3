package jaruek.retention.verify;

import jaruek.retention.log.Checkpoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a verification came to.
 *
 * @param findings in the order they were made, at most {@link StoreVerifier#FINDINGS_MAX}
 * @param checkpoint the signed head that everything was compared with; null if there is none that
 *     its key signed
 * @param logEntries how many were read
 * @param segments how many were verified
 * @param rows how many were hashed, or stand in files that were
 * @param bytes of segment files, hashed
 * @param journalFrames how many were read and chained
 */
public record VerificationReport(
    List<Finding> findings,
    @Nullable Checkpoint checkpoint,
    long logEntries,
    long segments,
    long rows,
    long bytes,
    long journalFrames) {
  /** Copies the list. */
  public VerificationReport {
    findings = List.copyOf(findings);
  }

  /** Whether nothing was found that should not be so. */
  public boolean intact() {
    return firstFault().isEmpty();
  }

  /** The first bad thing. */
  public Optional<Finding> firstFault() {
    return findings.stream().filter(f -> f.grade() == Finding.Grade.FAULT).findFirst();
  }
}
