package jaruek.collector.vendor;

import static jaruek.collector.vendor.FieldMap.into;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * UniFi Network 9 and later in CEF ("UniFi System Logs &amp; SIEM Integration"): a line with a
 * source and a protocol is traffic that the gateway saw; all others (clients, administrators) are
 * messages with their number and host.
 */
final class UnifiCef implements VendorFormat {
  private static final byte[] OPENING = Ascii.bytes("|Ubiquiti|");

  private static final FieldMap FIELDS =
      FieldMap.of(
          List.of("UNIFIhost"),
          into(Traffic.SOURCE_ADDRESS, "src"),
          into(Traffic.SOURCE_PORT, "spt"),
          into(Traffic.DESTINATION_ADDRESS, "dst"),
          into(Traffic.DESTINATION_PORT, "dpt"),
          into(Traffic.PROTOCOL, "proto"),
          into(Traffic.ACTION, "act"),
          into(Traffic.BYTES, "UNIFIbytesSent"),
          into(Traffic.PACKETS, "UNIFIpacketsSent"),
          into(Traffic.SOURCE_MAC, "UNIFIsrcClientMac"));

  @Override
  public String vendor() {
    return "unifi";
  }

  @Override
  public List<String> marks() {
    return List.of("|Ubiquiti|");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Cef cef = Cef.read(line, OPENING, FIELDS.keys());
    if (cef == null) return Recognition.PARTLY;
    rows.messageId(cef.header().bytes(Cef.SIGNATURE));
    rows.appName(cef.header().bytes(Cef.PRODUCT));
    Values values = cef.values();
    rows.hostname(values.bytes(FIELDS.index("UNIFIhost")));
    if (!values.has(FIELDS.index("proto"))) return Recognition.KNOWN;
    if (values.address(FIELDS.index("src")).isEmpty()) return Recognition.PARTLY;
    RowWriter row = rows.traffic();
    FIELDS.write(values, row, Dataset.TRAFFIC);
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, line.sentAtMillis());
    row.end();
    return Recognition.KNOWN;
  }
}
