package jaruek.retention.coverage;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came from one source in one span of time.
 *
 * @param received datagrams, messages or RADIUS events
 * @param bytes theirs
 * @param gap sequence numbers that were left out by flow exporters: flows (NetFlow v5), datagrams
 *     (v9) or records (IPFIX)
 * @param late of those left out before, what came after all
 * @param restarts times an exporter began to number anew
 * @param rejected what could not be decoded, by reason
 */
public record SourceCount(
    long received,
    long bytes,
    long gap,
    long late,
    long restarts,
    SortedMap<String, Long> rejected) {
  /** Nothing. */
  public static final SourceCount NONE = new SourceCount(0, 0, 0, 0, 0, new TreeMap<>());

  /** The most reasons told apart; what is beyond is added to "other". */
  public static final int REASONS_MAX = 32;

  /** The name of what is not told apart. */
  static final String OTHER = "other";

  /** Copies the reasons. */
  public SourceCount {
    rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
  }

  /** Rejections of every reason. */
  public long rejections() {
    long sum = 0;
    for (long value : rejected.values()) sum += value;
    return sum;
  }

  /** Whether anything was counted. */
  public boolean isNothing() {
    return received == 0
        && bytes == 0
        && gap == 0
        && late == 0
        && restarts == 0
        && rejected.isEmpty();
  }

  /** Both together. */
  public SourceCount plus(SourceCount more) {
    TreeMap<String, Long> reasons = new TreeMap<>(rejected);
    more.rejected.forEach(
        (reason, value) -> {
          boolean fits = reasons.containsKey(reason) || reasons.size() < REASONS_MAX;
          reasons.merge(fits ? reason : OTHER, value, Long::sum);
        });
    return new SourceCount(
        received + more.received,
        bytes + more.bytes,
        gap + more.gap,
        late + more.late,
        restarts + more.restarts,
        reasons);
  }
}
