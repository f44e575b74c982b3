package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * The captive portals ChilliSpot 1 and CoovaChilli 1, as their chilli.c writes it, with file and
 * line number before the text or without:
 *
 * <pre>
 * coova-chilli[12]: chilli.c: 4251: Successful UAM login from username=somchai IP=10.10.1.25
 * coova-chilli[12]: Received UAM logoff from username=somchai IP=10.10.1.25
 * coova-chilli[12]: Client MAC=00-21-C5-11-20-FB assigned IP 10.10.1.34
 * coova-chilli[12]: DHCP addr released by MAC=00-21-C5-11-20-FB IP=10.10.1.34
 * </pre>
 *
 * <p>Login and logout, and leases. The name is what a guest typed, the address the last thing on
 * the line, which has to end behind it. An aborted login is a message.
 */
final class CoovaChilli implements VendorFormat {
  private static final List<byte[]> PROGRAMS =
      List.of(Ascii.bytes("coova-chilli"), Ascii.bytes("chilli"), Ascii.bytes("chillispot"));
  private static final byte[] FILE = Ascii.bytes(".c: ");
  private static final int FILE_LENGTH_MAX = 32;
  private static final byte[] LOGIN = Ascii.bytes("Successful UAM login from username=");
  private static final byte[] LOGOFF = Ascii.bytes("Received UAM logoff from username=");
  private static final byte[] ASSIGNED = Ascii.bytes("Client MAC=");
  private static final byte[] RELEASED = Ascii.bytes("DHCP Released MAC=");
  private static final byte[] RELEASED_BY = Ascii.bytes("DHCP addr released by MAC=");
  private static final byte[] ASSIGNED_IP = Ascii.bytes(" assigned IP ");
  private static final byte[] IP = Ascii.bytes(" IP=");

  @Override
  public String vendor() {
    return "coova-chilli";
  }

  @Override
  public List<String> marks() {
    return List.of("chilli");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.is(PROGRAMS)) return Recognition.NO;
    Cursor cursor = tag.cursor();
    skipPlace(cursor);
    if (cursor.skip(LOGIN)) return session(cursor, "login", rows);
    if (cursor.skip(LOGOFF)) return session(cursor, "logout", rows);
    boolean given = cursor.skip(ASSIGNED);
    if (!given && !cursor.skip(RELEASED) && !cursor.skip(RELEASED_BY)) return Recognition.KNOWN;
    cursor.upTo(" ");
    int macFrom = cursor.from;
    int macTo = cursor.to;
    if (!cursor.skip(given ? ASSIGNED_IP : IP)) return Recognition.PARTLY;
    cursor.upTo(" ");
    Lease lease = Lease.read(line, given, cursor.from, cursor.to, macFrom, macTo);
    if (lease == null) return Recognition.PARTLY;
    lease.row(line, rows).end();
    return Recognition.KNOWN;
  }

  /** "chilli.c: 4251: ". */
  private static void skipPlace(Cursor cursor) {
    LogLine line = cursor.line;
    int limit = Math.min(line.to(), cursor.at + FILE_LENGTH_MAX);
    int file = Ascii.find(line.text(), FILE, cursor.at, limit);
    if (file < 0 || Ascii.find(line.text(), ' ', cursor.at, file) >= 0) return;
    cursor.at = file + FILE.length;
    cursor.word();
    cursor.skipSpaces();
  }

  private static Recognition session(Cursor cursor, String event, VendorRows rows) {
    LogLine line = cursor.line;
    int name = cursor.at;
    int ip = line.findLast(IP, name);
    if (ip < 0) return Recognition.PARTLY;
    cursor.at = ip + IP.length;
    cursor.rest();
    RowWriter row = rows.identity(event);
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.PARTLY;
    if (ip > name) row.set(Identity.USER_NAME, line.bytes(name, ip));
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }
}
