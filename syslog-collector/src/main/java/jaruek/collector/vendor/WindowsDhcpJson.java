package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * The audit log of Windows' DHCP server as NXLog writes it in JSON (parse_csv and to_json): one
 * flat object with the file's columns, whose names the office chooses.
 *
 * <pre>
 * {"ID":"10","Date":"11/23/26","Time":"09:59:58","Description":"Assign","IPAddress":"10.0.0.5",
 *  "Hostname":"pc01","MACAddress":"AABBCCDDEEFF","TransactionID":"2718281828",…}
 * </pre>
 *
 * <p>Read are the columns' own names, without their spaces, with underscores or behind "dhcp". The
 * numbers mean what they mean in the file. NXLog's EventTime is taken where there is no date.
 */
final class WindowsDhcpJson implements VendorFormat {
  private static final List<byte[]> PROGRAMS =
      List.of(Ascii.bytes("nxlog"), Ascii.bytes("NXLog"), Ascii.bytes("DHCP"), Ascii.bytes("dhcp"));

  private static final KeyValues KEYS =
      new KeyValues(
          List.of(
              "ID",
              "dhcpID",
              "DHCP_ID",
              "EventID",
              "Date",
              "dhcpDate",
              "DHCP_Date",
              "DHCPDate",
              "Time",
              "dhcpTime",
              "DHCP_Time",
              "DHCPTime",
              "IPAddress",
              "dhcpIPAddress",
              "IP Address",
              "IP_Address",
              "MACAddress",
              "dhcpMACAddress",
              "MAC Address",
              "MAC_Address",
              "EventTime"));

  private static final int NAMES_EACH = 4;
  private static final int ID = 0;
  private static final int DATE = 4;
  private static final int TIME = 8;
  private static final int ADDRESS = 12;
  private static final int MAC = 16;
  private static final int EVENT_TIME = KEYS.index("EventTime");

  @Override
  public String vendor() {
    return "windows-dhcp";
  }

  @Override
  public List<String> marks() {
    return List.of("\"MACAddress\"", "\"dhcpMACAddress\"", "\"MAC Address\"", "\"MAC_Address\"");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.isNone() && PROGRAMS.stream().noneMatch(tag::startsWith)) return Recognition.NO;
    Values values = read(line, tag.body());
    int idKey = first(values, ID);
    int id = values.number(idKey, 99_999);
    if (id < 0) return Recognition.NO;
    rows.messageId(values.bytes(idKey));
    long time = time(values);
    if (time != LogLine.NO_TIME) rows.deviceTime(time);
    boolean given = WindowsDhcp.isGiven(id);
    if (!given && !WindowsDhcp.isTaken(id)) return Recognition.KNOWN;
    int address = first(values, ADDRESS);
    int mac = first(values, MAC);
    Lease lease =
        Lease.read(
            line,
            given,
            values.from(address),
            values.to(address),
            values.from(mac),
            values.to(mac));
    if (lease == null) return Recognition.PARTLY;
    RowWriter row = lease.row(line, rows);
    if (time != LogLine.NO_TIME) row.set(Identity.EVENT_AT, time);
    row.end();
    return Recognition.KNOWN;
  }

  private static int first(Values values, int key) {
    for (int name = key; name < key + NAMES_EACH; name++) if (values.has(name)) return name;
    return key;
  }

  private static long time(Values values) {
    int date = first(values, DATE);
    int time = first(values, TIME);
    if (values.has(date) && values.has(time)) {
      return DeviceTime.monthFirst(
          values.line(), values.from(date), values.to(date), values.from(time));
    }
    return DeviceTime.withOffset(values.line(), values.from(EVENT_TIME), values.to(EVENT_TIME));
  }

  /** The members of one flat object; nothing behind what is nested or no JSON. */
  private static Values read(LogLine line, int from) {
    byte[] text = line.text();
    int to = line.to();
    Values values = KEYS.none(line, Escaping.NONE);
    int at = from;
    if (at >= to || text[at] != '{') return values;
    do {
      at = Ascii.skipSpaces(text, at + 1, to);
      int keyFrom = at + 1;
      int keyTo = stringEnd(text, at, to);
      if (keyTo < 0) break;
      at = Ascii.skipSpaces(text, keyTo + 1, to);
      if (at >= to || text[at] != ':') break;
      at = Ascii.skipSpaces(text, at + 1, to);
      if (at >= to) break;
      int valueFrom = at;
      int valueTo;
      if (text[at] == '"') {
        valueFrom++;
        valueTo = stringEnd(text, at, to);
        if (valueTo < 0) break;
        at = valueTo + 1;
      } else {
        while (at < to && text[at] != ',' && text[at] != '}' && text[at] != ' ') {
          if (text[at] == '{' || text[at] == '[') return values;
          at++;
        }
        valueTo = at;
      }
      KEYS.put(values, keyFrom, keyTo, valueFrom, valueTo);
      at = Ascii.skipSpaces(text, at, to);
    } while (at < to && text[at] == ',');
    return values;
  }

  /** The closing quote of the string that opens here, -1 if there is none. */
  private static int stringEnd(byte[] text, int at, int to) {
    if (at >= to || text[at] != '"') return -1;
    int end = at + 1;
    while (end < to && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    return end < to ? end : -1;
  }
}
