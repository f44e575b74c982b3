package jaruek.retention.query;

import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import java.util.List;

/**
 * A question for rows.
 *
 * @param dataset which table
 * @param where what they must be like
 * @param order by these columns, ascending or all descending; then by frame
 * @param descending the direction
 * @param limit at most so many, 1 or more
 */
public record RowQuery(
    Dataset dataset, Condition where, List<Column> order, boolean descending, long limit) {

  /** Checks the limit. */
  public RowQuery {
    if (limit < 1) throw new IllegalArgumentException("limit " + limit);
  }

  /** All rows like this, by received time. */
  public static RowQuery of(Dataset dataset, Condition where, long limit) {
    return new RowQuery(dataset, where, List.of(dataset.receivedAt()), false, limit);
  }
}
