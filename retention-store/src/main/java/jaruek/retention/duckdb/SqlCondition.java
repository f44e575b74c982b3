package jaruek.retention.duckdb;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Mention;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@link Condition} as SQL over the columns as Parquet has them, values as parameters. Addresses
 * are text there: ranges that end at a dot or colon are ranges of text, which DuckDB holds against
 * the statistics of row groups; the rest is looked at digit by digit, or by {@link RangeFunction}.
 */
final class SqlCondition {
  private static final int IPV4_PREFIX = 96;

  private final List<Object> parameters = new ArrayList<>();
  private final Layout layout;
  private final String sql;

  SqlCondition(Condition condition, Layout layout) {
    this.layout = layout;
    sql = sql(condition);
  }

  String sql() {
    return sql;
  }

  /** Long, Integer or String, in the order of the question marks. */
  List<Object> parameters() {
    return parameters;
  }

  private String sql(Condition condition) {
    return switch (condition) {
      case Condition.Equal(Column column, Object value) -> equal(column, value);
      case Condition.Between(Column column, long from, long to) -> between(column, from, to);
      case Condition.Within(Column column, Cidr range) -> within(column, range);
      case Condition.Contains(Column column, String text) -> contains(column, text);
      case Condition.Mentions(Column column, String text) -> mentions(column, text);
      case Condition.IsNull(Column column) -> name(column) + " IS NULL";
      case Condition.During(long from, long to) -> during(from, to);
      case Condition.All(List<Condition> parts) -> joined(parts, " AND ", "true");
      case Condition.Any(List<Condition> parts) -> joined(parts, " OR ", "false");
    };
  }

  private String joined(List<Condition> parts, String word, String none) {
    if (parts.isEmpty()) return none;
    return parts.stream().map(this::sql).collect(Collectors.joining(word, "(", ")"));
  }

  private String name(Column column) {
    return layout.value(column);
  }

  private String value(Object value) {
    parameters.add(value);
    return "?";
  }

  private String equal(Column column, Object value) {
    return switch (column.type()) {
      case TIMESTAMP, LONG, INTEGER -> {
        if (!(value instanceof Long || value instanceof Integer)) throw mistaken(column, value);
        long number = ((Number) value).longValue();
        yield between(column, number, number);
      }
      case TEXT -> {
        if (!(value instanceof String)) throw mistaken(column, value);
        yield name(column) + " = " + value(value);
      }
      case ADDRESS -> {
        if (!(value instanceof IpAddress)) throw mistaken(column, value);
        yield name(column) + " = " + value(value.toString());
      }
      case MAC -> {
        if (!(value instanceof MacAddress)) throw mistaken(column, value);
        yield name(column) + " = " + value(value.toString());
      }
      case BYTES -> throw mistaken(column, value);
    };
  }

  private String between(Column column, long from, long to) {
    return switch (column.type()) {
      case TIMESTAMP -> between(column, time(from), time(to), from > to);
      case LONG -> between(column, value(from), value(to), false);
      case INTEGER ->
          from > Integer.MAX_VALUE || to < Integer.MIN_VALUE
              ? "false"
              : between(
                  column,
                  value((int) Math.max(from, Integer.MIN_VALUE)) + "::INTEGER",
                  value((int) Math.min(to, Integer.MAX_VALUE)) + "::INTEGER",
                  false);
      case TEXT, ADDRESS, MAC, BYTES -> throw mistaken(column, from);
    };
  }

  private String between(Column column, String from, String to, boolean never) {
    String span = name(column) + " >= " + from + " AND " + name(column) + " <= " + to;
    return never ? "(false AND " + span + ")" : "(" + span + ")";
  }

  /** A time; what is past those that columns can hold is one step past them. */
  private String time(long millis) {
    long known = Math.max(ColumnBatch.TIMESTAMP_MIN_MILLIS - 1, millis);
    return "make_timestamp_ms("
        + value(Math.min(ColumnBatch.TIMESTAMP_MAX_MILLIS + 1, known))
        + ")";
  }

  private String contains(Column column, String text) {
    if (column.type() != ColumnType.TEXT) throw mistaken(column, text);
    return "contains(lower(" + name(column) + "), lower(" + value(text) + "))";
  }

  private String mentions(Column column, String text) {
    String expression = new Mention(text).expression();
    String contained = contains(column, text); // first, for it is the cheaper
    return "(%s AND regexp_matches(lower(%s), %s))"
        .formatted(contained, name(column), value(expression));
  }

  /**
   * The coalesced times are the condition; what stands before them follows from it, and is there
   * because DuckDB holds single columns against the statistics of row groups and skips those.
   */
  private String during(long from, long to) {
    return "((started_at IS NULL OR started_at <= "
        + time(to)
        + ") AND (ended_at IS NULL OR ended_at >= "
        + time(from)
        + ") AND coalesce(started_at, received_at) <= "
        + time(to)
        + " AND coalesce(ended_at, started_at, received_at) >= "
        + time(from)
        + ")";
  }

  private String within(Column column, Cidr range) {
    if (column.type() != ColumnType.ADDRESS) throw mistaken(column, range);
    String name = name(column);
    if (range.prefixLength() == 0) return name + " IS NOT NULL";
    if (range.prefixLength() == 128) return equal(column, range.first());
    if (range.first().isIpv4() && range.prefixLength() >= IPV4_PREFIX) {
      return withinIpv4(name, range);
    }
    String ipv6 = withinIpv6(name, range);
    if (!range.contains(IpAddress.ofIpv4(0))) return ipv6;
    return "(NOT contains(" + name + ", ':') OR " + ipv6 + ")";
  }

  private String withinIpv4(String name, Cidr range) {
    int bits = range.prefixLength() - IPV4_PREFIX;
    if (bits == 0) return "(NOT contains(" + name + ", ':'))";
    int whole = bits / 8;
    String[] first = range.first().toString().split("\\.", -1);
    List<String> parts = new ArrayList<>();
    if (whole > 0) parts.add(startsWith(name, String.join(".", List.of(first).subList(0, whole))));
    if (bits % 8 > 0) {
      int from = Integer.parseInt(first[whole]);
      parts.add(
          "try_cast(split_part(%s, '.', %d) AS INTEGER) BETWEEN %d AND %d"
              .formatted(name, whole + 1, from, from + (1 << 8 - bits % 8) - 1));
    }
    return "(" + String.join(" AND ", parts) + ")";
  }

  /** Text from "10.1." on that is below "10.1/", the slash being next after the dot. */
  private String startsWith(String name, String octets) {
    return name + " >= " + value(octets + ".") + " AND " + name + " < " + value(octets + "/");
  }

  private String withinIpv6(String name, Cidr range) {
    return "(contains("
        + name
        + ", ':') AND "
        + RangeFunction.NAME
        + "("
        + name
        + ", "
        + value(range.first() + "/" + range.prefixLength())
        + "))";
  }

  private static IllegalArgumentException mistaken(Column column, Object value) {
    return new IllegalArgumentException(
        column.name() + " is a " + column.type() + " and cannot be held against " + value);
  }
}
