package jaruek.collector.flow;

import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.util.List;

/** A decoder with what it counts and what it gives. */
final class FlowTestBed {
  static final int T = 256;

  final Telemetry telemetry = new Telemetry();
  final Rows rows = new Rows();
  final FlowDecoder decoder;
  long now = Corpus.RECEIVED_AT;
  private long position;

  FlowTestBed() {
    this(FlowLimits.STANDARD);
  }

  FlowTestBed(FlowLimits limits) {
    decoder = new FlowDecoder(telemetry, limits, null);
  }

  FlowTestBed decode(byte[]... datagrams) {
    for (byte[] datagram : datagrams) decodeFrom(Corpus.EXPORTER, datagram);
    return this;
  }

  FlowTestBed decodeFrom(IpAddress exporter, byte[] datagram) {
    rows.frame(now, position);
    decoder.decode(
        new Frame(FrameKind.FLOW, now, exporter, 2_055, Transport.UDP, datagram), position, rows);
    position++;
    return this;
  }

  /** The values of one column, row by row. */
  List<Object> column(String name) {
    return rows.rows.stream().map(row -> row.getOrDefault(name, "null")).toList();
  }

  long limitReached(String limit) {
    return telemetry.counter("flow.limit.reached", "limit", limit).sum();
  }

  /** A set with one port a record. */
  static byte[] ports(int template, int... ports) {
    Packet records = Packet.packet();
    for (int port : ports) records.u16(port);
    return Packet.set(template, records.done());
  }
}
