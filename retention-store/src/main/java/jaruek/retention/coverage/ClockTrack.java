package jaruek.retention.coverage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The clock's samples, in the order they were read; at most {@link #SAMPLES_MAX}. */
final class ClockTrack {
  static final int SAMPLES_MAX = 600_000;

  private long[] times = new long[1024];
  private double[] offsets = new double[1024]; // NaN where there was none
  private byte[] strata = new byte[1024];
  private boolean[] synchronised = new boolean[1024];
  private int size;

  void add(long atMillis, ClockSample sample) {
    if (size >= SAMPLES_MAX) return;
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      offsets = Arrays.copyOf(offsets, size * 2);
      strata = Arrays.copyOf(strata, size * 2);
      synchronised = Arrays.copyOf(synchronised, size * 2);
    }
    Double offset = sample.offsetMillis();
    times[size] = atMillis;
    offsets[size] = offset == null ? Double.NaN : offset;
    strata[size] = (byte) sample.stratum();
    synchronised[size++] = sample.synchronised();
  }

  /** What was measured in this span, both ends included. */
  CoverageReport.Clock between(long fromMillis, long toMillis) {
    long samples = 0;
    long unsynchronised = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    int bestStratum = 0;
    int worstStratum = 0;
    for (int i = 0; i < size; i++) {
      if (times[i] < fromMillis || times[i] > toMillis) continue;
      samples++;
      if (!synchronised[i]) unsynchronised++;
      if (!Double.isNaN(offsets[i])) {
        least = Math.min(least, offsets[i]);
        most = Math.max(most, offsets[i]);
      }
      if (strata[i] > 0) {
        bestStratum = bestStratum == 0 ? strata[i] : Math.min(bestStratum, strata[i]);
        worstStratum = Math.max(worstStratum, strata[i]);
      }
    }
    boolean measured = least <= most;
    return new CoverageReport.Clock(
        samples,
        unsynchronised,
        measured ? least : null,
        measured ? most : null,
        bestStratum,
        worstStratum);
  }

  /** The offset measured nearest to a time, of those in a span; null if there is none. */
  @Nullable Long nearestOffset(long atMillis, long fromMillis, long toMillis) {
    int nearest = -1;
    for (int i = 0; i < size; i++) {
      if (times[i] < fromMillis || times[i] > toMillis || Double.isNaN(offsets[i])) continue;
      boolean nearer =
          nearest < 0 || Math.abs(times[i] - atMillis) < Math.abs(times[nearest] - atMillis);
      if (nearer) nearest = i;
    }
    return nearest < 0 ? null : (Long) Math.round(offsets[nearest]);
  }
}
