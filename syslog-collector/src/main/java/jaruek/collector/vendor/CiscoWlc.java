package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * Cisco's wireless controllers: Catalyst 9800 (IOS XE 16, 17) and AireOS 7, 8 ("Cisco Wireless LAN
 * Controller System Message Guide"):
 *
 * <pre>
 * %CLIENT_ORCH_LOG-6-CLIENT_ADDED_TO_RUN_STATE: R0/0: wncd: Username entry (somchai) joined with
 *   ssid (Corp) for device with MAC: aabb.ccdd.eeff
 * %APF-6-USER_NAME_CREATED: apf_ms.c:9003 Username entry (somchai) with length (7) created for mobile
 *   aa:bb:cc:dd:ee:ff
 * %APF-6-USER_NAME_DELETED: … Username entry (somchai) is deleted for mobile aa:bb:cc:dd:ee:ff
 * %PEM-6-GUESTIN: … Guest user logged in with user account (g1) MAC address aa:…, IP address 10.0.0.5.
 * </pre>
 *
 * <p>Login and logout of user and hardware address; guests' have the address, too, and the 9800's
 * the SSID as called station. A name in brackets may hold brackets: it ends at the last place where
 * the controller's own words go on, and the line with the hardware address. The other messages of
 * these facilities are kept with their mnemonic.
 */
final class CiscoWlc implements VendorFormat {
  private static final List<String> MARKS =
      List.of("%CLIENT_ORCH_LOG-", "%CLIENT_ORCH_AUDIT", "%CLIENT_EXCLUSION", "%APF-", "%PEM-");
  private static final List<byte[]> FACILITIES = MARKS.stream().map(Ascii::bytes).toList();
  private static final byte[] MESSAGE = Ascii.bytes(": ");
  private static final byte[] RUN_STATE = Ascii.bytes("CLIENT_ADDED_TO_RUN_STATE");
  private static final byte[] NAME_CREATED = Ascii.bytes("USER_NAME_CREATED");
  private static final byte[] NAME_DELETED = Ascii.bytes("USER_NAME_DELETED");
  private static final byte[] ENTRY = Ascii.bytes("Username entry (");
  private static final byte[] JOINED = Ascii.bytes(") joined with ssid (");
  private static final byte[] DEVICE = Ascii.bytes(") for device with MAC: ");
  private static final byte[] LENGTH = Ascii.bytes(") with length (");
  private static final byte[] CREATED = Ascii.bytes(" created for mobile ");
  private static final byte[] DELETED = Ascii.bytes(" is deleted for mobile ");
  private static final byte[] GUEST_IN = Ascii.bytes("Guest user logged in with user account (");
  private static final byte[] GUEST_OUT = Ascii.bytes("Guest user logged out with user account (");
  private static final byte[] GUEST_MAC = Ascii.bytes(") MAC address ");
  private static final byte[] GUEST_IP = Ascii.bytes(", IP address ");
  private static final int PLACE_MAX = 96;
  private static final int MONTH_LENGTH = 3;

  @Override
  public String vendor() {
    return "cisco-wlc";
  }

  @Override
  public List<String> marks() {
    return MARKS;
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Cursor cursor = new Cursor(line, line.from());
    if (!cursor.until('%') || !isTask(line, cursor.from, cursor.to)) return Recognition.NO;
    int mnemonicFrom = cursor.at - 1;
    if (FACILITIES.stream().noneMatch(f -> line.has(f, mnemonicFrom))) return Recognition.NO;
    if (!cursor.until(MESSAGE)) return Recognition.PARTLY;
    byte[] mnemonic = cursor.bytes();
    rows.messageId(behindSeverity(mnemonic));
    int body = cursor.at;
    if (starts(cursor, body, ENTRY)) return entry(cursor, mnemonic, rows);
    if (starts(cursor, body, GUEST_IN)) return guest(cursor, "login", rows);
    return starts(cursor, body, GUEST_OUT) ? guest(cursor, "logout", rows) : Recognition.KNOWN;
  }

  /**
   * "*apfReceiveTask: Jul 14 15:41:24.640: ", the header's tag, or nothing: words with a colon,
   * days and times, but none of those in which others' words are repeated.
   */
  private static boolean isTask(LogLine line, int from, int to) {
    if (to - from > PLACE_MAX) return false;
    int letters = 0;
    for (int at = from; at < to; at++) {
      byte b = line.text()[at];
      if (b == ' ') {
        boolean colon = at > from && line.text()[at - 1] == ':';
        if (letters > MONTH_LENGTH && !colon) return false;
        letters = 0;
      } else if (Ascii.isLetter(b)) {
        letters++;
      } else if (!Ascii.isDigit(b) && "*_-.:,/#".indexOf(b) < 0) {
        return false;
      }
    }
    return letters == 0;
  }

  /** Whether the text begins here, behind the place in the source ("apf_ms.c:9003 "). */
  private static boolean starts(Cursor cursor, int body, byte[] word) {
    cursor.at = body;
    LogLine line = cursor.line;
    int found = Ascii.find(line.text(), word, body, Math.min(line.to(), body + PLACE_MAX + 64));
    if (found < 0 || found - body > PLACE_MAX) return false;
    if (Ascii.find(line.text(), '(', body, found) >= 0) return false;
    cursor.at = found + word.length;
    return true;
  }

  /** "USER_NAME_CREATED" of "APF-6-USER_NAME_CREATED", as the header's reader names it. */
  private static byte[] behindSeverity(byte[] mnemonic) {
    for (int at = 2; at < mnemonic.length; at++) {
      if (mnemonic[at] == '-' && mnemonic[at - 2] == '-' && Ascii.isDigit(mnemonic[at - 1])) {
        return java.util.Arrays.copyOfRange(mnemonic, at + 1, mnemonic.length);
      }
    }
    return mnemonic;
  }

  /** The mnemonic says which words are the controller's. */
  private static Recognition entry(Cursor cursor, byte[] mnemonic, VendorRows rows) {
    LogLine line = cursor.line;
    int name = cursor.at;
    if (endsWith(mnemonic, RUN_STATE)) {
      int joined = line.findLast(JOINED, name);
      int device = joined < 0 ? -1 : line.findLast(DEVICE, joined);
      int ssid = joined + JOINED.length;
      if (device < ssid) return Recognition.PARTLY;
      cursor.at = device + DEVICE.length;
      RowWriter row = rows.identity("login");
      if (device > ssid) row.set(Identity.CALLED_STATION, line.bytes(ssid, device));
      return end(cursor, name, joined, row);
    }
    if (endsWith(mnemonic, NAME_CREATED)) {
      int created = line.findLast(CREATED, name);
      int length = created < 0 ? -1 : line.findLast(LENGTH, name);
      if (length < 0 || length > created) return Recognition.PARTLY;
      cursor.at = created + CREATED.length;
      return end(cursor, name, length, rows.identity("login"));
    }
    if (!endsWith(mnemonic, NAME_DELETED)) return Recognition.KNOWN;
    int deleted = line.findLast(DELETED, name);
    if (deleted <= name || line.text()[deleted - 1] != ')') return Recognition.PARTLY;
    cursor.at = deleted + DELETED.length;
    return end(cursor, name, deleted - 1, rows.identity("logout"));
  }

  private static boolean endsWith(byte[] mnemonic, byte[] end) {
    int from = mnemonic.length - end.length;
    return from >= 0 && Ascii.startsWith(mnemonic, end, from, mnemonic.length);
  }

  private static Recognition guest(Cursor cursor, String event, VendorRows rows) {
    LogLine line = cursor.line;
    int name = cursor.at;
    int mac = line.findLast(GUEST_MAC, name);
    int ip = mac < 0 ? -1 : line.findLast(GUEST_IP, mac);
    if (ip < 0) return Recognition.PARTLY;
    RowWriter row = rows.identity(event);
    cursor.at = ip + GUEST_IP.length;
    cursor.upTo(" ");
    if (cursor.to > cursor.from && line.text()[cursor.to - 1] == '.') cursor.to--;
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.PARTLY;
    cursor.at = mac + GUEST_MAC.length;
    return end(cursor, name, mac, row);
  }

  /** The hardware address here, and the name. */
  private static Recognition end(Cursor cursor, int name, int nameTo, RowWriter row) {
    cursor.upTo(" ,");
    if (!cursor.write(row, Identity.MAC)) return Recognition.PARTLY;
    if (nameTo > name) row.set(Identity.USER_NAME, cursor.line.bytes(name, nameTo));
    CiscoAsa.at(cursor.line, row);
    row.end();
    return Recognition.KNOWN;
  }
}
