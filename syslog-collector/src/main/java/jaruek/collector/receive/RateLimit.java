package jaruek.collector.receive;

/**
 * How much one source may send.
 *
 * @param messagesPerSecond datagrams or messages, 0 for any number
 * @param bytesPerSecond theirs, 0 for any number
 */
public record RateLimit(long messagesPerSecond, long bytesPerSecond) {
  /** As much as comes. */
  public static final RateLimit NONE = new RateLimit(0, 0);

  /**
   * Of a source that has no other: above what a gateway for thousands sends, below what one core
   * journals, so that a source gone mad leaves room for the others.
   */
  public static final RateLimit STANDARD = new RateLimit(100_000, 128L << 20);

  /** The most that can be set, of either. */
  public static final long MAX = 1L << 40;

  /** Checks the ranges. */
  public RateLimit {
    if (messagesPerSecond < 0 || messagesPerSecond > MAX) {
      throw new IllegalArgumentException("messages a second: " + messagesPerSecond);
    }
    if (bytesPerSecond < 0 || bytesPerSecond > MAX) {
      throw new IllegalArgumentException("bytes a second: " + bytesPerSecond);
    }
  }
}
