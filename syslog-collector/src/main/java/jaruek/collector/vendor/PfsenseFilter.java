package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * filterlog of pfSense and OPNsense ("Raw Filter Log Format" of the pfSense documentation): commas,
 * 9 fields in common, then those of IPv4 or IPv6, then those of the protocol.
 *
 * <p>A line is one packet, and pf tells no translation on it. CARP has no ports: what stands in
 * their place is not read as such.
 */
final class PfsenseFilter implements VendorFormat {
  private static final byte[] NAME = Ascii.bytes("filterlog");
  private static final int FIELDS_MAX = 24;
  private static final int ACTION = 6;
  private static final int VERSION = 8;
  private static final byte[] FOUR = Ascii.bytes("4");
  private static final byte[] SIX = Ascii.bytes("6");
  private static final String FLAGS = "FSRPAUEW"; // from the lowest bit on

  @Override
  public String vendor() {
    return "pfsense";
  }

  @Override
  public List<String> marks() {
    return List.of("filterlog");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int from = line.from();
    int name = line.find(NAME, from);
    if (name == from) { // the tag of RFC 3164; RFC 5424 has it in its header
      int colon = Ascii.find(line.text(), ':', name, line.to());
      if (colon < 0) return Recognition.NO;
      from = Ascii.skipSpaces(line.text(), colon + 1, line.to());
    }
    Values values = CsvFields.read(line, from, FIELDS_MAX);
    if (values.count() <= VERSION) {
      return name == line.from() ? Recognition.PARTLY : Recognition.NO;
    }
    if (values.is(VERSION, FOUR)) return write(values, rows, 16, 15, 18);
    if (values.is(VERSION, SIX)) return write(values, rows, 12, 13, 15);
    return Recognition.PARTLY;
  }

  private static Recognition write(
      Values values, VendorRows rows, int protocolName, int protocolNumber, int source) {
    if (values.count() <= source + 1
        || values.address(source).isEmpty()
        || values.address(source + 1).isEmpty()) {
      return Recognition.PARTLY;
    }
    RowWriter row = rows.traffic();
    values.write(source, row, Traffic.SOURCE_ADDRESS);
    values.write(source + 1, row, Traffic.DESTINATION_ADDRESS);
    int protocol = values.number(protocolNumber, 255);
    if (protocol >= 0) row.set(Traffic.PROTOCOL, protocol);
    else values.write(protocolName, row, Traffic.PROTOCOL);
    boolean ports = protocol == 6 || protocol == 17;
    if (ports && values.count() > source + 3) {
      values.write(source + 2, row, Traffic.SOURCE_PORT);
      values.write(source + 3, row, Traffic.DESTINATION_PORT);
    }
    if (protocol == 6 && values.count() > source + 5) writeFlags(values, source + 5, row);
    values.write(ACTION, row, Traffic.ACTION);
    if (values.line().sentAtMillis() != LogLine.NO_TIME) {
      row.set(Traffic.STARTED_AT, values.line().sentAtMillis());
    }
    row.end();
    return Recognition.KNOWN;
  }

  private static void writeFlags(Values values, int key, RowWriter row) {
    int flags = 0;
    for (int at = values.from(key); at < values.to(key); at++) {
      int bit = FLAGS.indexOf(values.line().text()[at]);
      if (bit < 0) return;
      flags |= 1 << bit;
    }
    if (flags != 0) row.set(Traffic.TCP_FLAGS, flags);
  }
}
