package jaruek.retention.query;

import jaruek.retention.record.Cidr;
import jaruek.retention.record.Column;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A query engine over a list of rows: slow, and as simple as the conditions' definitions. */
public final class RowListEngine implements QueryEngine {
  private final List<Row> rows = new CopyOnWriteArrayList<>();

  /** Over these rows. */
  public RowListEngine(List<Row> rows) {
    this.rows.addAll(rows);
  }

  /** Adds one row. */
  public void add(Row row) {
    rows.add(row);
  }

  @Override
  public void query(RowQuery query, Predicate<Row> visitor) {
    Comparator<Row> order = Comparator.comparingInt(row -> 0);
    for (Column column : query.order()) {
      order = order.thenComparing(row -> row.values()[column.ordinal()], RowListEngine::compare);
    }
    order = order.thenComparingLong(Row::frame);
    if (query.descending()) order = order.reversed();
    List<Row> found =
        rows.stream()
            .filter(row -> row.dataset() == query.dataset() && holds(query.where(), row))
            .sorted(order)
            .limit(query.limit())
            .toList();
    for (Row row : found) {
      if (!visitor.test(row)) return;
    }
  }

  @Override
  public long count(RowQuery query) {
    return rows.stream()
        .filter(row -> row.dataset() == query.dataset() && holds(query.where(), row))
        .count();
  }

  /** Whether the row is like this. */
  public static boolean holds(Condition condition, Row row) {
    return switch (condition) {
      case Condition.Equal equal -> isEqual(row.values()[equal.column().ordinal()], equal.value());
      case Condition.Between between ->
          isBetween(row.number(between.column()), between.from(), between.to());
      case Condition.Within within -> isWithin(row, within.column(), within.range());
      case Condition.Contains contains ->
          row.text(contains.column())
              .filter(
                  text ->
                      text.toLowerCase(Locale.ROOT)
                          .contains(contains.text().toLowerCase(Locale.ROOT)))
              .isPresent();
      case Condition.Mentions mentions ->
          row.text(mentions.column()).filter(new Mention(mentions.text())::isIn).isPresent();
      case Condition.IsNull isNull -> row.values()[isNull.column().ordinal()] == null;
      case Condition.During during -> isDuring(row, during);
      case Condition.All all -> all.conditions().stream().allMatch(c -> holds(c, row));
      case Condition.Any any -> any.conditions().stream().anyMatch(c -> holds(c, row));
    };
  }

  private static boolean isEqual(@Nullable Object actual, Object expected) {
    return expected instanceof Integer number
        ? Long.valueOf(number).equals(actual)
        : expected.equals(actual);
  }

  private static boolean isBetween(OptionalLong value, long from, long to) {
    return value.isPresent() && value.getAsLong() >= from && value.getAsLong() <= to;
  }

  private static boolean isWithin(Row row, Column column, Cidr range) {
    return row.address(column).filter(range::contains).isPresent();
  }

  private static boolean isDuring(Row row, Condition.During during) {
    long from = row.number(Traffic.STARTED_AT).orElse(row.receivedAtMillis());
    long to =
        row.number(Traffic.ENDED_AT)
            .orElse(row.number(Traffic.STARTED_AT).orElse(row.receivedAtMillis()));
    return from <= during.toMillis() && to >= during.fromMillis();
  }

  private static int compare(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) return Boolean.compare(a == null, b == null);
    return switch (a) {
      case Long number when b instanceof Long other -> number.compareTo(other);
      case String text when b instanceof String other -> text.compareTo(other);
      case IpAddress address when b instanceof IpAddress other -> address.compareTo(other);
      case MacAddress mac when b instanceof MacAddress other ->
          Long.compare(mac.bits(), other.bits());
      default -> 0;
    };
  }

  @Override
  public void close() {}
}
