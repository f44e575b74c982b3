package jaruek.retention.decode;

import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A sink that keeps what decoders give: rows by column name, and why others gave none. */
final class KeptRows implements RowSink {
  final List<Map<String, Object>> rows = new ArrayList<>();
  final List<String> rejected = new ArrayList<>();

  @Override
  public RowWriter row(Dataset dataset) {
    return new Writer();
  }

  @Override
  public void reject(Rejected reason) {
    rejected.add(reason.protocol() + " " + reason.reason());
  }

  private final class Writer implements RowWriter {
    private final Map<String, Object> row = new HashMap<>();

    private RowWriter put(Column column, Object value) {
      row.put(column.name(), value);
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
      return put(column, bytes);
    }

    @Override
    public RowWriter setAddress(Column column, long high, long low) {
      return put(column, low);
    }

    @Override
    public RowWriter setMac(Column column, long bits) {
      return put(column, bits);
    }

    @Override
    public void end() {
      rows.add(row);
    }
  }
}
