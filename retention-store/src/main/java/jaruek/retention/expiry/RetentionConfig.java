package jaruek.retention.expiry;

import java.time.Duration;

/**
 * How long rows are kept.
 *
 * @param days at least {@link #DAYS_MIN}
 * @param grace so long questions that are under way may go on reading files of rows that expired
 */
public record RetentionConfig(int days, Duration grace) {
  /** What the law asks. */
  public static final int DAYS_MIN = 90;

  /** With the grace that suits. */
  public static RetentionConfig ofDays(int days) {
    return new RetentionConfig(days, Duration.ofSeconds(2));
  }

  /** Checks the range. */
  public RetentionConfig {
    if (days < DAYS_MIN) throw new ExpiryException("retention of " + days + " days");
  }

  long millis() {
    return Duration.ofDays(days).toMillis();
  }
}
