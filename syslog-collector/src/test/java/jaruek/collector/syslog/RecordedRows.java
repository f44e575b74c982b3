package jaruek.collector.syslog;

import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the rows of a decoder and checks what the seam demands of them. */
final class RecordedRows implements RowSink {
  private final Map<Dataset, List<Map<String, Object>>> rows = new EnumMap<>(Dataset.class);
  final List<Rejected> rejected = new ArrayList<>();

  List<Map<String, Object>> of(Dataset dataset) {
    return rows.getOrDefault(dataset, List.of());
  }

  Map<String, Object> only(Dataset dataset) {
    if (of(dataset).size() != 1) throw new AssertionError(dataset + ": " + of(dataset));
    return of(dataset).getFirst();
  }

  @Override
  public void reject(Rejected reason) {
    rejected.add(reason);
  }

  @Override
  public RowWriter row(Dataset dataset) {
    return new Writer(dataset);
  }

  private final class Writer implements RowWriter {
    private final Dataset dataset;
    private final Map<String, Object> values = new HashMap<>();
    private boolean ended;

    Writer(Dataset dataset) {
      this.dataset = dataset;
    }

    private RowWriter put(Column column, Object value, ColumnType... allowed) {
      if (ended) throw new AssertionError("set after end: " + column);
      if (!dataset.columns().contains(column)) throw new AssertionError(column + " of another");
      if (!List.of(allowed).contains(column.type())) throw new AssertionError(column.type());
      values.put(column.name(), value);
      return this;
    }

    @Override
    public RowWriter set(Column column, long value) {
      return put(column, value, ColumnType.TIMESTAMP, ColumnType.LONG, ColumnType.INTEGER);
    }

    @Override
    public RowWriter set(Column column, @Nullable String text) {
      return text == null ? this : put(column, text, ColumnType.TEXT);
    }

    @Override
    public RowWriter set(Column column, byte[] bytes) {
      return column.type() == ColumnType.BYTES
          ? put(column, bytes, ColumnType.BYTES)
          : put(column, strictUtf8(bytes), ColumnType.TEXT);
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
      if (ended) throw new AssertionError("ended twice");
      ended = true;
      rows.computeIfAbsent(dataset, d -> new ArrayList<>()).add(values);
    }
  }

  private static String strictUtf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8", e);
    }
  }
}
