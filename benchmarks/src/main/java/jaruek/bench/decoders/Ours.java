package jaruek.bench.decoders;

import jaruek.collector.flow.FlowDecoder;
import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What our decoder makes of datagrams. */
final class Ours implements RowSink {
  private static final IpAddress EXPORTER = IpAddress.of("127.0.0.1");
  private static final Set<String> COMPARED =
      Arrays.stream(Field.values()).map(Field::word).collect(Collectors.toSet());

  private final List<Row> rows = new ArrayList<>();
  private final List<String> rejected = new ArrayList<>();

  /** What came of one capture. */
  record Result(List<Row> rows, List<String> rejected) {}

  static Result decode(List<byte[]> datagrams) {
    Ours ours = new Ours();
    FlowDecoder decoder = new FlowDecoder(new Telemetry());
    long position = 0;
    for (byte[] datagram : datagrams) {
      Frame frame =
          new Frame(
              FrameKind.FLOW, System.currentTimeMillis(), EXPORTER, 2_055, Transport.UDP, datagram);
      decoder.decode(frame, position++, ours);
    }
    return new Result(ours.rows, ours.rejected);
  }

  @Override
  public RowWriter row(Dataset dataset) {
    return new Writer();
  }

  @Override
  public void reject(Rejected reject) {
    rejected.add(reject.reason());
  }

  private final class Writer implements RowWriter {
    private final Row row = new Row();

    private RowWriter put(Column column, String text) {
      if (COMPARED.contains(column.name())) row.put(Field.of(column.name()), text);
      return this;
    }

    @Override
    public RowWriter set(Column column, long value) {
      // Only rows that came late are given the time they were received.
      if (column.equals(Traffic.RECEIVED_AT)) row.setLate();
      return put(column, Long.toString(value));
    }

    @Override
    public RowWriter set(Column column, String text) {
      return this;
    }

    @Override
    public RowWriter set(Column column, byte[] text) {
      return this;
    }

    @Override
    public RowWriter setAddress(Column column, long high, long low) {
      return put(column, new IpAddress(high, low).toString());
    }

    @Override
    public RowWriter setMac(Column column, long bits) {
      return put(column, new MacAddress(bits).toString().toLowerCase(Locale.ROOT));
    }

    @Override
    public void end() {
      rows.add(row);
    }
  }
}
