package jaruek.collector.imported;

import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps rows by their columns' names. */
final class ImportedRows implements RowSink {
  private final Map<Dataset, List<Map<String, Object>>> rows = new EnumMap<>(Dataset.class);
  final List<Rejected> rejected = new ArrayList<>();

  List<Map<String, Object>> of(Dataset dataset) {
    return rows.getOrDefault(dataset, List.of());
  }

  Map<String, Object> only(Dataset dataset) {
    if (of(dataset).size() != 1) throw new AssertionError(dataset + ": " + of(dataset));
    return of(dataset).getFirst();
  }

  void clear() {
    rows.clear();
    rejected.clear();
  }

  /** Whatever came, none of it passes for received. */
  void requireMarked() {
    for (Map<String, Object> row : of(Dataset.TRAFFIC)) require(row, "origin", "import/");
    for (Map<String, Object> row : of(Dataset.IDENTITY)) require(row, "event", "import/");
    for (Map<String, Object> row : of(Dataset.MESSAGES)) require(row, "transport", "import");
    if (!of(Dataset.OPERATIONS).isEmpty()) throw new AssertionError("an operation");
  }

  private static void require(Map<String, Object> row, String column, String mark) {
    Object value = row.get(column);
    if (!(value instanceof String text) || !text.startsWith(mark)) throw new AssertionError(row);
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

    Writer(Dataset dataset) {
      this.dataset = dataset;
    }

    private RowWriter put(Column column, Object value) {
      values.put(column.name(), value);
      return this;
    }

    @Override
    public RowWriter set(Column column, long value) {
      return put(column, value);
    }

    @Override
    public RowWriter set(Column column, String text) {
      return put(column, text);
    }

    @Override
    public RowWriter set(Column column, byte[] bytes) {
      return put(column, new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public RowWriter setAddress(Column column, long high, long low) {
      return put(column, new IpAddress(high, low));
    }

    @Override
    public RowWriter setMac(Column column, long bits) {
      return put(column, new MacAddress(bits));
    }

    @Override
    public void end() {
      rows.computeIfAbsent(dataset, d -> new ArrayList<>()).add(values);
    }
  }
}
