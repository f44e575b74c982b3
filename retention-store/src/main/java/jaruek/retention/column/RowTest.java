package jaruek.retention.column;

import jaruek.retention.query.Condition;
import jaruek.retention.query.Mention;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whether a row of a batch fulfils a {@link Condition}, decided on the arrays themselves. */
@FunctionalInterface
interface RowTest {
  boolean test(ColumnBatch rows, int row);

  /**
   * The test of this condition.
   *
   * @throws IllegalArgumentException if it asks of a column what its type cannot answer
   */
  static RowTest of(Condition condition) {
    return switch (condition) {
      case Condition.Equal(Column column, Object value) -> equal(column, value);
      case Condition.Between(Column column, long from, long to) -> between(column, from, to);
      case Condition.Within(Column column, Cidr range) -> within(column, range);
      case Condition.Contains(Column column, String text) -> contains(column, text);
      case Condition.Mentions(Column column, String text) -> mentions(column, text);
      case Condition.IsNull(Column column) -> (rows, row) -> rows.isNull(column, row);
      case Condition.During(long from, long to) -> during(from, to);
      case Condition.All(List<Condition> parts) -> all(parts.stream().map(RowTest::of).toList());
      case Condition.Any(List<Condition> parts) -> any(parts.stream().map(RowTest::of).toList());
    };
  }

  private static RowTest equal(Column column, Object value) {
    return switch (column.type()) {
      case TIMESTAMP, LONG, INTEGER -> {
        if (!(value instanceof Long || value instanceof Integer)) throw mistaken(column, value);
        long number = ((Number) value).longValue();
        yield (rows, row) -> !rows.isNull(column, row) && rows.number(column, row) == number;
      }
      case MAC -> {
        if (!(value instanceof MacAddress mac)) throw mistaken(column, value);
        yield (rows, row) -> !rows.isNull(column, row) && rows.number(column, row) == mac.bits();
      }
      case ADDRESS -> {
        if (!(value instanceof IpAddress address)) throw mistaken(column, value);
        yield within(column, new Cidr(address, 128));
      }
      case TEXT -> {
        if (!(value instanceof String text)) throw mistaken(column, value);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        yield (rows, row) -> !rows.isNull(column, row) && rows.equals(column, row, utf8);
      }
      case BYTES -> throw mistaken(column, value);
    };
  }

  private static RowTest between(Column column, long from, long to) {
    switch (column.type()) {
      case TIMESTAMP, LONG, INTEGER -> {}
      case TEXT, ADDRESS, MAC, BYTES -> throw mistaken(column, from);
    }
    return (rows, row) -> {
      if (rows.isNull(column, row)) return false;
      long value = rows.number(column, row);
      return value >= from && value <= to;
    };
  }

  private static RowTest within(Column column, Cidr range) {
    if (column.type() != ColumnType.ADDRESS) throw mistaken(column, range);
    return (rows, row) ->
        !rows.isNull(column, row) && range.contains(rows.high(column, row), rows.low(column, row));
  }

  private static RowTest contains(Column column, String text) {
    if (column.type() != ColumnType.TEXT) throw mistaken(column, text);
    TextSearch search = new TextSearch(text);
    return (rows, row) -> !rows.isNull(column, row) && search.isIn(rows.bytes(column, row));
  }

  private static RowTest mentions(Column column, String text) {
    if (column.type() != ColumnType.TEXT) throw mistaken(column, text);
    Mention mention = new Mention(text);
    TextSearch search = new TextSearch(mention.text()); // most rows are ruled out without a String
    return (rows, row) ->
        !rows.isNull(column, row)
            && search.isIn(rows.bytes(column, row))
            && mention.isIn(new String(rows.bytes(column, row), StandardCharsets.UTF_8));
  }

  private static RowTest during(long from, long to) {
    return (rows, row) -> {
      if (rows.isNull(Traffic.STARTED_AT, row) && rows.isNull(Traffic.RECEIVED_AT, row)) {
        return false;
      }
      long begin =
          rows.number(
              rows.isNull(Traffic.STARTED_AT, row) ? Traffic.RECEIVED_AT : Traffic.STARTED_AT, row);
      long end = rows.isNull(Traffic.ENDED_AT, row) ? begin : rows.number(Traffic.ENDED_AT, row);
      return begin <= to && end >= from;
    };
  }

  private static RowTest all(List<RowTest> tests) {
    RowTest[] parts = tests.toArray(RowTest[]::new);
    return (rows, row) -> {
      for (RowTest part : parts) if (!part.test(rows, row)) return false;
      return true;
    };
  }

  private static RowTest any(List<RowTest> tests) {
    RowTest[] parts = tests.toArray(RowTest[]::new);
    return (rows, row) -> {
      for (RowTest part : parts) if (part.test(rows, row)) return true;
      return false;
    };
  }

  private static IllegalArgumentException mistaken(Column column, Object value) {
    return new IllegalArgumentException(
        column.name() + " is a " + column.type() + " and cannot be held against " + value);
  }
}
