package jaruek.collector.vendor;

import static jaruek.collector.vendor.FortigateLine.*;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * FortiGate lines of types traffic and utm: a session at its end (or start), or a request that a
 * web filter saw.
 *
 * <p>Bytes and packets are those from the session's source (sentbyte, sentpkt). What came back
 * (rcvdbyte, rcvdpkt) has no column: a row is one direction, and a row made up for the other would
 * look like a record of its own; it stays readable in the message. The end is the line's time, the
 * start that time less the duration. The url is the device's own words, which may lack the host;
 * the host alone stands there where a line has no url.
 */
final class FortigateTraffic implements VendorFormat {
  private static final byte[] TRAFFIC = Ascii.bytes("traffic");
  private static final byte[] UTM = Ascii.bytes("utm");
  private static final byte[] NO_TRANSLATION = Ascii.bytes("noop");

  @Override
  public String vendor() {
    return "fortigate";
  }

  @Override
  public List<String> marks() {
    return List.of("type=traffic", "type=\"traffic\"", "type=utm", "type=\"utm\"");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Values values = FortigateLine.read(line, rows);
    if (!values.has(LOGID) && !values.has(DEVID)) return Recognition.NO;
    if (!values.is(TYPE, TRAFFIC) && !values.is(TYPE, UTM)) return Recognition.NO;
    IpAddress source = address(values, SRCIP).orElse(null);
    IpAddress destination = address(values, DSTIP).orElse(null);
    long time = timeMillis(values);
    if (time != LogLine.NO_TIME) rows.deviceTime(time);
    if (source == null && destination == null)
      return Recognition.KNOWN; // known, but no flow is on it
    RowWriter row = rows.traffic();
    if (source != null) row.set(Traffic.SOURCE_ADDRESS, source);
    if (destination != null) row.set(Traffic.DESTINATION_ADDRESS, destination);
    number(values, SRCPORT, 65_535, row, Traffic.SOURCE_PORT);
    number(values, DSTPORT, 65_535, row, Traffic.DESTINATION_PORT);
    number(values, PROTO, 255, row, Traffic.PROTOCOL);
    if (!values.is(TRANDISP, NO_TRANSLATION)) {
      translated(
          values, TRANSIP, TRANSPORT, row, Traffic.NAT_SOURCE_ADDRESS, Traffic.NAT_SOURCE_PORT);
      translated(
          values,
          TRANIP,
          TRANPORT,
          row,
          Traffic.NAT_DESTINATION_ADDRESS,
          Traffic.NAT_DESTINATION_PORT);
    }
    count(values, SENTBYTE, row, Traffic.BYTES);
    count(values, SENTPKT, row, Traffic.PACKETS);
    writeTimes(values, time, row);
    text(values, ACTION, row, Traffic.ACTION);
    text(values, USER, row, Traffic.USER_NAME);
    text(values, values.has(URL) ? URL : HOSTNAME, row, Traffic.URL);
    Ascii.mac(line.text(), values.from(SRCMAC), values.to(SRCMAC))
        .ifPresent(mac -> row.set(Traffic.SOURCE_MAC, mac));
    row.end();
    return Recognition.KNOWN;
  }

  private static void number(Values values, int key, int max, RowWriter row, Column column) {
    int number = values.number(key, max);
    if (number >= 0) row.set(column, number);
  }

  private static void count(Values values, int key, RowWriter row, Column column) {
    long count = values.number(key);
    if (count >= 0) row.set(column, count);
  }

  private static void translated(
      Values values,
      int addressKey,
      int portKey,
      RowWriter row,
      Column addressColumn,
      Column portColumn) {
    IpAddress address = address(values, addressKey).orElse(null);
    if (address == null) return;
    row.set(addressColumn, address);
    int port = values.number(portKey, 65_535);
    if (port > 0) row.set(portColumn, port);
  }

  private static void writeTimes(Values values, long endMillis, RowWriter row) {
    if (endMillis == LogLine.NO_TIME) return;
    row.set(Traffic.ENDED_AT, endMillis);
    int seconds = values.number(DURATION, Integer.MAX_VALUE);
    row.set(Traffic.STARTED_AT, seconds > 0 ? endMillis - seconds * 1000L : endMillis);
  }
}
