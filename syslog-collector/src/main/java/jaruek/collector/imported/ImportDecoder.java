package jaruek.collector.imported;

import jaruek.collector.flow.FlowDecoder;
import jaruek.collector.syslog.SyslogDecoder;
import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;

/**
 * Decodes imported items with decoders of its own: what a file holds reaches neither the templates
 * nor the clocks, sequence numbers and counters of those that really send. All rows are marked, see
 * {@link MarkedRows}. Flow templates are forgotten when another run begins; they are the state.
 */
public final class ImportDecoder implements FrameDecoder {
  private static final byte VERSION = 1;
  private static final int STATE_HEADER_BYTES = 9;

  private final ImportTallies tallies;
  private final MarkedRows marked = new MarkedRows();
  private final SyslogDecoder syslog;
  private Telemetry counts = new Telemetry();
  private FlowDecoder flows = new FlowDecoder(counts);
  private long waiting;
  private long run;
  private ZoneId zone = ZoneOffset.UTC;
  private Optional<String> vendor = Optional.empty();

  /** A decoder that tells these what became of each file. */
  public ImportDecoder(ImportTallies tallies) {
    this.tallies = tallies;
    this.syslog = new SyslogDecoder(source -> zone, source -> vendor, new Telemetry());
  }

  @Override
  public FrameKind kind() {
    return FrameKind.IMPORT;
  }

  @Override
  public void decode(Frame frame, long position, RowSink rows) {
    ImportItem item = ImportItem.parse(frame.bytes()).orElse(null);
    if (item == null) {
      rows.reject(new Rejected("import", "malformed", "frame " + position));
      return;
    }
    if (item.run() != run) {
      run = item.run();
      forget();
    }
    ImportTallies.Tally tally = new ImportTallies.Tally();
    marked.begin(rows, item, tally);
    try {
      decode(item, position, tally);
    } finally {
      tallies.add(item.file(), tally);
    }
  }

  private void decode(ImportItem item, long position, ImportTallies.Tally tally) {
    switch (item.kind()) {
      case SYSLOG -> {
        zone = item.zone();
        vendor = Optional.ofNullable(item.vendor());
        syslog.decode(inner(item, FrameKind.SYSLOG), position, marked);
        tally.recognised(syslog.recognised().how());
      }
      case FLOW -> {
        flows.decode(inner(item, FrameKind.FLOW), position, marked);
        if (tally.rows() == 0 || waiting > 0) countWaiting(tally);
      }
      case NFDUMP -> NfdumpLines.decode(item, marked);
    }
  }

  private void forget() {
    counts = new Telemetry();
    flows = new FlowDecoder(counts);
    waiting = 0;
  }

  /** Sets without a template so far; each that is decoded late is one less. */
  private void countWaiting(ImportTallies.Tally tally) {
    long now = counts.sum("flow.sets.undecodable") - counts.sum("flow.sets.late");
    tally.withoutTemplate(now - waiting);
    waiting = now;
  }

  private static Frame inner(ImportItem item, FrameKind kind) {
    return new Frame(
        kind, item.timeMillis(), item.source(), item.sourcePort(), Transport.UDP, item.bytes());
  }

  @Override
  public byte[] state() {
    byte[] known = flows.state();
    if (run == 0 && known.length == 0) return known;
    return ByteBuffer.allocate(STATE_HEADER_BYTES + known.length)
        .put(VERSION)
        .putLong(run)
        .put(known)
        .array();
  }

  @Override
  public void restore(byte[] state) {
    Telemetry fresh = new Telemetry();
    FlowDecoder restored = new FlowDecoder(fresh);
    long of = 0;
    if (state.length > 0) {
      if (state.length < STATE_HEADER_BYTES || state[0] != VERSION) {
        throw new IllegalArgumentException("the state of imports is of an unknown version");
      }
      of = ByteBuffer.wrap(state).getLong(1);
      restored.restore(Arrays.copyOfRange(state, STATE_HEADER_BYTES, state.length));
    }
    counts = fresh;
    flows = restored;
    waiting = 0;
    run = of;
  }
}
