package jaruek.collector.vendor;

import static jaruek.collector.vendor.FieldMap.into;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * UniFi Network 9 and later in CEF ("UniFi System Logs &amp; SIEM Integration"): a line with a
 * source and a protocol is traffic that the gateway saw. "WiFi Client Connected", "… Disconnected",
 * "… Roamed" and the wired ones tell a client's address and hardware address: from a connection on
 * they belong together, with a disconnection no more. A client's alias and host name are no user.
 * All others (administrators, devices) are messages with their number and host.
 */
final class UnifiCef implements VendorFormat {
  private static final byte[] OPENING = Ascii.bytes("|Ubiquiti|");

  private static final FieldMap FIELDS =
      FieldMap.of(
          List.of("UNIFIhost", "UNIFIclientIp", "UNIFIclientIP", "UNIFIclientMac"),
          into(Traffic.SOURCE_ADDRESS, "src"),
          into(Traffic.SOURCE_PORT, "spt"),
          into(Traffic.DESTINATION_ADDRESS, "dst"),
          into(Traffic.DESTINATION_PORT, "dpt"),
          into(Traffic.PROTOCOL, "proto"),
          into(Traffic.ACTION, "act"),
          into(Traffic.BYTES, "UNIFIbytesSent"),
          into(Traffic.PACKETS, "UNIFIpacketsSent"),
          into(Traffic.SOURCE_MAC, "UNIFIsrcClientMac"),
          into(Identity.CALLED_STATION, "UNIFIwifiName"));

  private static final int CLIENT_MAC = FIELDS.index("UNIFIclientMac");
  private static final byte[] DISCONNECTED = Ascii.bytes(" Client Disconnected");
  private static final List<byte[]> CONNECTED =
      List.of(Ascii.bytes(" Client Connected"), Ascii.bytes(" Client Roamed"));

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
    if (!values.has(FIELDS.index("proto"))) {
      client(line, cef, rows);
      return Recognition.KNOWN;
    }
    if (values.address(FIELDS.index("src")).isEmpty()) return Recognition.PARTLY;
    RowWriter row = rows.traffic();
    FIELDS.write(values, row, Dataset.TRAFFIC);
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, line.sentAtMillis());
    row.end();
    return Recognition.KNOWN;
  }

  private static void client(LogLine line, Cef cef, VendorRows rows) {
    boolean gone = cef.header().endsWith(Cef.NAME, DISCONNECTED);
    boolean there = CONNECTED.stream().anyMatch(word -> cef.header().endsWith(Cef.NAME, word));
    if (!gone && !there) return;
    Values values = cef.values();
    int key = FIELDS.index("UNIFIclientIp");
    if (!values.has(key)) key = FIELDS.index("UNIFIclientIP");
    Lease lease =
        Lease.read(
            line,
            there,
            values.from(key),
            values.to(key),
            values.from(CLIENT_MAC),
            values.to(CLIENT_MAC));
    if (lease == null) return; // it has no address yet
    RowWriter row = lease.row(line, rows);
    FIELDS.write(values, row, Dataset.IDENTITY);
    row.end();
  }
}
