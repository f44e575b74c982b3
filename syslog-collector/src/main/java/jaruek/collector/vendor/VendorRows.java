package jaruek.collector.vendor;

import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;

/** Begins the rows of one line, with the columns set that do not depend on its format. */
public final class VendorRows {
  private final RowSink rows;
  private final IpAddress source;
  private long deviceTimeMillis = LogLine.NO_TIME;
  private String origin = "";

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
}
