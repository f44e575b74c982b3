package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cisco IOS, IOS XE and IOS XR, after "Cisco IOS System Messages Guide": packets that an access
 * list logged, translations (ip nat log translations syslog), sessions of the firewall, logins.
 *
 * <p>A translation names four ends: inside local, inside global, outside local, outside global. Its
 * row is the direction from inside, NAT event 4 (session created) or 5 (deleted) of RFC 8158.
 */
final class CiscoIos implements VendorFormat {
  private static final int SESSION_CREATED = 4;
  private static final int SESSION_DELETED = 5;
  private static final byte[] ACCESS_LOG = Ascii.bytes("ACCESSLOG");
  private static final byte[] NAT = Ascii.bytes("NAT-6-");
  private static final byte[] CREATED = Ascii.bytes("CREATED");
  private static final byte[] DELETED = Ascii.bytes("DELETED");
  private static final byte[] FIREWALL = Ascii.bytes("%FW-6-");
  private static final byte[] AUDIT = Ascii.bytes("SESS_AUDIT_TRAIL");
  private static final byte[] START = Ascii.bytes("_START");
  private static final byte[] DROP = Ascii.bytes("DROP_PKT");
  private static final byte[] PASS = Ascii.bytes("PASS_PKT");
  private static final byte[] INITIATOR = Ascii.bytes("initiator (");
  private static final byte[] RESPONDER = Ascii.bytes("responder (");
  private static final byte[] SENT = Ascii.bytes(" sent ");
  private static final byte[] LIST = Ascii.bytes("list ");
  private static final byte[] ARROW = Ascii.bytes("-> ");
  private static final byte[] LOGIN_SUCCESS = Ascii.bytes("LOGIN_SUCCESS");
  private static final byte[] LOGIN_FAILED = Ascii.bytes("LOGIN_FAILED");
  private static final byte[] USER = Ascii.bytes("[user: ");
  private static final byte[] SOURCE = Ascii.bytes("[Source: ");
  private static final byte[] REASON = Ascii.bytes("[Reason: ");
  private static final byte[] XR_LOGOUT = Ascii.bytes("INFO_USER_LOGOUT");
  private static final byte[] XR_USER = Ascii.bytes("User '");
  private static final byte[] XR_FROM = Ascii.bytes("' from '");
  private static final byte[] MESSAGE = Ascii.bytes(": ");

  @Override
  public String vendor() {
    return "cisco-ios";
  }

  @Override
  public List<String> marks() {
    return List.of(
        "%SEC-6-IPACCESSLOG",
        "ACL-6-ACCESSLOG",
        "%IPNAT-6-",
        "%NAT-6-",
        "%FW-6-",
        "%SEC_LOGIN-",
        "%SECURITY-SSHD-6-INFO_USER_LOGOUT");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Cursor cursor = new Cursor(line, line.from());
    if (!cursor.until('%')) return Recognition.NO;
    int from = cursor.at - 1;
    if (!cursor.until(MESSAGE)) return Recognition.PARTLY;
    int to = cursor.to;
    boolean known;
    if (has(line, ACCESS_LOG, from, to)) known = accessList(cursor, rows);
    else if (has(line, NAT, from, to)) known = translation(cursor, rows, line, from, to);
    else if (line.has(FIREWALL, from)) known = firewall(cursor, rows, line, from, to);
    else if (has(line, LOGIN_SUCCESS, from, to)) known = login(cursor, rows, "login");
    else if (has(line, LOGIN_FAILED, from, to)) known = login(cursor, rows, "reject");
    else if (has(line, XR_LOGOUT, from, to)) known = xrLogout(cursor, rows);
    else known = true;
    return known ? Recognition.KNOWN : Recognition.PARTLY;
  }

  private static boolean has(LogLine line, byte[] word, int from, int to) {
    return Ascii.find(line.text(), word, from, to) >= 0;
  }

  /**
   * "list 102 denied tcp 10.0.0.5(1234) (Gi0/1 0011.2233.4455) -> 192.0.2.9(80), 1 packet". What an
   * older form logs of the source alone (IPACCESSLOGS) is no flow.
   */
  private static boolean accessList(Cursor cursor, VendorRows rows) {
    LogLine line = cursor.line;
    cursor.skipSpaces();
    if (!cursor.skip(LIST)) return false;
    cursor.word();
    cursor.word();
    byte[] action = cursor.bytes();
    cursor.word();
    int protocol = ProtocolNumbers.of(line.text(), cursor.from, cursor.to);
    if (protocol < 0) {
      return Ascii.address(line.text(), cursor.from, cursor.to).isPresent(); // IPACCESSLOGS
    }
    cursor.skipSpaces();
    Endpoint source = withPort(cursor);
    if (source == null) return false;
    RowWriter row = rows.traffic();
    cursor.skipSpaces();
    if (cursor.here() == '(') { // log-input: interface and perhaps the hardware address
      cursor.at++;
      if (!cursor.until(')')) return false;
      int space = Ascii.find(line.text(), ' ', cursor.from, cursor.to);
      if (space > 0) {
        Ascii.mac(line.text(), space + 1, cursor.to)
            .ifPresent(mac -> row.set(Traffic.SOURCE_MAC, mac));
      }
    }
    if (!cursor.until(ARROW)) return false;
    Endpoint destination = withPort(cursor);
    if (destination == null) return false;
    row.set(Traffic.PROTOCOL, protocol);
    source.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
    destination.write(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT);
    row.set(Traffic.ACTION, action);
    if (cursor.until(',')) {
      cursor.word();
      cursor.write(row, Traffic.PACKETS);
    }
    started(line, row);
    row.end();
    return true;
  }

  /** "10.0.0.5(1234)" or "10.0.0.5". */
  private static @Nullable Endpoint withPort(Cursor cursor) {
    cursor.upTo(" (,");
    IpAddress address = Ascii.address(cursor.line.text(), cursor.from, cursor.to).orElse(null);
    if (address == null) return null;
    int port = -1;
    if (cursor.here() == '(') {
      cursor.at++;
      if (!cursor.until(')')) return null;
      port = Ascii.number(cursor.line.text(), cursor.from, cursor.to, 65_535);
    }
    return new Endpoint(address, port);
  }

  /** "Created tcp 10.0.0.5:1025 203.0.113.7:1025 192.0.2.9:80 192.0.2.9:80". */
  private static boolean translation(
      Cursor cursor, VendorRows rows, LogLine line, int from, int to) {
    boolean created = has(line, CREATED, from, to);
    if (!created && !has(line, DELETED, from, to)) return true;
    cursor.word();
    int protocol = ProtocolNumbers.of(line.text(), cursor.from, cursor.to);
    if (protocol < 0) {
      cursor.word();
      protocol = ProtocolNumbers.of(line.text(), cursor.from, cursor.to);
    }
    Endpoint insideLocal = end(cursor);
    Endpoint insideGlobal = end(cursor);
    Endpoint outsideLocal = end(cursor);
    Endpoint outsideGlobal = end(cursor);
    if (protocol < 0 || insideLocal == null || insideGlobal == null) return false;
    RowWriter row = rows.traffic();
    row.set(Traffic.PROTOCOL, protocol);
    insideLocal.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
    insideGlobal.write(row, Traffic.NAT_SOURCE_ADDRESS, Traffic.NAT_SOURCE_PORT);
    if (outsideLocal != null && outsideGlobal != null) {
      outsideLocal.write(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT);
      outsideGlobal.write(row, Traffic.NAT_DESTINATION_ADDRESS, Traffic.NAT_DESTINATION_PORT);
    }
    row.set(Traffic.NAT_EVENT, created ? SESSION_CREATED : SESSION_DELETED);
    if (created) started(line, row);
    else if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.ENDED_AT, line.sentAtMillis());
    row.end();
    return true;
  }

  private static @Nullable Endpoint end(Cursor cursor) {
    cursor.word();
    return Endpoint.read(cursor.line.text(), cursor.from, cursor.to);
  }

  /**
   * "Stop http session: initiator (10.0.0.5:1) sent 22 bytes -- responder (192.0.2.9:80) sent 9".
   */
  private static boolean firewall(Cursor cursor, VendorRows rows, LogLine line, int from, int to) {
    boolean drop = has(line, DROP, from, to);
    if (drop || has(line, PASS, from, to)) return packet(cursor, rows, drop);
    if (!has(line, AUDIT, from, to)) return true;
    if (!cursor.until(INITIATOR) || !cursor.until(')')) return false;
    Endpoint source = Endpoint.read(line.text(), cursor.from, cursor.to);
    if (source == null) return false;
    RowWriter row = rows.traffic();
    boolean start = has(line, START, from, to);
    if (!start && cursor.skip(SENT)) {
      cursor.upTo(" ");
      cursor.write(row, Traffic.BYTES);
    }
    if (!cursor.until(RESPONDER) || !cursor.until(')')) return false;
    Endpoint destination = Endpoint.read(line.text(), cursor.from, cursor.to);
    if (destination == null) return false;
    source.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
    destination.write(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT);
    row.set(Traffic.ACTION, start ? "Start" : "Stop");
    if (start) started(line, row);
    else if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.ENDED_AT, line.sentAtMillis());
    row.end();
    return true;
  }

  /** "Dropping tcp session 10.0.0.5:1234 192.0.2.9:80 on zone-pair …". */
  private static boolean packet(Cursor cursor, VendorRows rows, boolean drop) {
    cursor.word();
    cursor.word();
    int protocol = ProtocolNumbers.of(cursor.line.text(), cursor.from, cursor.to);
    cursor.word();
    Endpoint source = end(cursor);
    Endpoint destination = end(cursor);
    if (source == null || destination == null) return false;
    RowWriter row = rows.traffic();
    if (protocol >= 0) row.set(Traffic.PROTOCOL, protocol);
    source.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
    destination.write(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT);
    row.set(Traffic.ACTION, drop ? "Dropping" : "Passing");
    started(cursor.line, row);
    row.end();
    return true;
  }

  /** "Login Success [user: admin] [Source: 10.0.0.5] [localport: 22] at …". */
  private static boolean login(Cursor cursor, VendorRows rows, String event) {
    if (!cursor.until(USER) || !cursor.until(']')) return false;
    byte[] user = cursor.bytes();
    if (!cursor.until(SOURCE) || !cursor.until(']')) return false;
    if (cursor.isEmpty()) return true; // at the console
    RowWriter row = rows.identity(event);
    if (!cursor.write(row, Identity.ADDRESS)) return false;
    if (user.length > 0) row.set(Identity.USER_NAME, user);
    if (cursor.until(REASON) && cursor.until(']')) cursor.write(row, Identity.REASON);
    CiscoAsa.at(cursor.line, row);
    row.end();
    return true;
  }

  private static boolean xrLogout(Cursor cursor, VendorRows rows) {
    if (!cursor.until(XR_USER) || !cursor.until(XR_FROM)) return false;
    byte[] user = cursor.bytes();
    if (!cursor.until('\'')) return false;
    RowWriter row = rows.identity("logout");
    if (!cursor.write(row, Identity.ADDRESS)) return false;
    row.set(Identity.USER_NAME, user);
    CiscoAsa.at(cursor.line, row);
    row.end();
    return true;
  }

  private static void started(LogLine line, RowWriter row) {
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, line.sentAtMillis());
  }
}
