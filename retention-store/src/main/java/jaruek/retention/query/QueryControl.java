package jaruek.retention.query;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What goes with one question.
 *
 * @param timeMax instead of the engine's limit; null for that
 * @param progress told how far it has come. An exception from it ends the question, as one from the
 *     visitor does, and so does an interrupt of its thread
 */
public record QueryControl(@Nullable Duration timeMax, Progress progress) {
  /** The engine's limit, and nobody to tell. */
  public static final QueryControl NONE = new QueryControl(null, (done, total) -> {});

  /** Takes how far a question has come. */
  @FunctionalInterface
  public interface Progress {
    /** So many of the segments that can hold such rows are done with. */
    void segments(long done, long total);
  }
}
