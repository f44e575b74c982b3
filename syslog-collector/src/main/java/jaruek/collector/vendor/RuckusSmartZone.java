package jaruek.collector.vendor;

import static jaruek.collector.vendor.FieldMap.into;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * Ruckus SmartZone 3 to 6 ("Alarm and Event Reference Guide"): an event's code, its type, and
 * attributes in quotes.
 *
 * <pre>
 * Core: @@202,clientJoin,"apMac"="d8:38:fc:00:00:01","clientMac"="02:00:5e:10:00:01","ssid"="corp",
 *   "bssid"="…","userId"="","wlanId"="1","apName"="hall","userName"="somchai","vlanId"="20",…
 * </pre>
 *
 * <p>Joins, authorisations and ends of a device whose userName is told are login and logout; the
 * userId is the controller's own number and no name. Those of a device alone and all other events
 * are messages, with the type as id.
 */
final class RuckusSmartZone implements VendorFormat {
  private static final byte[] OPENING = Ascii.bytes("@@");
  private static final List<byte[]> PROGRAM = List.of(Ascii.bytes("Core"));
  private static final List<String> JOINS = List.of("clientJoin", "clientAuthorization");
  private static final List<String> LEAVES =
      List.of(
          "clientDisconnect",
          "clientInactivityTimeout",
          "clientSessionExpiration",
          "clientSessionLogout");
  private static final int TYPE_LENGTH_MAX = 64;

  private static final FieldMap FIELDS =
      FieldMap.of(
          List.of("clientMac"),
          into(Identity.USER_NAME, "userName"),
          into(Identity.MAC, "clientMac"),
          into(Identity.ADDRESS, "clientIP", "clientIp"),
          into(Identity.CALLED_STATION, "ssid"),
          into(Identity.SECONDS, "sessionDuration"));

  @Override
  public String vendor() {
    return "ruckus";
  }

  @Override
  public List<String> marks() {
    return List.of("\"apMac\"=\"", "\"clientMac\"=\"");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.isNone() && !tag.is(PROGRAM)) return Recognition.NO;
    Cursor cursor = tag.cursor();
    if (!cursor.skip(OPENING)) return Recognition.NO;
    cursor.upTo(",");
    if (cursor.number() < 0 || cursor.atEnd()) return Recognition.NO;
    cursor.at++;
    cursor.upTo(",");
    if (cursor.to - cursor.from > TYPE_LENGTH_MAX) return Recognition.PARTLY;
    rows.messageId(cursor.bytes());
    String type = line.string(cursor.from, cursor.to);
    boolean joins = JOINS.contains(type);
    if (!joins && !LEAVES.contains(type)) return Recognition.KNOWN;
    Values values = attributes(line, cursor.at);
    if (!values.says(FIELDS.index("userName"))) return Recognition.KNOWN; // the device alone
    RowWriter row = rows.identity(joins ? "login" : "logout");
    int mac = FIELDS.index("clientMac");
    if (Ascii.mac(line.text(), values.from(mac), values.to(mac)).isEmpty()) {
      return Recognition.PARTLY;
    }
    FIELDS.write(values, row, Dataset.IDENTITY);
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }

  /** {@code ,"key"="value","key"="value"}; nothing behind what is not so. */
  private static Values attributes(LogLine line, int from) {
    byte[] text = line.text();
    int to = line.to();
    Values values = FIELDS.keys().none(line, Escaping.STRUCTURED_DATA);
    int at = from;
    while (at + 1 < to && text[at] == ',' && text[at + 1] == '"') {
      int keyFrom = at + 2;
      int keyTo = Ascii.find(text, '"', keyFrom, to);
      if (keyTo < 0 || keyTo + 2 >= to || text[keyTo + 1] != '=' || text[keyTo + 2] != '"') break;
      int valueTo = keyTo + 3;
      while (valueTo < to && text[valueTo] != '"') valueTo += text[valueTo] == '\\' ? 2 : 1;
      if (valueTo >= to) break;
      FIELDS.keys().put(values, keyFrom, keyTo, keyTo + 3, valueTo);
      at = valueTo + 1;
    }
    return values;
  }
}
