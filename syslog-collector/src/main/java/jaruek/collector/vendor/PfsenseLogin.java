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
 * logportalauth[12]: Zone: lab - CONCURRENT LOGIN - TERMINATING OLD SESSION: somchai, …
 * captiveportal[9]: AUTH somchai (10.0.0.5) zone 0
 * php-fpm[374]: /index.php: webConfigurator authentication error for user 'toto' from: 10.0.0.1
 * </pre>
 *
 * <p>The portals repeat whatever a guest types as his name, and others' lines look like that, too:
 * so the event is read where the device writes it and nowhere else, and the address is the last
 * one. "unauthenticated" and "anonymous@10.0.0.5" are what the portals say of a guest that nobody
 * asked for a name.
 */
final class PfsenseLogin implements VendorFormat {
  private static final byte[] PORTAL = Ascii.bytes("logportalauth");
  private static final byte[] ZONE = Ascii.bytes("Zone: ");
  private static final byte[] DASH = Ascii.bytes(" - ");
  private static final byte[] STATUS_END = Ascii.bytes(": ");
  private static final byte[] COMMA = Ascii.bytes(", ");
  private static final List<byte[]> IN = List.of(Ascii.bytes("LOGIN"), Ascii.bytes("ACCEPT"));
  private static final List<byte[]> OUT =
      List.of(
          Ascii.bytes("LOGOUT"),
          Ascii.bytes("DISCONNECT"),
          Ascii.bytes("TIMEOUT"),
          Ascii.bytes("TERMINATING OLD SESSION"));
  private static final byte[] UNAUTHENTICATED = Ascii.bytes("unauthenticated");
  private static final byte[] ANONYMOUS = Ascii.bytes("anonymous@");
  private static final int TAG_LENGTH_MAX = 64;
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
    LogLine line = cursor.line;
    int error = line.find(WEB_ERROR, line.from());
    int login = line.find(WEB_LOGIN, line.from());
    boolean refused = error >= 0 && (login < 0 || error < login);
    if (!refused && login < 0) return Recognition.NO;
    int user = refused ? error + WEB_ERROR.length : login + WEB_LOGIN.length;
    int userTo = line.findLast(WEB_FROM, user);
    if (userTo < 0) return Recognition.NO;
    cursor.at = userTo + WEB_FROM.length;
    cursor.upTo(" (");
    RowWriter row = rows.identity(refused ? "reject" : "login");
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.PARTLY;
    if (userTo > user) row.set(Identity.USER_NAME, line.bytes(user, userTo));
    if (refused) row.set(Identity.REASON, "web configurator authentication error");
    CiscoAsa.at(line, row);
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
    String event = event(cursor.line, status, statusTo);
    if (event.isEmpty()) return Recognition.KNOWN;
    if (!cursor.until(COMMA)) return Recognition.PARTLY;
    int userFrom = cursor.from;
    int userTo = cursor.to;
    RowWriter row = rows.identity(event);
    cursor.upTo(",");
    boolean placed = cursor.isEmpty() || cursor.write(row, Identity.MAC);
    if (!placed || !cursor.skip(COMMA)) return Recognition.PARTLY; // a name with a comma
    cursor.upTo(",");
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.PARTLY;
    if (event.equals("login") && !cursor.atEnd()) return Recognition.PARTLY;
    name(cursor.line, userFrom, userTo, row);
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

  /** Empty for what is neither: "CONCURRENT LOGIN - REUSING OLD SESSION", a voucher's minutes. */
  private static String event(LogLine line, int from, int to) {
    for (byte[] word : IN) {
      if (to - from == word.length && line.has(word, from)) return "login";
    }
    if (any(line, OUT, from, to)) return "logout";
    return any(line, REFUSED, from, to) ? "reject" : "";
  }

  private static void name(LogLine line, int from, int to, RowWriter row) {
    if (to <= from || line.has(ANONYMOUS, from)) return;
    if (to - from == UNAUTHENTICATED.length && line.has(UNAUTHENTICATED, from)) return;
    row.set(Identity.USER_NAME, line.bytes(from, to));
  }

  private static boolean any(LogLine line, List<byte[]> words, int from, int to) {
    for (byte[] word : words) {
      if (Ascii.find(line.text(), word, from, to) >= 0) return true;
    }
    return false;
  }

  private static Recognition opnsense(Cursor cursor, VendorRows rows) {
    LogLine line = cursor.line;
    cursor.at = behindTag(line);
    boolean in = cursor.skip(AUTH);
    boolean refused = !in && cursor.skip(DENY);
    if (!in && !refused && !cursor.skip(LOGOUT)) return Recognition.NO;
    int zone = line.findLast(OPN_ZONE, cursor.at);
    int number = zone + OPN_ZONE.length;
    if (zone < 0 || Ascii.number(line.text(), number, line.to()) < 0) return Recognition.PARTLY;
    int open = zone;
    while (open > cursor.at && line.text()[open] != '(') open--;
    if (open - 1 <= cursor.at || line.text()[open - 1] != ' ') return Recognition.PARTLY;
    int user = cursor.at;
    cursor.from = open + 1;
    cursor.to = zone;
    RowWriter row = rows.identity(in ? "login" : refused ? "reject" : "logout");
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.PARTLY;
    name(line, user, open - 1, row);
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }

  /** Behind "captiveportal[9]: ", where a header of RFC 3164 has left it. */
  private static int behindTag(LogLine line) {
    int to = Math.min(line.to(), line.from() + TAG_LENGTH_MAX);
    int space = Ascii.wordEnd(line.text(), line.from(), to);
    boolean tag = space < to && space > line.from() && line.text()[space - 1] == ':';
    return tag ? space + 1 : line.from();
  }
}
