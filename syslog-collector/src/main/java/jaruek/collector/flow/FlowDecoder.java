package jaruek.collector.flow;

import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes NetFlow v5, NetFlow v9 (RFC 3954), IPFIX (RFC 7011) and sFlow v5 datagrams to rows of
 * <b>traffic</b>, one row a record or sampled packet; records of options templates make no row.
 *
 * <p>Templates belong to an exporter's address, version and observation domain; where several
 * senders at one address announce different ones by the same number in turn, to their ports, too. A
 * data set whose template has not come yet is kept (within limits) and decoded when it comes, its
 * rows with the received time and position of the frame it came in. Templates, kept sets, sampling
 * intervals and expected sequence numbers are the {@link #state}.
 *
 * <p>Counted through {@link Telemetry}: {@code flow.sequence.gap}, {@code flow.sequence.late},
 * {@code flow.sequence.restart}, {@code flow.clock.jump} (and gauges, see {@code ExporterClocks}),
 * {@code flow.time.no.boot} (uptime-relative times in IPFIX without a boot time), {@code
 * flow.time.none}, {@code flow.sets.undecodable|late}, {@code flow.records.options|skipped}, {@code
 * flow.rows.reverse} by exporter; {@code flow.domain} by exporter, domain and term (see {@code
 * DomainCounts}); {@code flow.limit.reached} by limit.
 */
public final class FlowDecoder implements FrameDecoder {
  private static final int V5_HEADER_BYTES = 24;
  private static final int V9_HEADER_BYTES = 20;
  private static final int IPFIX_HEADER_BYTES = 16;

  private final Telemetry telemetry;
  private final FlowLimits limits;
  private final List<RecordVisitor> flowVisitors = new ArrayList<>();
  private final List<RecordVisitor> optionsVisitors = new ArrayList<>();
  private final TrafficMapper mapper = new TrafficMapper();
  private final SFlow sflow;
  private final ExporterClocks clocks;
  private ExporterTable table;
  private SetReader sets;

  /**
   * A decoder that knows nothing yet.
   *
   * @param telemetry where sequence gaps and limits are counted
   */
  public FlowDecoder(Telemetry telemetry) {
    this(telemetry, FlowLimits.STANDARD, null);
  }

  /**
   * @param visitor sees every record too, options data included
   */
  FlowDecoder(Telemetry telemetry, FlowLimits limits, @Nullable RecordVisitor visitor) {
    this.telemetry = telemetry;
    this.limits = limits;
    flowVisitors.add(mapper);
    if (visitor != null) {
      flowVisitors.add(visitor);
      optionsVisitors.add(visitor);
    }
    this.clocks = new ExporterClocks(telemetry);
    this.sflow =
        new SFlow(
            telemetry.counter("flow.samples.skipped", "kind", "counters"),
            telemetry.counter("flow.samples.skipped", "kind", "other"));
    this.table = new ExporterTable(telemetry, limits);
    this.sets = new SetReader(table, flowVisitors, optionsVisitors);
  }

  @Override
  public FrameKind kind() {
    return FrameKind.FLOW;
  }

  @Override
  public void decode(Frame frame, long position, RowSink rows) {
    mapper.rows(rows);
    byte[] bytes = frame.bytes();
    if (bytes.length < 2) {
      reject(frame, rows, "flow", "truncated", bytes.length + " bytes");
      return;
    }
    int version = Wire.u16(bytes, 0);
    switch (version) {
      case 0 -> decodeSFlow(frame, position, rows);
      case 5 -> decodeV5(frame, position, rows);
      case 9 -> decodeV9(frame, position, rows);
      case 10 -> decodeIpfix(frame, position, rows);
      default -> reject(frame, rows, "flow", "unknown-version", "version " + version);
    }
  }

  private static void reject(
      Frame frame, RowSink rows, String protocol, String reason, String what) {
    rows.reject(new Rejected(protocol, reason, "exporter " + frame.source() + ": " + what));
  }

  private static boolean lacksHeader(
      Frame frame, RowSink rows, FlowVersion version, int headerBytes) {
    int length = frame.bytes().length;
    if (length >= headerBytes) return false;
    reject(frame, rows, version.word(), "truncated", "header cut after " + length + " bytes");
    return true;
  }

  /** The header's count and the datagram's length both bound what is read. */
  private void decodeV5(Frame frame, long position, RowSink rows) {
    if (lacksHeader(frame, rows, FlowVersion.NETFLOW5, V5_HEADER_BYTES)) return;
    byte[] bytes = frame.bytes();
    int count = Wire.u16(bytes, 2);
    int held = (bytes.length - V5_HEADER_BYTES) / NetFlow5.RECORD_BYTES;
    long exportMillis = Wire.u32(bytes, 8) * 1_000 + Wire.u32(bytes, 12) / 1_000_000;
    int engine = Wire.u16(bytes, 20);
    int samplingInterval = Wire.u16(bytes, 22) & 0x3fff;
    Datagram datagram =
        datagram(
            frame,
            position,
            rows,
            FlowVersion.NETFLOW5,
            engine,
            exportMillis,
            Wire.i32(bytes, 4),
            samplingInterval);
    if (count > held) {
      reject(frame, rows, "netflow5", "truncated", count + " records said, " + held + " there");
    } else if (bytes.length > V5_HEADER_BYTES + count * NetFlow5.RECORD_BYTES) {
      reject(frame, rows, "netflow5", "trailing-bytes", count + " records said, more there");
    }
    int records = Math.min(count, held);
    for (int i = 0; i < records; i++) {
      int at = V5_HEADER_BYTES + i * NetFlow5.RECORD_BYTES;
      for (int v = 0; v < flowVisitors.size(); v++) {
        flowVisitors.get(v).record(datagram, NetFlow5.TEMPLATE, bytes, at);
      }
    }
    datagram.domain().counts().add(DomainCounts.Term.RECORDS, records);
    datagram.domain().counts().add(DomainCounts.Term.CUT, count - records);
    sequence(datagram, Wire.i32(bytes, 16), count, false);
  }

  /** The header's count is not gone by: exporters get it wrong, and the sets say it better. */
  private void decodeV9(Frame frame, long position, RowSink rows) {
    if (lacksHeader(frame, rows, FlowVersion.NETFLOW9, V9_HEADER_BYTES)) return;
    byte[] bytes = frame.bytes();
    Datagram datagram =
        datagram(
            frame,
            position,
            rows,
            FlowVersion.NETFLOW9,
            Wire.i32(bytes, 16),
            Wire.u32(bytes, 8) * 1_000,
            Wire.i32(bytes, 4),
            0);
    sequence(datagram, Wire.i32(bytes, 12), 1, false);
    int records = sets.read(datagram, bytes, V9_HEADER_BYTES, bytes.length, rows);
    datagram.domain().counts().add(DomainCounts.Term.RECORDS, records < 0 ? -1 - records : records);
  }

  private void decodeIpfix(Frame frame, long position, RowSink rows) {
    if (lacksHeader(frame, rows, FlowVersion.IPFIX, IPFIX_HEADER_BYTES)) return;
    byte[] bytes = frame.bytes();
    int length = Wire.u16(bytes, 2);
    if (length < IPFIX_HEADER_BYTES) {
      reject(frame, rows, "ipfix", "bad-length", "message of " + length);
      return;
    }
    if (length > bytes.length) {
      reject(frame, rows, "ipfix", "truncated", "message of " + length + " in " + bytes.length);
    } else if (length < bytes.length) {
      reject(
          frame, rows, "ipfix", "trailing-bytes", "message of " + length + " in " + bytes.length);
    }
    Datagram datagram =
        datagram(
            frame,
            position,
            rows,
            FlowVersion.IPFIX,
            Wire.i32(bytes, 12),
            Wire.u32(bytes, 4) * 1_000,
            0,
            0);
    int limit = Math.min(length, bytes.length);
    int records = sets.read(datagram, bytes, IPFIX_HEADER_BYTES, limit, rows);
    int counted = records < 0 ? -1 - records : records;
    datagram.domain().counts().add(DomainCounts.Term.RECORDS, counted);
    sequence(datagram, Wire.i32(bytes, 8), counted, records < 0 || length > bytes.length);
  }

  /** The version is four bytes long here: the first two are zero. */
  private void decodeSFlow(Frame frame, long position, RowSink rows) {
    byte[] bytes = frame.bytes();
    if (bytes.length >= 4 && Wire.u16(bytes, 2) != 5) {
      reject(frame, rows, "flow", "unknown-version", "version " + Wire.u32(bytes, 0));
      return;
    }
    SFlow.Header header = SFlow.header(bytes);
    if (header == null) {
      reject(frame, rows, "sflow5", "truncated", bytes.length + " bytes");
      return;
    }
    Datagram datagram =
        datagram(
            frame,
            position,
            rows,
            FlowVersion.SFLOW5,
            header.domain(),
            frame.receivedAtMillis(),
            header.uptime(),
            0);
    sequence(datagram, header.sequence(), 1, false);
    sflow.read(datagram, header, bytes, rows);
  }

  private Datagram datagram(
      Frame frame,
      long position,
      RowSink rows,
      FlowVersion version,
      int domainId,
      long exportMillis,
      int uptime,
      int samplingInterval) {
    Exporter exporter = table.exporter(frame.source(), rows);
    table.expire(exporter, frame.receivedAtMillis(), rows);
    Domain domain = table.domain(exporter, version, domainId, frame.sourcePort());
    domain.counts().add(DomainCounts.Term.DATAGRAMS, 1);
    if (version != FlowVersion.SFLOW5) {
      clocks.take(frame.source(), frame.receivedAtMillis(), exportMillis);
    }
    return new Datagram(
        version,
        exporter,
        domain,
        frame.receivedAtMillis(),
        frame.sourcePort(),
        position,
        false,
        exportMillis,
        uptime,
        samplingInterval);
  }

  /**
   * @param units what the number grows by after this datagram
   * @param more whether by more than that, and nobody knows how much
   */
  private static void sequence(Datagram datagram, int number, int units, boolean more) {
    Domain domain = datagram.domain();
    domain
        .sequence()
        .take(
            datagram.version(),
            number,
            units,
            more,
            datagram.uptime(),
            datagram.exporter().counts(),
            domain.counts());
  }

  @Override
  public byte[] state() {
    return FlowState.save(table);
  }

  @Override
  public void restore(byte[] state) {
    ExporterTable restored = FlowState.load(state, telemetry, limits);
    table = restored;
    sets = new SetReader(restored, flowVisitors, optionsVisitors);
  }
}
