package jaruek.retention.query;

import jaruek.retention.record.Cidr;
import jaruek.retention.record.Column;
import java.util.List;

/**
 * What a row must be like to be found. A null value fulfils none but {@link IsNull} and what {@link
 * During} says.
 */
public sealed interface Condition {
  /**
   * The column has this value: Long or Integer, String, IpAddress or MacAddress, as its type asks.
   */
  record Equal(Column column, Object value) implements Condition {}

  /** The number or time lies between these, both included. */
  record Between(Column column, long from, long to) implements Condition {}

  /** The address lies in the range. */
  record Within(Column column, Cidr range) implements Condition {}

  /** The text contains this one, without regard to case; no wildcards. */
  record Contains(Column column, String text) implements Condition {}

  /** The text contains this one as a whole, without regard to case; see {@link Mention}. */
  record Mentions(Column column, String text) implements Condition {}

  /** The column is null. */
  record IsNull(Column column) implements Condition {}

  /**
   * Traffic that may have been under way in this span, both ends included, in milliseconds: from
   * started_at (received_at where that is null) to ended_at (started_at, received_at).
   */
  record During(long fromMillis, long toMillis) implements Condition {}

  /** All hold; with none it is true. */
  record All(List<Condition> conditions) implements Condition {}

  /** At least one holds; with none it is false. */
  record Any(List<Condition> conditions) implements Condition {}

  /** All of these. */
  static Condition all(Condition... conditions) {
    return new All(List.of(conditions));
  }

  /** Any of these. */
  static Condition any(Condition... conditions) {
    return new Any(List.of(conditions));
  }
}
