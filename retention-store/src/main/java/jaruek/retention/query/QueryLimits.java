package jaruek.retention.query;

import java.time.Duration;

/**
 * What a question may take, whoever asks it.
 *
 * @param timeMax until its last row was taken
 * @param memoryMaxBytes outside the Java heap, all questions together
 * @param spillMaxBytes on the disk, for what does not fit in memory; all questions together
 */
public record QueryLimits(Duration timeMax, long memoryMaxBytes, long spillMaxBytes) {
  /** Of a running appliance, unless its configuration says otherwise. */
  public static final QueryLimits STANDARD =
      new QueryLimits(Duration.ofMinutes(5), 320L << 20, 4L << 30);

  /** Checks the ranges. */
  public QueryLimits {
    if (timeMax.isNegative() || timeMax.isZero()) throw new IllegalArgumentException("no time");
    if (memoryMaxBytes < 1 || spillMaxBytes < 0) throw new IllegalArgumentException("no memory");
  }

  /** The same with another time. */
  public QueryLimits withTimeMax(Duration other) {
    return new QueryLimits(other, memoryMaxBytes, spillMaxBytes);
  }
}
