package jaruek.retention.coverage;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A time in which records are missing, or may be.
 *
 * @param kind why
 * @param source whose; null where it is everybody's
 * @param fromMillis its first millisecond
 * @param toMillis its end, behind it
 * @param lost how many are known to be lost: sequence numbers or datagrams; 0 where nobody knows
 * @param detail of down-time {@code before} (nothing is known yet), {@code stopped}, {@code
 *     crashed} or {@code no-sign} (it ran but did not write, or slept); of kernel drops the
 *     listener; else empty
 */
public record Gap(
    GapKind kind,
    @Nullable SourceName source,
    long fromMillis,
    long toMillis,
    long lost,
    String detail) {
  /** Nothing is known of the time before the first sign of life. */
  public static final String BEFORE = "before";

  /** Stopped as it should. */
  public static final String STOPPED = "stopped";

  /** Killed, or the power went. */
  public static final String CRASHED = "crashed";

  /** No sign of life, and no start behind it. */
  public static final String NO_SIGN = "no-sign";

  /** By time. */
  static final Comparator<Gap> ORDER =
      Comparator.comparingLong(Gap::fromMillis)
          .thenComparingLong(Gap::toMillis)
          .thenComparing(Gap::kind);

  /** Whether this instant lies in it. */
  public boolean contains(long atMillis) {
    return fromMillis <= atMillis && atMillis < toMillis;
  }

  /** Whether it has an instant in common with this span, both ends included. */
  public boolean touches(long spanFrom, long spanTo) {
    return fromMillis <= spanTo && toMillis > spanFrom;
  }

  /** The same, ending and beginning elsewhere. */
  Gap between(long from, long to) {
    return new Gap(kind, source, from, to, lost, detail);
  }

  /** What of it lies in this span; null if nothing does. */
  @Nullable Gap clipped(long spanFrom, long spanTo) {
    long from = Math.max(fromMillis, spanFrom);
    long to = Math.min(toMillis, spanTo);
    return from < to ? between(from, to) : null;
  }
}
