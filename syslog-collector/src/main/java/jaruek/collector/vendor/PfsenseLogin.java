package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * Logins at pfSense and OPNsense: of the captive portal and of the web configurator, as their
 * sources write them (captiveportal.inc, auth.inc; AccessController.php).
 *
 * <pre>
 * logportalauth[12]: Zone: lab - LOGIN: somchai, aa:bb:cc:dd:ee:ff, 10.0.0.5
 * logportalauth[12]: Zone: lab - FAILURE: somchai, aa:bb:cc:dd:ee:ff, 10.0.0.5, Invalid credentials
 * captiveportal[9]: AUTH somchai (10.0.0.5) zone 0
 * php-fpm[374]: /index.php: webConfigurator authentication error for user 'toto' from: 10.0.0.1
 * </pre>
 */
final class PfsenseLogin implements VendorFormat {
  private static final byte[] PORTAL = Ascii.bytes("logportalauth");
  private static final byte[] ZONE = Ascii.bytes("Zone: ");
  private static final byte[] DASH = Ascii.bytes(" - ");
  private static final byte[] STATUS_END = Ascii.bytes(": ");
  private static final byte[] COMMA = Ascii.bytes(", ");
  private static final List<byte[]> IN = List.of(Ascii.bytes("LOGIN"), Ascii.bytes("ACCEPT"));
  private static final List<byte[]> OUT =
      List.of(Ascii.bytes("LOGOUT"), Ascii.bytes("DISCONNECT"), Ascii.bytes("TIMEOUT"));
  private static final List<byte[]> REFUSED =
      List.of(Ascii.bytes("FAILURE"), Ascii.bytes("ERROR"), Ascii.bytes("DENY"));
  private static final byte[] WEB_ERROR = Ascii.bytes("authentication error for user '");
  private static final byte[] WEB_LOGIN = Ascii.bytes("Successful login for user '");
  private static final byte[] WEB_FROM = Ascii.bytes("' from: ");
  private static final byte[] OPN_ZONE = Ascii.bytes(") zone ");
  private static final byte[] AUTH = Ascii.bytes("AUTH ");
  private static final byte[] DENY = Ascii.bytes("DENY ");
  private static final byte[] LOGOUT = Ascii.bytes("LOGOUT ");

  @Override
  public String vendor() {
    return "pfsense";
  }

  @Override
  public List<String> marks() {
    return List.of(
        "logportalauth",
        ") zone ",
        "webConfigurator authentication error for user '",
        "Successful login for user '");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Cursor cursor = new Cursor(line, line.from());
    if (line.find(WEB_FROM, line.from()) >= 0) return web(cursor, rows);
    if (Ascii.find(line.text(), PORTAL, 0, line.to()) >= 0) return portal(cursor, rows);
    return opnsense(cursor, rows);
  }

  private static Recognition web(Cursor cursor, VendorRows rows) {
    boolean refused = cursor.until(WEB_ERROR);
    if (!refused && !cursor.until(WEB_LOGIN)) return Recognition.NO;
    if (!cursor.until(WEB_FROM)) return Recognition.NO;
    byte[] user = cursor.bytes();
    cursor.upTo(" (");
    RowWriter row = rows.identity(refused ? "reject" : "login");
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.PARTLY;
    if (user.length > 0) row.set(Identity.USER_NAME, user);
    if (refused) row.set(Identity.REASON, "web configurator authentication error");
    CiscoAsa.at(cursor.line, row);
    row.end();
    return Recognition.KNOWN;
  }

  private static Recognition portal(Cursor cursor, VendorRows rows) {
    if (!cursor.until(ZONE) || !cursor.until(DASH)) {
      cursor.at = cursor.line.from();
      if (!cursor.until(STATUS_END)) return Recognition.PARTLY; // the tag; old versions lack a zone
    }
    int status = cursor.at;
    if (!cursor.until(STATUS_END)) return Recognition.PARTLY;
    int statusTo = cursor.to;
    String event =
        any(cursor.line, IN, status, statusTo)
            ? "login"
            : any(cursor.line, OUT, status, statusTo)
                ? "logout"
                : any(cursor.line, REFUSED, status, statusTo) ? "reject" : "";
    if (event.isEmpty()) return Recognition.KNOWN;
    if (!cursor.until(COMMA)) return Recognition.PARTLY;
    byte[] user = cursor.bytes();
    RowWriter row = rows.identity(event);
    cursor.upTo(",");
    cursor.write(row, Identity.MAC);
    if (!cursor.skip(COMMA)) return Recognition.PARTLY;
    cursor.upTo(",");
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.PARTLY;
    if (user.length > 0) row.set(Identity.USER_NAME, user);
    if (event.equals("logout")) row.set(Identity.CAUSE, cursor.line.bytes(status, statusTo));
    if (event.equals("reject")) {
      byte[] reason = cursor.line.bytes(status, statusTo);
      if (cursor.skip(COMMA)) {
        cursor.rest();
        reason = cursor.bytes();
      }
      row.set(Identity.REASON, reason);
    }
    CiscoAsa.at(cursor.line, row);
    row.end();
    return Recognition.KNOWN;
  }

  private static boolean any(LogLine line, List<byte[]> words, int from, int to) {
    for (byte[] word : words) {
      if (Ascii.find(line.text(), word, from, to) >= 0) return true;
    }
    return false;
  }

  private static Recognition opnsense(Cursor cursor, VendorRows rows) {
    int zone = cursor.line.find(OPN_ZONE, cursor.at);
    int open = zone;
    while (open > cursor.line.from() && cursor.line.text()[open] != '(') open--;
    boolean in = cursor.until(AUTH);
    boolean refused = !in && cursor.until(DENY);
    if (!in && !refused && !cursor.until(LOGOUT)) return Recognition.NO;
    if (open - 1 <= cursor.at || cursor.line.text()[open - 1] != ' ') return Recognition.NO;
    byte[] user = cursor.line.bytes(cursor.at, open - 1);
    cursor.from = open + 1;
    cursor.to = zone;
    RowWriter row = rows.identity(in ? "login" : refused ? "reject" : "logout");
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.NO;
    row.set(Identity.USER_NAME, user);
    CiscoAsa.at(cursor.line, row);
    row.end();
    return Recognition.KNOWN;
  }
}
