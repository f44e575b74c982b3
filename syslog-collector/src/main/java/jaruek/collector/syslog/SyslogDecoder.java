package jaruek.collector.syslog;

import jaruek.collector.vendor.LogLine;
import jaruek.collector.vendor.Recognised;
import jaruek.collector.vendor.VendorFormats;
import jaruek.collector.vendor.VendorRows;
import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.telemetry.Telemetry;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decodes syslog messages (RFC 5424, RFC 3164 and what is near them). Every frame gives exactly one
 * row of messages with its bytes as they came, whatever they are; a line that a vendor format knows
 * gives its row of traffic or identity before it. A message of no known form, or with a fault in
 * its RFC 5424 header, has the fields that are certain and is counted besides as rejected with
 * protocol "syslog" and reason "unparsed", or "compressed" if it looks so.
 *
 * <p>Without state between frames. The time taken is linear in the message's length.
 */
public final class SyslogDecoder implements FrameDecoder {
  private static final byte[] NO_STATE = {};
  private static final byte[] NONE = {};

  private final Function<IpAddress, ZoneId> zoneOf;
  private final Function<IpAddress, Optional<String>> vendorOf;
  private final VendorFormats vendors = VendorFormats.all();
  private final HeaderParser headers = new HeaderParser();
  private final LineCounters counters;
  private Recognised recognised = Recognised.NOT;

  /** A decoder with one zone for all sources, whose counts nobody reads. */
  public SyslogDecoder(ZoneId zone, Function<IpAddress, Optional<String>> vendorOf) {
    this(source -> zone, vendorOf, new Telemetry());
  }

  /**
   * A decoder for one thread.
   *
   * @param zoneOf the zone of a source's times that name none; asked for every frame, and the same
   *     answer is expected when frames are replayed
   * @param vendorOf the vendor a source is set to, empty to recognise its lines; asked for every
   *     frame, and the same answer is expected when frames are replayed
   * @param telemetry takes {@code syslog.lines}, by source and by whether a vendor format knew the
   *     line: known, partly, not
   */
  public SyslogDecoder(
      Function<IpAddress, ZoneId> zoneOf,
      Function<IpAddress, Optional<String>> vendorOf,
      Telemetry telemetry) {
    this.zoneOf = zoneOf;
    this.vendorOf = vendorOf;
    counters = new LineCounters(telemetry);
  }

  @Override
  public FrameKind kind() {
    return FrameKind.SYSLOG;
  }

  @Override
  public void decode(Frame frame, long position, RowSink rows) {
    byte[] text = Utf8.of(frame.bytes());
    ZoneId zone = zoneOf.apply(frame.source());
    Header header = headers.parse(text, frame.receivedAtMillis(), zone);
    LogLine line = new LogLine(text, header.contentFrom, header.end, header.sentAtMillis, zone);
    VendorRows vendorRows = new VendorRows(rows, frame.source());
    recognised = vendors.write(line, vendorOf.apply(frame.source()), vendorRows);
    counters.add(frame.source(), recognised.how());
    if (header.sentAtMillis == LogLine.NO_TIME) {
      header.sentAtMillis = vendorRows.deviceTimeMillis();
    }
    writeMessage(frame, text, header, vendorRows, rows.row(Dataset.MESSAGES));
    if (!header.understood && recognised.vendor().isEmpty()) {
      String detail = frame.bytes().length + " bytes from " + frame.source();
      String reason = isCompressed(frame.bytes()) ? "compressed" : "unparsed";
      rows.reject(new Rejected("syslog", reason, detail));
    }
  }

  /** What vendor formats made of the last frame's line. */
  public Recognised recognised() {
    return recognised;
  }

  private void writeMessage(
      Frame frame, byte[] text, Header header, VendorRows vendorRows, RowWriter row) {
    row.set(Messages.SENDER, frame.source());
    row.set(Messages.TRANSPORT, frame.transport().word());
    row.set(Messages.RAW, frame.bytes());
    if (header.sentAtMillis != LogLine.NO_TIME) row.set(Messages.SENT_AT, header.sentAtMillis);
    if (header.priority >= 0) {
      row.set(Messages.FACILITY, header.priority >> 3);
      row.set(Messages.SEVERITY, header.priority & 7);
    }
    set(row, Messages.HOSTNAME, text, header.hostname, vendorRows.hostname());
    set(row, Messages.APP_NAME, text, header.appName, vendorRows.appName());
    set(row, Messages.PROC_ID, text, header.procId, NONE);
    set(row, Messages.MSG_ID, text, header.msgId, vendorRows.messageId());
    set(row, Messages.STRUCTURED_DATA, text, header.structuredData, NONE);
    set(row, Messages.MESSAGE, text, header.message, NONE);
    recognised.vendor().ifPresent(name -> row.set(Messages.VENDOR, name));
    row.end();
  }

  /** zlib (level 0, 6 or 9), rsyslog's "z" before it, or gzip: kept raw, and told apart. */
  private static boolean isCompressed(byte[] raw) {
    int at = raw.length > 0 && raw[0] == 'z' ? 1 : 0;
    if (raw.length < at + 2) return false;
    int second = raw[at + 1] & 0xff;
    boolean zlib = raw[at] == 0x78 && (second == 0x01 || second == 0x9c || second == 0xda);
    return zlib || (raw[at] == 0x1f && second == 0x8b);
  }

  private static void set(
      RowWriter row, Column column, byte[] text, Header.Range range, byte[] otherwise) {
    if (!range.isEmpty()) row.set(column, text, range.from, range.to);
    else if (otherwise.length > 0) row.set(column, otherwise);
  }

  @Override
  public byte[] state() {
    return NO_STATE;
  }

  @Override
  public void restore(byte[] state) {
    if (state.length > 0) {
      throw new IllegalArgumentException(
          "the syslog decoder has no state, and was given " + state.length + " bytes of it");
    }
  }
}
