package jaruek.retention.query;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A question took more than it may. */
public final class QueryLimitException extends QueryException {
  @Serial private static final long serialVersionUID = 1;

  /** Of what it took too much. */
  public enum Kind {
    /** {@link QueryLimits#timeMax}, in seconds. */
    TIME,
    /** {@link QueryLimits#memoryMaxBytes}, in MiB, and as far as it can be spilled the disk. */
    MEMORY
  }

  private final Kind kind;
  private final long limit;

  /** Which limit, how much it is, what to do, and what the engine said. */
  public QueryLimitException(Kind kind, long limit, @Nullable Throwable cause) {
    super(message(kind, limit), cause);
    this.kind = kind;
    this.limit = limit;
  }

  private static String message(Kind kind, long limit) {
    return switch (kind) {
      case TIME ->
          "the question took longer than "
              + limit
              + " seconds and was stopped; ask for a shorter time or more precisely";
      case MEMORY ->
          "the question needs more memory than the "
              + limit
              + " MiB and the spill folder that questions may take; ask for a shorter time or more"
              + " precisely";
    };
  }

  /** Which limit. */
  public Kind kind() {
    return kind;
  }

  /** How much it is, in the kind's unit. */
  public long limit() {
    return limit;
  }
}
