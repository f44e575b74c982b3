package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * Ruckus ZoneDirector and Unleashed client events:
 *
 * <pre>
 * syslog: eventd_to_syslog():User[somchai@48:d7:05:d5:b5:27] joins WLAN[corp] from AP[AP1@84:18:…]
 * syslog: eventd_to_syslog():User[somchai@48:d7:05:d5:b5:27] leave WLAN[corp] at AP[…] with Session
 *   Time[…] RX Bytes[…] TX Bytes[…]
 * </pre>
 *
 * <p>Joins and leaves of a device whose user is known are login and logout; the WLAN is the called
 * station. Those of a device alone ("User[48:d7:…]") and all others are messages. The name is the
 * user's own: it ends at the last "@" before the event.
 */
final class Ruckus implements VendorFormat {
  private static final byte[] EVENT = Ascii.bytes("eventd_to_syslog():");
  private static final byte[] USER = Ascii.bytes("User[");
  private static final byte[] WLAN = Ascii.bytes("WLAN[");
  private static final byte[] JOINS = Ascii.bytes("] joins WLAN[");
  private static final List<byte[]> LEAVES =
      List.of(
          Ascii.bytes("] leave WLAN["),
          Ascii.bytes("] leaves WLAN["),
          Ascii.bytes("] disconnects from WLAN["));

  @Override
  public String vendor() {
    return "ruckus";
  }

  @Override
  public List<String> marks() {
    return List.of("eventd_to_syslog():");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Cursor cursor = Tag.read(line).cursor();
    if (!cursor.skip(EVENT)) return Recognition.NO;
    cursor.skipSpaces();
    if (!cursor.skip(USER)) return Recognition.KNOWN;
    int name = cursor.at;
    int end = line.findLast(JOINS, name);
    boolean joins = end >= 0;
    int wlan = end + JOINS.length - WLAN.length;
    for (int i = 0; i < LEAVES.size() && end < 0; i++) {
      end = line.findLast(LEAVES.get(i), name);
      wlan = end + LEAVES.get(i).length - WLAN.length;
    }
    if (end < 0) return Recognition.KNOWN;
    int first = line.find(WLAN, name);
    if (first != wlan || line.find(WLAN, first + 1) >= 0) return Recognition.PARTLY; // a name's own
    int at = end;
    while (at > name && line.text()[at] != '@') at--;
    if (at == name) return Recognition.KNOWN; // the device alone
    RowWriter row = rows.identity(joins ? "login" : "logout");
    cursor.from = at + 1;
    cursor.to = end;
    if (!cursor.write(row, Identity.MAC)) return Recognition.PARTLY;
    row.set(Identity.USER_NAME, line.bytes(name, at));
    cursor.at = wlan + WLAN.length;
    cursor.upTo("]");
    cursor.write(row, Identity.CALLED_STATION);
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }
}
