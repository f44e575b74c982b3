package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * Portal users of H3C's Comware 7 ("System Log Messages", PORTAL):
 *
 * <pre>
 * %%10PORTAL/6/PORTAL_USER_LOGON_SUCCESS: -UserName=somchai-IPAddr=10.0.0.5-IfName=Vlan-interface20
 *   -OuterVLAN=20-InnerVLAN=4095-MACAddr=0200-5e10-0001; User came online successfully.
 * %%10PORTAL/6/PORTAL_USER_LOGOFF: -UserName=somchai-IPAddr=10.0.0.5-…-MACAddr=…-Reason=User request…
 * </pre>
 *
 * <p>A login and a logout. The name is the user's own and ends at the last address.
 */
final class H3cPortal implements VendorFormat {
  private static final byte[] OPENING = Ascii.bytes("%%10PORTAL/6/PORTAL_USER_LOGO");
  private static final byte[] LOGON = Ascii.bytes("N_SUCCESS");
  private static final byte[] LOGOFF = Ascii.bytes("FF");
  private static final byte[] NAME = Ascii.bytes("-UserName=");
  private static final byte[] ADDRESS = Ascii.bytes("-IPAddr=");
  private static final byte[] INTERFACE = Ascii.bytes("-IfName=");
  private static final byte[] MAC = Ascii.bytes("-MACAddr=");
  private static final int MAC_LENGTH = 14;

  @Override
  public String vendor() {
    return "h3c";
  }

  @Override
  public List<String> marks() {
    return List.of("%%10PORTAL/6/PORTAL_USER_LOGO");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int opening = line.find(OPENING, 0);
    if (opening < 0) return Recognition.NO;
    Cursor cursor = new Cursor(line, opening + OPENING.length);
    boolean logon = cursor.skip(LOGON);
    if (!logon && !cursor.skip(LOGOFF))
      return Recognition.KNOWN; // a failure has no address of its own
    if (!cursor.until(NAME)) return Recognition.PARTLY;
    int name = cursor.at;
    int address = line.findLast(ADDRESS, name);
    if (address <= name) return Recognition.PARTLY;
    RowWriter row = rows.identity(logon ? "login" : "logout");
    cursor.at = address + ADDRESS.length;
    cursor.upTo("-");
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.PARTLY;
    row.set(Identity.USER_NAME, line.bytes(name, address));
    if (cursor.skip(INTERFACE)) {
      int from = cursor.at;
      int vlan = nextKey(line, from);
      if (vlan > from) row.set(Identity.NAS_PORT, line.bytes(from, vlan));
    }
    if (cursor.until(MAC)) {
      cursor.skipSpaces();
      cursor.from = cursor.at;
      cursor.to = Math.min(cursor.at + MAC_LENGTH, line.to());
      cursor.write(row, Identity.MAC);
    }
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }

  /** Where "-Word=" begins: an interface's own name may hold a dash ("Vlan-interface20"). */
  private static int nextKey(LogLine line, int from) {
    byte[] text = line.text();
    int equals = Ascii.find(text, '=', from, line.to());
    for (int at = equals; at > from; at--) if (text[at] == '-') return at;
    return -1;
  }
}
