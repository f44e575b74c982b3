package jaruek.appliance.doctor;

import jaruek.retention.coverage.CoverageReport;
import jaruek.retention.coverage.Gap;
import jaruek.retention.coverage.GapKind;
import jaruek.retention.coverage.SourceTerm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What was lost in the last day: on the way here, in the kernel, in decoding, by a crash. */
public final class LossCheck implements Check {
  /** Rejections up to this share of what was received are usual: somebody scans, a field is odd. */
  private static final double REJECTED_SHARE_MAX = 0.01;

  private final Supplier<CoverageReport> lastDay;

  /** Over the last day's coverage. */
  public LossCheck(Supplier<CoverageReport> lastDay) {
    this.lastDay = lastDay;
  }

  @Override
  public String name() {
    return "loss";
  }

  @Override
  public List<Finding> look() {
    CoverageReport report = lastDay.get();
    List<Finding> found = new ArrayList<>();
    Map<String, Long> drops = new TreeMap<>();
    for (Gap gap : report.gaps()) {
      if (gap.kind() == GapKind.KERNEL_DROP) drops.merge(gap.detail(), gap.lost(), Long::sum);
      boolean unplanned = gap.detail().equals(Gap.CRASHED) || gap.detail().equals(Gap.NO_SIGN);
      if (gap.kind() == GapKind.DOWN && unplanned) {
        found.add(
            Finding.warning(
                name(),
                "down-" + gap.detail(),
                "from",
                at(gap.fromMillis()),
                "to",
                at(gap.toMillis())));
      }
    }
    drops.forEach(
        (listener, lost) ->
            found.add(
                Finding.fault(
                    name(), "kernel-drops", "listener", listener, "lost", lost.toString())));
    for (CoverageReport.Source source : report.sources()) sourceLoss(source, found);
    return found.isEmpty() ? List.of(Finding.ok(name(), "loss-good")) : found;
  }

  private void sourceLoss(CoverageReport.Source source, List<Finding> found) {
    String words = SourcesCheck.words(source.name());
    long lost =
        source.gaps().stream()
            .filter(gap -> gap.kind() == GapKind.SEQUENCE)
            .mapToLong(Gap::lost)
            .sum();
    if (lost > 0) {
      found.add(
          Finding.warning(name(), "sequence-lost", "source", words, "lost", Long.toString(lost)));
    }
    counted(source, SourceTerm.DROPPED, "rate-limited", found);
    counted(source, SourceTerm.LOST, "not-journalled", found);
    counted(source, SourceTerm.KILLED, "killed", found);
    long sets =
        source.count().of(SourceTerm.UNDECODABLE) - source.count().of(SourceTerm.DECODED_LATE);
    if (sets > 0) {
      found.add(
          Finding.warning(name(), "no-template", "source", words, "lost", Long.toString(sets)));
    }
    long rejected = source.count().rejections();
    if (rejected > REJECTED_SHARE_MAX * source.count().received()) {
      found.add(
          Finding.warning(
              name(),
              "rejected",
              "source",
              words,
              "rejected",
              Long.toString(rejected),
              "received",
              Long.toString(source.count().received())));
    }
  }

  private void counted(
      CoverageReport.Source source, SourceTerm term, String code, List<Finding> found) {
    long lost = source.count().of(term);
    if (lost == 0) return;
    String words = SourcesCheck.words(source.name());
    found.add(Finding.warning(name(), code, "source", words, "lost", Long.toString(lost)));
  }

  private static String at(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
