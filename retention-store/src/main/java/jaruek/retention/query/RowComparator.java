package jaruek.retention.query;

import jaruek.retention.record.Column;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order that a question asks for, on rows in memory: by its columns, then by frame, all in the
 * question's direction, and nulls last in both. Text and addresses compare as the bytes of their
 * UTF-8, as Parquet and the engines have it.
 */
public final class RowComparator implements Comparator<Row> {
  private final List<Column> columns;
  private final boolean descending;

  /** Of this question. */
  public RowComparator(RowQuery query) {
    columns = new ArrayList<>(query.order());
    columns.add(query.dataset().frame());
    descending = query.descending();
  }

  /** The columns that are looked at: those of the order and the frame. */
  public List<Column> columns() {
    return columns;
  }

  @Override
  public int compare(Row a, Row b) {
    for (Column column : columns) {
      int order = compareValues(a.values()[column.ordinal()], b.values()[column.ordinal()]);
      if (order != 0) return order;
    }
    return 0;
  }

  private int compareValues(@Nullable Object a, @Nullable Object b) {
    if (a == null) return b == null ? 0 : 1;
    if (b == null) return -1;
    int order =
        switch (a) {
          case Long number -> number.compareTo((Long) b);
          case MacAddress mac -> Long.compare(mac.bits(), ((MacAddress) b).bits());
          case IpAddress address -> Arrays.compareUnsigned(utf8(address), utf8((IpAddress) b));
          case String text -> Arrays.compareUnsigned(utf8(text), utf8((String) b));
          default -> throw new IllegalArgumentException("rows cannot be in order of " + columns);
        };
    return descending ? -order : order;
  }

  private static byte[] utf8(IpAddress address) {
    return IpAddress.utf8(address.high(), address.low());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
