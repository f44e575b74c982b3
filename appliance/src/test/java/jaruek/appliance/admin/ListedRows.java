package jaruek.appliance.admin;

import jaruek.retention.query.Condition;
import jaruek.retention.query.Mention;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Traffic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rows in a list, asked as the definition of each condition says. */
final class ListedRows implements QueryEngine {
  private final List<Row> rows = new ArrayList<>();

  /** Adds a row: columns and values in turn. */
  void add(Dataset dataset, long receivedAtMillis, Object... columnsAndValues) {
    @Nullable Object[] values = new @Nullable Object[dataset.columns().size()];
    values[0] = receivedAtMillis;
    values[values.length - 1] = (long) rows.size();
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      values[((Column) columnsAndValues[i]).ordinal()] = columnsAndValues[i + 1];
    }
    rows.add(new Row(dataset, values, -1));
  }

  @Override
  public void query(RowQuery query, Predicate<Row> visitor) {
    Comparator<Row> order = Comparator.comparingLong(Row::receivedAtMillis);
    order = order.thenComparingLong(Row::frame);
    List<Row> found =
        rows.stream()
            .filter(row -> row.dataset() == query.dataset() && holds(query.where(), row))
            .sorted(query.descending() ? order.reversed() : order)
            .limit(query.limit())
            .toList();
    for (Row row : found) {
      if (!visitor.test(row)) return;
    }
  }

  @Override
  public long count(RowQuery query) {
    return list(query).size();
  }

  private static boolean holds(Condition condition, Row row) {
    return switch (condition) {
      case Condition.Equal(Column column, Object value) ->
          Objects.equals(row.values()[column.ordinal()], value);
      case Condition.Between(Column column, long from, long to) ->
          row.number(column).isPresent()
              && row.number(column).getAsLong() >= from
              && row.number(column).getAsLong() <= to;
      case Condition.Within within ->
          row.address(within.column()).filter(within.range()::contains).isPresent();
      case Condition.Contains(Column column, String text) ->
          row.text(column)
              .orElse("")
              .toLowerCase(Locale.ROOT)
              .contains(text.toLowerCase(Locale.ROOT));
      case Condition.Mentions(Column column, String text) ->
          row.text(column).filter(new Mention(text)::isIn).isPresent();
      case Condition.IsNull(Column column) -> row.values()[column.ordinal()] == null;
      case Condition.During(long from, long to) -> {
        long start = row.number(Traffic.STARTED_AT).orElse(row.receivedAtMillis());
        yield start <= to && row.number(Traffic.ENDED_AT).orElse(start) >= from;
      }
      case Condition.All(List<Condition> all) -> all.stream().allMatch(c -> holds(c, row));
      case Condition.Any(List<Condition> any) -> any.stream().anyMatch(c -> holds(c, row));
    };
  }

  @Override
  public void close() {}
}
