package jaruek.collector.flow;

import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps rows and rejections for a test to look at, and checks what the seam demands. */
final class Rows implements RowSink {
  final List<Map<String, Object>> rows = new ArrayList<>();
  final List<Rejected> rejected = new ArrayList<>();
  private long receivedAtMillis;
  private long position;
  private @Nullable Writer open;

  /** What the sink sets by itself in each row. */
  Rows frame(long millis, long framePosition) {
    receivedAtMillis = millis;
    position = framePosition;
    return this;
  }

  Map<String, Object> only() {
    if (rows.size() != 1) throw new AssertionError(rows + " " + rejected);
    return rows.getFirst();
  }

  List<String> reasons() {
    return rejected.stream().map(Rejected::reason).toList();
  }

  @Override
  public RowWriter row(Dataset dataset) {
    if (dataset != Dataset.TRAFFIC) throw new AssertionError(dataset);
    Writer writer = new Writer();
    open = writer;
    return writer;
  }

  @Override
  public void reject(Rejected reject) {
    if (reject.detail().length() > 300) throw new AssertionError("long detail: " + reject);
    rejected.add(reject);
  }

  private final class Writer implements RowWriter {
    private final Map<String, Object> values = new TreeMap<>();

    Writer() {
      values.put(Traffic.RECEIVED_AT.name(), receivedAtMillis);
      values.put(Traffic.FRAME.name(), position);
    }

    private RowWriter put(Column column, Object value, ColumnType... types) {
      if (open != this) throw new AssertionError("row already ended or dropped");
      if (!List.of(types).contains(column.type())) throw new AssertionError(column + " " + value);
      values.put(column.name(), value);
      return this;
    }

    @Override
    public RowWriter set(Column column, long value) {
      if (column.type() == ColumnType.INTEGER && value != (int) value) {
        throw new AssertionError(column + " " + value);
      }
      return put(column, value, ColumnType.TIMESTAMP, ColumnType.LONG, ColumnType.INTEGER);
    }

    @Override
    public RowWriter set(Column column, String text) {
      return put(column, text, ColumnType.TEXT);
    }

    @Override
    public RowWriter set(Column column, byte[] bytes) {
      return put(column, new String(bytes, StandardCharsets.UTF_8), ColumnType.TEXT);
    }

    @Override
    public RowWriter setAddress(Column column, long high, long low) {
      return put(column, new IpAddress(high, low).toString(), ColumnType.ADDRESS);
    }

    @Override
    public RowWriter setMac(Column column, long bits) {
      return put(column, new MacAddress(bits).toString(), ColumnType.MAC);
    }

    @Override
    public void end() {
      if (open != this) throw new AssertionError("row ended twice");
      open = null;
      rows.add(values);
    }
  }
}
