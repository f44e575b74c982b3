package jaruek.retention.duckdb;

import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.segment.RowEncoding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values out of a result whose first columns are a dataset's, selected as {@link #columns}. */
final class ResultRows {
  private ResultRows() {}

  /** The dataset's values in forms that JDBC hands over without loss and detour. */
  static String columns(Dataset dataset, Layout layout) {
    return dataset.columns().stream()
        .map(column -> form(column, layout.value(column)))
        .collect(Collectors.joining(", "));
  }

  /** The same, with null instead of the values that are not wanted. */
  static String columns(Dataset dataset, Layout layout, Predicate<Column> wanted) {
    return dataset.columns().stream()
        .map(c -> wanted.test(c) ? form(c, layout.value(c)) : "NULL")
        .collect(Collectors.joining(", "));
  }

  /** What stands in the file, in forms to be compared with {@link HotFunction#plain}. */
  static String compared(Dataset dataset) {
    String columns =
        dataset.columns().stream()
            .map(
                c ->
                    c.type() == ColumnType.BYTES
                        ? Layout.PLAIN.value(c)
                        : form(c, Layout.PLAIN.value(c)))
            .collect(Collectors.joining(", "));
    return columns + (dataset == Dataset.TRAFFIC ? ", " + Layout.SAME : "");
  }

  private static String form(Column column, String value) {
    return switch (column.type()) {
      case TIMESTAMP -> "epoch_ms(" + value + ")";
      case BYTES -> "to_base64(" + value + ")";
      case LONG, INTEGER, TEXT, ADDRESS, MAC -> value;
    };
  }

  /** The row that the result stands at. */
  static Row row(ResultSet result, Dataset dataset, long segment) throws SQLException {
    return row(result, dataset, dataset.columns(), segment);
  }

  /** The same of values selected as {@link #columns(Dataset, Layout, Predicate)}. */
  static Row row(ResultSet result, Dataset dataset, List<Column> wanted, long segment)
      throws SQLException {
    @Nullable Object[] values = new @Nullable Object[dataset.columns().size()];
    for (Column column : wanted) values[column.ordinal()] = value(result, column);
    return new Row(dataset, values, segment);
  }

  private static @Nullable Object value(ResultSet result, Column column) throws SQLException {
    int index = column.ordinal() + 1;
    return switch (column.type()) {
      case TIMESTAMP, LONG, INTEGER -> {
        long number = result.getLong(index);
        yield result.wasNull() ? null : number;
      }
      case TEXT, ADDRESS, MAC, BYTES -> {
        String text = result.getString(index);
        yield text == null ? null : parsed(column, text);
      }
    };
  }

  private static Object parsed(Column column, String text) {
    return switch (column.type()) {
      case ADDRESS -> IpAddress.of(text);
      case MAC ->
          MacAddress.parse(text)
              .orElseThrow(() -> new IllegalArgumentException("not a hardware address: " + text));
      case BYTES -> Base64.getDecoder().decode(text);
      case TEXT, TIMESTAMP, LONG, INTEGER -> text;
    };
  }

  /** Encodes the row that the result stands at. */
  static void encode(ResultSet result, Dataset dataset, RowEncoding to) throws SQLException {
    to.encode(row(result, dataset, -1));
  }
}
