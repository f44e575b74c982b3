package jaruek.collector.vendor;

import static jaruek.collector.vendor.FieldMap.into;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * Sophos: Firewall (XG, "Syslog guide"; device="SFW"), UTM 9 (packet filter and web proxy,
 * id="2001" sub="packetfilter"), and the web appliance (h= u= s= … req=). A refused or failed login
 * of the firewall's authentication is a reject; one that succeeded is a login or, where its message
 * says so, a logout, but only at the firewall itself ("Firewall Authentication"): the address of a
 * VPN's or a portal's login is where somebody came from. Leases of its DHCP server are messages: no
 * document at hand says which field has the client's address.
 */
final class Sophos implements VendorFormat {
  private static final FieldMap FIELDS =
      FieldMap.of(
          List.of(
              "device",
              "log_type",
              "log_component",
              "log_subtype",
              "status",
              "message",
              "sub",
              "req",
              "h",
              "date",
              "time",
              "timestamp"),
          into(Traffic.SOURCE_ADDRESS, "src_ip", "srcip", "h"),
          into(Traffic.DESTINATION_ADDRESS, "dst_ip", "dstip", "target_ip"),
          into(Traffic.SOURCE_PORT, "src_port", "srcport"),
          into(Traffic.DESTINATION_PORT, "dst_port", "dstport"),
          into(Traffic.PROTOCOL, "protocol", "proto"),
          into(Traffic.NAT_SOURCE_ADDRESS, "tran_src_ip"),
          into(Traffic.NAT_SOURCE_PORT, "tran_src_port"),
          into(Traffic.NAT_DESTINATION_ADDRESS, "tran_dst_ip"),
          into(Traffic.NAT_DESTINATION_PORT, "tran_dst_port"),
          into(Traffic.BYTES, "sent_bytes", "bytes_sent"),
          into(Traffic.PACKETS, "sent_pkts", "packets_sent"),
          into(Traffic.ACTION, "action", "log_subtype"),
          into(Traffic.USER_NAME, "user_name", "user", "u"),
          into(Traffic.SOURCE_MAC, "src_mac", "srcmac"),
          into(Traffic.URL, "url"),
          into(Identity.ADDRESS, "src_ip"),
          into(Identity.MAC, "src_mac"),
          into(Identity.USER_NAME, "user_name"),
          into(Identity.REASON, "reason"));

  private static final int DEVICE = FIELDS.index("device");
  private static final int TYPE = FIELDS.index("log_type");
  private static final int COMPONENT = FIELDS.index("log_component");
  private static final int STATUS = FIELDS.index("status");
  private static final int SUBTYPE = FIELDS.index("log_subtype");
  private static final int MESSAGE = FIELDS.index("message");
  private static final int SUB = FIELDS.index("sub");
  private static final int REQUEST = FIELDS.index("req");
  private static final byte[] EVENT = Ascii.bytes("Event");
  private static final byte[] AUTHENTICATION = Ascii.bytes("Authentication");
  private static final byte[] SUCCESSFUL = Ascii.bytes("Successful");
  private static final byte[] FAILED = Ascii.bytes("Failed");
  private static final byte[] LOGGED_OUT = Ascii.bytes("logged out");
  private static final byte[] LOGGED_IN = Ascii.bytes("logged in");
  private static final byte[] AT_FIREWALL = Ascii.bytes("Firewall Authentication");

  @Override
  public String vendor() {
    return "sophos";
  }

  @Override
  public List<String> marks() {
    return List.of(
        "device=\"SFW\"",
        "device_name=\"SFW\"",
        "sub=\"packetfilter\"",
        "sub=\"http\"",
        " labs_cat=");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Values values = FIELDS.keys().read(line);
    boolean firewall = values.has(DEVICE) || values.has(TYPE);
    if (!firewall && !values.has(SUB) && !values.has(REQUEST)) return Recognition.NO;
    if (values.is(TYPE, EVENT)) return event(values, rows);
    RowWriter row = rows.traffic();
    int source = FIELDS.index("src_ip");
    int other = FIELDS.index("srcip");
    boolean placed =
        values.address(source).isPresent()
            || values.address(other).isPresent()
            || values.address(FIELDS.index("h")).isPresent();
    if (!placed) return firewall ? Recognition.KNOWN : Recognition.PARTLY;
    FIELDS.write(values, row, Dataset.TRAFFIC);
    if (values.has(REQUEST)) writeRequest(values, row);
    if (line.sentAtMillis() != LogLine.NO_TIME) {
      row.set(Traffic.STARTED_AT, line.sentAtMillis());
    } else {
      time(values, rows, row, Traffic.STARTED_AT);
    }
    row.end();
    return Recognition.KNOWN;
  }

  /** "GET http://example.org/ HTTP/1.1": the word in the middle. */
  private static void writeRequest(Values values, RowWriter row) {
    LogLine line = values.line();
    int space = Ascii.find(line.text(), ' ', values.from(REQUEST), values.to(REQUEST));
    if (space < 0) return;
    int end = Ascii.wordEnd(line.text(), space + 1, values.to(REQUEST));
    if (end > space + 1) row.set(Traffic.URL, line.bytes(space + 1, end));
  }

  private static Recognition event(Values values, VendorRows rows) {
    String event;
    if (!values.contains(COMPONENT, AUTHENTICATION) && !values.contains(SUBTYPE, AUTHENTICATION))
      event = "";
    else if (values.is(STATUS, FAILED)) event = "reject";
    else if (!values.is(STATUS, SUCCESSFUL) || !values.is(COMPONENT, AT_FIREWALL)) event = "";
    else if (values.contains(MESSAGE, LOGGED_OUT)) event = "logout";
    else if (values.contains(MESSAGE, LOGGED_IN)) event = "login";
    else event = "";
    if (event.isEmpty()) return Recognition.KNOWN;
    RowWriter row = rows.identity(event);
    if (values.address(FIELDS.index("src_ip")).isEmpty()) return Recognition.PARTLY;
    FIELDS.write(values, row, Dataset.IDENTITY);
    if (values.line().sentAtMillis() != LogLine.NO_TIME) CiscoAsa.at(values.line(), row);
    else time(values, rows, row, Identity.EVENT_AT);
    row.end();
    return Recognition.KNOWN;
  }

  /** Its time zone is an abbreviation that several zones share: the zone of the source is taken. */
  private static void time(
      Values values, VendorRows rows, RowWriter row, jaruek.retention.record.Column column) {
    int date = FIELDS.index("date");
    int time = FIELDS.index("time");
    int stamp = FIELDS.index("timestamp"); // "2026-11-23T09:59:58+0700", of 18.5 and later
    long millis =
        values.has(stamp)
            ? DeviceTime.withOffset(values.line(), values.from(stamp), values.to(stamp))
            : values.has(date) && values.has(time)
                ? DeviceTime.millis(values.line(), values.from(date), values.from(time), null)
                : LogLine.NO_TIME;
    if (millis == LogLine.NO_TIME) return;
    rows.deviceTime(millis);
    row.set(column, millis);
  }
}
