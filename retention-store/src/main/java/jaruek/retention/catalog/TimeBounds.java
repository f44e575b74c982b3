package jaruek.retention.catalog;

import jaruek.retention.query.Condition;
import jaruek.retention.record.Column;
import java.util.List;

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

  /** Nothing can be both. */
  private static final TimeBounds EMPTY =
      new TimeBounds(Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE);

  /** What the condition says about time: rows outside cannot fulfil it. */
  public static TimeBounds of(Condition condition) {
    return switch (condition) {
      case Condition.Equal(Column column, Object value) when isReceived(column) ->
          value instanceof Number number ? received(number.longValue(), number.longValue()) : NONE;
      case Condition.Between(Column column, long from, long to) when isReceived(column) ->
          received(from, to);
      case Condition.During(long from, long to) ->
          new TimeBounds(Long.MIN_VALUE, Long.MAX_VALUE, from, to);
      case Condition.All(List<Condition> parts) ->
          parts.stream().map(TimeBounds::of).reduce(NONE, TimeBounds::and);
      case Condition.Any(List<Condition> parts) ->
          parts.stream().map(TimeBounds::of).reduce(EMPTY, TimeBounds::or);
      case Condition.Equal e -> NONE;
      case Condition.Between b -> NONE;
      case Condition.Within w -> NONE;
      case Condition.Contains c -> NONE;
      case Condition.IsNull n -> NONE;
    };
  }

  private static boolean isReceived(Column column) {
    return column.ordinal() == 0; // of every dataset
  }

  private static TimeBounds received(long from, long to) {
    return new TimeBounds(from, to, Long.MIN_VALUE, Long.MAX_VALUE);
  }

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
