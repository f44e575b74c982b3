package jaruek.retention.coverage;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded in a span of time.
 *
 * @param fromMillis its first millisecond
 * @param toMillis its end, not in the future
 * @param appliance when the appliance itself ran
 * @param gaps of the appliance: down-time, clock steps and kernel drops, by time
 * @param clock what was measured of our clock
 * @param steps how often the clock was set
 * @param refused datagrams and messages from addresses that are no source, whole days
 * @param sources one for each source, by name
 * @param complete false if a limit left something out
 */
public record CoverageReport(
    long fromMillis,
    long toMillis,
    List<Span> appliance,
    List<Gap> gaps,
    Clock clock,
    long steps,
    long refused,
    List<Source> sources,
    boolean complete) {
  /** Copies the lists. */
  public CoverageReport {
    appliance = List.copyOf(appliance);
    gaps = List.copyOf(gaps);
    sources = List.copyOf(sources);
  }

  /**
   * A time of recording.
   *
   * @param fromMillis its first millisecond
   * @param toMillis its end, behind it
   */
  public record Span(long fromMillis, long toMillis) {}

  /**
   * What was measured of our clock.
   *
   * @param samples measurements
   * @param unsynchronised those that found the clock to follow no reference
   * @param offsetMillisLeast the least offset; null if none was measured
   * @param offsetMillisMost the greatest
   * @param stratumBest the lowest, 0 if none was told
   * @param stratumWorst the highest
   */
  public record Clock(
      long samples,
      long unsynchronised,
      @Nullable Double offsetMillisLeast,
      @Nullable Double offsetMillisMost,
      int stratumBest,
      int stratumWorst) {}

  /** How a source is at the span's end. */
  public enum State {
    /** It speaks, or pauses as it usually does. */
    ACTIVE,
    /** It says nothing though it usually does. */
    SILENT,
    /** It has never said anything that is known. */
    NEVER;

    /** Lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One source.
   *
   * @param name whose
   * @param state how it is at the end
   * @param configured whether it is a source now
   * @param firstMillis when it spoke first, as far as is known; null if never
   * @param lastMillis when it spoke last
   * @param spans when it was recorded, by time
   * @param gaps its own and the appliance's, by time
   * @param count what came and what was lost, of whole days
   * @param sealedRows rows made of it in the segments sealed in the span, from their manifests
   * @param sealedRejected rejections there
   */
  public record Source(
      SourceName name,
      State state,
      boolean configured,
      @Nullable Long firstMillis,
      @Nullable Long lastMillis,
      List<Span> spans,
      List<Gap> gaps,
      SourceCount count,
      long sealedRows,
      long sealedRejected) {
    /** Copies the lists. */
    public Source {
      spans = List.copyOf(spans);
      gaps = List.copyOf(gaps);
    }

    /** How much of the report's span was recorded, 0 to 1. */
    public double share(CoverageReport report) {
      long recorded = spans.stream().mapToLong(s -> s.toMillis() - s.fromMillis()).sum();
      return recorded / (double) Math.max(1, report.toMillis() - report.fromMillis());
    }

    /** Sequence numbers left out and not come after all. */
    public long lost() {
      return Math.max(0, count.gap() - count.late());
    }
  }
}
