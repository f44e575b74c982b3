package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import org.jspecify.annotations.Nullable;

/** The ASA's messages about users: VPN sessions, and logins to the device. */
final class CiscoAsaUsers {
  private static final byte[] USER = Ascii.bytes("User ");
  private static final byte[] IP = Ascii.bytes("IP ");
  private static final byte[] ADDRESS = Ascii.bytes("Address ");
  private static final byte[] IPV6_ADDRESS = Ascii.bytes("IPv6 address ");
  private static final byte[] TERMINATED = Ascii.bytes("terminated: ");
  private static final byte[] USERNAME_IS = Ascii.bytes("Username = ");
  private static final byte[] IP_IS = Ascii.bytes("IP = ");
  private static final byte[] COMMA = Ascii.bytes(", ");
  private static final byte[] DURATION_IS = Ascii.bytes("Duration: ");
  private static final byte[] SENT = Ascii.bytes("Bytes xmt: ");
  private static final byte[] RECEIVED = Ascii.bytes("Bytes rcv: ");
  private static final byte[] REASON = Ascii.bytes("Reason: ");
  private static final byte[] REASON_IS = Ascii.bytes("reason = ");
  private static final byte[] COLON = Ascii.bytes(" : ");
  private static final byte[] USER_IS = Ascii.bytes("ser = ");
  private static final byte[] USER_IP_IS = Ascii.bytes("user IP = ");
  private static final byte[] FROM = Ascii.bytes(" from ");
  private static final byte[] FOR_USER = Ascii.bytes("for user \"");
  private static final byte[] CENSORED = Ascii.bytes("*****");

  private CiscoAsaUsers() {}

  /** Whether the line was understood; null if it is not about users. */
  static @Nullable Boolean write(int id, Cursor cursor, VendorRows rows) {
    return switch (id) {
      case 716001, 113039 -> session(cursor, rows, "login");
      case 716002 -> session(cursor, rows, "logout");
      case 722051 -> assigned(cursor, rows);
      case 113019 -> disconnected(cursor, rows);
      case 113005, 113015 -> rejected(cursor, rows);
      case 605004, 605005 -> device(cursor, rows, id == 605005 ? "login" : "reject");
      default -> null;
    };
  }

  /** "&lt;somchai&gt;" or "somchai". */
  private static void name(Cursor cursor) {
    cursor.skipSpaces();
    if (cursor.here() == '<') {
      cursor.at++;
      if (cursor.until('>')) return;
    }
    cursor.upTo(" ");
  }

  /** "Group &lt;g&gt; User &lt;u&gt; IP &lt;a&gt; WebVPN session terminated: Idle Timeout." */
  private static boolean session(Cursor cursor, VendorRows rows, String event) {
    if (!cursor.until(USER)) return false;
    name(cursor);
    byte[] user = cursor.bytes();
    if (user.length == 0 || !cursor.until(IP)) return false;
    name(cursor);
    RowWriter row = rows.identity(event);
    if (!cursor.write(row, Identity.ADDRESS)) return false;
    row.set(Identity.USER_NAME, user);
    if (cursor.until(TERMINATED)) {
      cursor.rest();
      if (cursor.line.text()[cursor.to - 1] == '.') cursor.to--;
      cursor.write(row, Identity.CAUSE);
    }
    CiscoAsa.at(cursor.line, row);
    row.end();
    return true;
  }

  /**
   * "… User &lt;u&gt; IP &lt;outer&gt; IPv4 Address &lt;a&gt; IPv6 address &lt;::&gt; assigned to
   * session".
   */
  private static boolean assigned(Cursor cursor, VendorRows rows) {
    if (!cursor.until(USER)) return false;
    name(cursor);
    byte[] user = cursor.bytes();
    if (user.length == 0 || !cursor.until(ADDRESS)) return false;
    name(cursor);
    RowWriter row = rows.identity("login");
    boolean four = cursor.write(row, Identity.ADDRESS);
    boolean six = false;
    if (cursor.until(IPV6_ADDRESS)) {
      name(cursor);
      six = cursor.write(row, Identity.ADDRESS_V6);
    }
    if (!four && !six) return false;
    row.set(Identity.USER_NAME, user);
    CiscoAsa.at(cursor.line, row);
    row.end();
    return true;
  }

  /** "Group = g, Username = u, IP = a, Session disconnected. Session Type: …, Duration: …". */
  private static boolean disconnected(Cursor cursor, VendorRows rows) {
    if (!cursor.until(USERNAME_IS) || !cursor.until(COMMA)) return false;
    byte[] user = cursor.bytes();
    if (user.length == 0 || !cursor.until(IP_IS) || !cursor.until(COMMA)) return false;
    RowWriter row = rows.identity("logout");
    if (!cursor.write(row, Identity.ADDRESS)) return false;
    row.set(Identity.USER_NAME, user);
    if (cursor.until(DURATION_IS)) {
      cursor.upTo(",");
      long seconds = DeviceTime.seconds(cursor.line, cursor.from, cursor.to);
      if (seconds >= 0) row.set(Identity.SECONDS, seconds);
    }
    if (cursor.until(SENT)) {
      cursor.upTo(",");
      cursor.write(row, Identity.OUTPUT_BYTES);
    }
    if (cursor.until(RECEIVED)) {
      cursor.upTo(",");
      cursor.write(row, Identity.INPUT_BYTES);
    }
    if (cursor.until(REASON)) {
      cursor.rest();
      cursor.write(row, Identity.CAUSE);
    }
    CiscoAsa.at(cursor.line, row);
    row.end();
    return true;
  }

  /** "AAA user authentication Rejected : reason = … : … user = u : user IP = a". */
  private static boolean rejected(Cursor cursor, VendorRows rows) {
    if (!cursor.until(REASON_IS) || !cursor.until(COLON)) return false;
    byte[] reason = cursor.bytes();
    if (!cursor.until(USER_IS)) return false;
    cursor.word();
    byte[] user = cursor.is(CENSORED) ? new byte[0] : cursor.bytes();
    if (!cursor.until(USER_IP_IS)) return true; // nothing ties it to an address
    cursor.word();
    RowWriter row = rows.identity("reject");
    if (!cursor.write(row, Identity.ADDRESS)) return false;
    if (user.length > 0) row.set(Identity.USER_NAME, user);
    row.set(Identity.REASON, reason);
    CiscoAsa.at(cursor.line, row);
    row.end();
    return true;
  }

  /** "Login permitted from 10.0.0.5/1234 to inside:10.0.0.1/ssh for user "admin"". */
  private static boolean device(Cursor cursor, VendorRows rows, String event) {
    if (!cursor.until(FROM)) return false;
    cursor.upTo(" /");
    RowWriter row = rows.identity(event);
    if (!cursor.write(row, Identity.ADDRESS) || !cursor.until(FOR_USER) || !cursor.until('"')) {
      return false;
    }
    if (!cursor.is(CENSORED)) cursor.write(row, Identity.USER_NAME);
    if (event.equals("reject")) row.set(Identity.REASON, "device login denied");
    CiscoAsa.at(cursor.line, row);
    row.end();
    return true;
  }
}
