package jaruek.retention.verify.evidence;

import jaruek.retention.log.VerifyingKey;
import jaruek.retention.record.Dataset;
import jaruek.retention.verify.OutsideCheckpoint;
import jaruek.retention.verify.VerificationProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies an evidence file offline, in bounded memory, in the order of docs/evidence-format.md;
 * the first thing that does not hold is named with its entry and line. Any thread may call.
 */
public final class EvidenceVerifier {
  private final @Nullable VerifyingKey trusted;
  private final List<OutsideCheckpoint> outside;
  private final TokenCheck tokens;

  /**
   * A verifier.
   *
   * @param trusted a key from outside that must stand in the log's chain; null to do without
   * @param outside checkpoints from elsewhere, to be held against the file's
   * @param tokens checks time stamps
   */
  public EvidenceVerifier(
      @Nullable VerifyingKey trusted, List<OutsideCheckpoint> outside, TokenCheck tokens) {
    this.trusted = trusted;
    this.outside = List.copyOf(outside);
    this.tokens = tokens;
  }

  /**
   * Verifies the file.
   *
   * @throws IOException if it cannot be read at all; whatever is wrong in it is in the report
   */
  public EvidenceReport verify(Path file, VerificationProgress progress) throws IOException {
    try (EvidenceZip zip = EvidenceZip.open(file, progress)) {
      return verify(zip, progress);
    } catch (Changed changed) {
      return new EvidenceReport(changed.finding(), null, List.of());
    }
  }

  private EvidenceReport verify(EvidenceZip zip, VerificationProgress progress) throws IOException {
    EvidenceHead head = EvidenceHead.read(zip);
    EvidenceLog log = new EvidenceLog(zip, head);
    log.check(trusted);
    SegmentsCheck segments = new SegmentsCheck(zip);
    segments.check(head, log);
    new RowsCheck(zip, head, segments, progress).check();
    CsvCheck csv = new CsvCheck(zip, progress);
    for (Dataset dataset : Dataset.values()) {
      if (head.rows(dataset) > 0) csv.check(dataset, head.rows(dataset));
    }
    new SumsCheck(zip).check();
    WitnessesCheck witnesses = new WitnessesCheck(zip, log, tokens);
    witnesses.check(outside);
    return new EvidenceReport(null, facts(head, log, witnesses), witnesses.notes());
  }

  private static EvidenceReport.Facts facts(
      EvidenceHead head, EvidenceLog log, WitnessesCheck witnesses) {
    TreeMap<String, Long> rows = new TreeMap<>();
    head.rows().forEach((dataset, count) -> rows.put(dataset.word(), count));
    return new EvidenceReport.Facts(
        head.origin(),
        head.id(),
        head.caseId(),
        head.askedBy(),
        head.checkedBy(),
        rows,
        head.segments().size(),
        log.checkpoint().size(),
        log.fingerprint(),
        witnesses.witnesses().stream().max(Comparator.comparing(Witness::at)).orElse(null));
  }
}
