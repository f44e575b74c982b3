package jaruek.retention.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Answers questions over sealed segments and hot rows as one. Any thread may ask. */
public interface QueryEngine extends AutoCloseable {
  /**
   * Hands the rows found to the visitor, in order, until it answers false.
   *
   * @throws QueryException if the engine failed, a segment is missing or the thread was interrupted
   * @throws QueryLimitException if it took more than it may
   */
  void query(RowQuery query, Predicate<Row> visitor);

  /**
   * The same under control: rows come as they are found, segment by segment where the order is that
   * of their receipt, so a long answer takes no more memory than a short one.
   */
  default void query(RowQuery query, QueryControl control, Predicate<Row> visitor) {
    query(query, visitor);
  }

  /** How many rows are like this; the order and limit do not matter. */
  long count(RowQuery query);

  /** The rows found, for questions whose limit is small. */
  default List<Row> list(RowQuery query) {
    List<Row> rows = new ArrayList<>();
    query(query, rows::add);
    return rows;
  }

  @Override
  void close();
}
