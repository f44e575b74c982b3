package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import org.jspecify.annotations.Nullable;

/**
 * The ASA's messages about users ("Cisco Secure Firewall ASA Series Syslog Messages"): VPN
 * sessions, and logins to the device.
 *
 * <p>A VPN session has two addresses: the one it was given inside, which is the user's (722051),
 * and the one it came from, which a household or a café shares. Messages that tell the second only
 * (113019, 113039, 716001, 716002) stay messages, and so does 113004, which tells none.
 */
final class CiscoAsaUsers {
  private static final byte[] USER = Ascii.bytes("User ");
  private static final byte[] ADDRESS = Ascii.bytes("Address ");
  private static final byte[] IPV6_ADDRESS = Ascii.bytes("IPv6 address ");
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
      case 113004, 113019, 113039, 716001, 716002 -> true;
      case 722051 -> assigned(cursor, rows);
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
