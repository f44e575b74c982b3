package jaruek.retention.query;

import jaruek.retention.record.Column;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes with one question.
 *
 * @param timeMax instead of the engine's limit; null for that
 * @param progress told how far it has come. An exception from it ends the question, as one from the
 *     visitor does, and so does an interrupt of its thread
 * @param columns whose values the visitor looks at, beside received time and frame; of the others
 *     the rows may have nulls, which is faster. Empty for all
 */
public record QueryControl(@Nullable Duration timeMax, Progress progress, Set<Column> columns) {
  /** The engine's limit, and nobody to tell. */
  public static final QueryControl NONE = new QueryControl(null, (done, total) -> {});

  /** Copies the set. */
  public QueryControl {
    columns = Set.copyOf(columns);
  }

  /** All columns. */
  public QueryControl(@Nullable Duration timeMax, Progress progress) {
    this(timeMax, progress, Set.of());
  }

  /** Rows with the values of these columns. */
  public static QueryControl of(Set<Column> columns, Duration timeMax) {
    return new QueryControl(timeMax, (done, total) -> {}, columns);
  }

  /** Rows with the values of these columns, within the engine's limit. */
  public static QueryControl of(Set<Column> columns) {
    return new QueryControl(null, (done, total) -> {}, columns);
  }

  /** Takes how far a question has come. */
  @FunctionalInterface
  public interface Progress {
    /** So many of the segments that can hold such rows are done with. */
    void segments(long done, long total);
  }
}
