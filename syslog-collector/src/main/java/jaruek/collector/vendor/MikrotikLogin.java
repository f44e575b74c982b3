package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * RouterOS logins to the router itself, topics "system,info,account" and "system,error,critical":
 *
 * <pre>
 * login failure for user admin from 192.0.2.9 via ssh
 * user admin logged in from 192.0.2.9 via winbox
 * user admin logged out from 192.0.2.9 via winbox
 * </pre>
 *
 * <p>A reject whose reason says how it was tried; login and logout. Those at the console and by
 * hardware address ("from AA:BB:… via mac-telnet") have no address: messages.
 */
final class MikrotikLogin implements VendorFormat {
  private static final byte[] FAILURE = Ascii.bytes("login failure for user ");
  private static final byte[] USER = Ascii.bytes("user ");
  private static final byte[] IN = Ascii.bytes(" logged in from ");
  private static final byte[] OUT = Ascii.bytes(" logged out from ");
  private static final byte[] FROM = Ascii.bytes(" from ");

  @Override
  public String vendor() {
    return "mikrotik";
  }

  @Override
  public List<String> marks() {
    return List.of("login failure for user ", " logged in from ", " logged out from ");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int failure = line.find(FAILURE, line.from());
    if (failure >= 0 && MikrotikTopics.opens(line, failure)) {
      int name = failure + FAILURE.length;
      int from = line.findLast(FROM, name); // the name is whatever somebody typed
      return from < 0 ? Recognition.NO : write(line, "reject", name, from, FROM, rows);
    }
    int user = line.find(USER, line.from());
    if (user < 0 || !MikrotikTopics.opens(line, user)) return Recognition.NO;
    int name = user + USER.length;
    int in = line.findLast(IN, name);
    if (in >= 0) return write(line, "login", name, in, IN, rows);
    int out = line.findLast(OUT, name);
    return out < 0 ? Recognition.NO : write(line, "logout", name, out, OUT, rows);
  }

  private static Recognition write(
      LogLine line, String event, int name, int nameTo, byte[] joint, VendorRows rows) {
    Cursor cursor = new Cursor(line, nameTo + joint.length);
    cursor.upTo(" ");
    RowWriter row = rows.identity(event);
    if (!cursor.write(row, Identity.ADDRESS)) {
      return event.equals("reject") ? Recognition.NO : Recognition.KNOWN;
    }
    row.set(Identity.USER_NAME, line.bytes(name, nameTo));
    if (event.equals("reject")) {
      row.set(Identity.REASON, "router login failure" + line.string(cursor.to, line.to()));
    }
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }
}
