package jaruek.retention.catalog;

/**
 * What a question says about time, which a segment's ranges can be held against; milliseconds, both
 * ends included.
 *
 * @param receivedFromMillis received_at is not before this
 * @param receivedToMillis received_at is not after this
 * @param eventFromMillis the row had not ended before this
 * @param eventToMillis the row had begun by this
 */
public record TimeBounds(
    long receivedFromMillis, long receivedToMillis, long eventFromMillis, long eventToMillis) {
  /** Nothing is said. */
  public static final TimeBounds NONE =
      new TimeBounds(Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);

  /** What both say together. */
  public TimeBounds and(TimeBounds other) {
    return new TimeBounds(
        Math.max(receivedFromMillis, other.receivedFromMillis),
        Math.min(receivedToMillis, other.receivedToMillis),
        Math.max(eventFromMillis, other.eventFromMillis),
        Math.min(eventToMillis, other.eventToMillis));
  }

  /** What holds whichever of the two holds. */
  public TimeBounds or(TimeBounds other) {
    return new TimeBounds(
        Math.min(receivedFromMillis, other.receivedFromMillis),
        Math.max(receivedToMillis, other.receivedToMillis),
        Math.min(eventFromMillis, other.eventFromMillis),
        Math.max(eventToMillis, other.eventToMillis));
  }
}
