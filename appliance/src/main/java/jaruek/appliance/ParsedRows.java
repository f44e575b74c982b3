package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Messages;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The rows of one line as JSON objects, what is the same on every line left out. */
final class ParsedRows implements RowSink {
  private static final Set<String> SAME = Set.of("exporter", "sender", "transport", "nas", "raw");

  private final List<ObjectNode> rows = new ArrayList<>();
  private ObjectNode message = AdminCodec.object();

  /** The header's fields: the row of messages. */
  ObjectNode message() {
    return message;
  }

  /** The rows of traffic and identity, each with its dataset. */
  List<ObjectNode> rows() {
    return rows;
  }

  @Override
  public RowWriter row(Dataset dataset) {
    return new Writer(dataset);
  }

  @Override
  public void reject(Rejected rejected) {
    message.put("rejected", rejected.reason());
  }

  private final class Writer implements RowWriter {
    private final Dataset dataset;
    private final ObjectNode row = AdminCodec.object();

    Writer(Dataset dataset) {
      this.dataset = dataset;
      if (dataset != Dataset.MESSAGES) row.put("dataset", dataset.word());
    }

    private RowWriter put(Column column, String text) {
      if (!SAME.contains(column.name())) row.put(column.camelName(), text);
      return this;
    }

    @Override
    public RowWriter set(Column column, long value) {
      if (column.type() == ColumnType.TIMESTAMP) {
        return put(column, Instant.ofEpochMilli(value).toString());
      }
      row.put(column.camelName(), value);
      return this;
    }

    @Override
    public RowWriter set(Column column, String text) {
      return put(column, text);
    }

    @Override
    public RowWriter set(Column column, byte[] bytes) {
      return column.equals(Messages.RAW)
          ? this
          : put(column, new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public RowWriter setAddress(Column column, long high, long low) {
      return put(column, new IpAddress(high, low).toString());
    }

    @Override
    public RowWriter setMac(Column column, long bits) {
      return put(column, new MacAddress(bits).toString());
    }

    @Override
    public void end() {
      if (dataset == Dataset.MESSAGES) message = row;
      else rows.add(row);
    }
  }
}
