package jaruek.retention.coverage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Times of loss, put together where they follow closely. At most {@link #RUNS_MAX}; then the newest
 * is drawn out, so that what is lost is still counted, at a time told less exactly.
 */
final class LossRuns {
  static final int RUNS_MAX = 2_000;

  /** Losses so close together are told as one. */
  static final long TOGETHER_MILLIS = 5 * 60_000;

  private static final class Run {
    long from;
    long to;
    long lost;
  }

  private final List<Run> runs = new ArrayList<>();

  /** May be less than nothing: what came late was counted as lost before. */
  void add(long fromMillis, long toMillis, long lost) {
    Run last = runs.isEmpty() ? null : runs.getLast();
    boolean follows =
        last != null && fromMillis >= last.from && fromMillis - last.to <= TOGETHER_MILLIS;
    if (last != null && (follows || runs.size() >= RUNS_MAX)) {
      last.from = Math.min(last.from, fromMillis);
      if (lost > 0) last.to = Math.max(last.to, toMillis);
      last.lost = Math.max(0, last.lost + lost);
    } else if (lost > 0) {
      Run run = new Run();
      run.from = fromMillis;
      run.to = toMillis;
      run.lost = lost;
      runs.add(run);
    }
  }

  /** As gaps that touch this span, whole. */
  List<Gap> gaps(
      GapKind kind, @Nullable SourceName source, String detail, long fromMillis, long toMillis) {
    List<Gap> gaps = new ArrayList<>();
    for (Run run : runs) {
      Gap gap = new Gap(kind, source, run.from, Math.max(run.to, run.from + 1), run.lost, detail);
      if (run.lost > 0 && gap.touches(fromMillis, toMillis)) gaps.add(gap);
    }
    return gaps;
  }
}
