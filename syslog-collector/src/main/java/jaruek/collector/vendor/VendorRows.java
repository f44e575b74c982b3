package jaruek.collector.vendor;

import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;

/** Begins the rows of one line, with the columns set that do not depend on its format. */
public final class VendorRows {
  private static final byte[] NONE = {};
  private static final int NAME_LENGTH_MAX = 255;

  private final RowSink rows;
  private final IpAddress source;
  private long deviceTimeMillis = LogLine.NO_TIME;
  private String origin = "";
  private byte[] hostname = NONE;
  private byte[] appName = NONE;
  private byte[] messageId = NONE;

  /**
   * Rows of a line that came from this address.
   *
   * @param rows where they go
   */
  public VendorRows(RowSink rows, IpAddress source) {
    this.rows = rows;
    this.source = source;
  }

  void begin(String origin) {
    this.origin = origin;
    deviceTimeMillis = LogLine.NO_TIME;
    hostname = NONE;
    appName = NONE;
    messageId = NONE;
  }

  /** A traffic row with exporter and origin. */
  RowWriter traffic() {
    return rows.row(Dataset.TRAFFIC).set(Traffic.EXPORTER, source).set(Traffic.ORIGIN, origin);
  }

  /** An identity row with its event and NAS. */
  RowWriter identity(String event) {
    return rows.row(Dataset.IDENTITY)
        .set(Identity.EVENT, event)
        .set(Identity.NAS, IpAddress.utf8(source.high(), source.low()));
  }

  /** Tells the time that stands on the line, for a header that has none. */
  void deviceTime(long millis) {
    deviceTimeMillis = millis;
  }

  /** The time that stood on the line, milliseconds since the epoch, or {@link LogLine#NO_TIME}. */
  public long deviceTimeMillis() {
    return deviceTimeMillis;
  }

  /** Tells the device's own name where a header may lack it, UTF-8; too long a one is left out. */
  void hostname(byte[] name) {
    if (name.length <= NAME_LENGTH_MAX) hostname = name;
  }

  /** Tells what part of the device speaks, the type of a log, where a header may lack it. */
  void appName(byte[] name) {
    if (name.length <= NAME_LENGTH_MAX) appName = name;
  }

  /** Tells the vendor's number or name for this kind of message where a header may lack it. */
  void messageId(byte[] name) {
    if (name.length <= NAME_LENGTH_MAX) messageId = name;
  }

  /** The device's name as the line has it, UTF-8; empty if it has none. */
  public byte[] hostname() {
    return hostname;
  }

  /** The type of the log, UTF-8; empty if the line has none. */
  public byte[] appName() {
    return appName;
  }

  /** The vendor's word for this kind of message, UTF-8; empty if the line has none. */
  public byte[] messageId() {
    return messageId;
  }
}
