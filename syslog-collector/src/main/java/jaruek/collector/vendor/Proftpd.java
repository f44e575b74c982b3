package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * ProFTPD 1.3, its system log, as its mod_auth.c writes it:
 *
 * <pre>
 * proftpd[12]: ftp.example.ac.th (pc[10.0.0.5]) - USER somchai: Login successful.
 * proftpd[12]: ftp.example.ac.th (pc[10.0.0.5]) - USER somchai (Login failed): Incorrect password
 * proftpd[12]: ftp.example.ac.th (pc[10.0.0.5]) - USER x: no such user found from pc [10.0.0.5] to …
 * </pre>
 *
 * <p>A login is traffic: the client and the action "Login successful"; the account stays in the
 * message, as many share the address it is used from. A failure is a reject; its name is read up to
 * the last place where the server's own words go on. The address is the one before " - ". All else
 * is a message; transfers stand in its transfer log ({@link Xferlog}).
 */
final class Proftpd implements VendorFormat {
  private static final List<byte[]> PROGRAMS = List.of(Ascii.bytes("proftpd"));
  private static final byte[] CLIENT_END = Ascii.bytes("]) - ");
  private static final byte[] USER = Ascii.bytes("USER ");
  private static final byte[] SUCCESS = Ascii.bytes(": Login successful.");
  private static final byte[] FAILED = Ascii.bytes(" (Login failed): ");
  private static final byte[] NO_USER = Ascii.bytes(": no such user found from ");

  @Override
  public String vendor() {
    return "proftpd";
  }

  @Override
  public List<String> marks() {
    return List.of("proftpd");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.is(PROGRAMS)) return Recognition.NO;
    Cursor cursor = tag.cursor();
    if (!cursor.until(CLIENT_END)) return Recognition.KNOWN;
    int addressTo = cursor.to;
    int addressFrom = addressTo;
    while (addressFrom > tag.body() && line.text()[addressFrom - 1] != '[') addressFrom--;
    if (!cursor.skip(USER)) return Recognition.KNOWN;
    int name = cursor.at;
    int success = line.to() - SUCCESS.length;
    if (success >= name && line.has(SUCCESS, success)) {
      RowWriter row = rows.traffic().set(Traffic.ACTION, "Login successful");
      if (!address(cursor, addressFrom, addressTo, row, Traffic.SOURCE_ADDRESS)) {
        return Recognition.PARTLY;
      }
      if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, line.sentAtMillis());
      row.end();
      return Recognition.KNOWN;
    }
    int failed = line.findLast(FAILED, name);
    int unknown = line.findLast(NO_USER, name);
    int end = Math.max(failed, unknown);
    if (end < 0) return Recognition.KNOWN;
    RowWriter row = rows.identity("reject");
    if (!address(cursor, addressFrom, addressTo, row, Identity.ADDRESS)) return Recognition.PARTLY;
    if (end > name) row.set(Identity.USER_NAME, line.bytes(name, end));
    if (end == unknown) row.set(Identity.REASON, "no such user found");
    else row.set(Identity.REASON, line.bytes(end + FAILED.length, line.to()));
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }

  private static boolean address(Cursor cursor, int from, int to, RowWriter row, Column column) {
    cursor.from = from;
    cursor.to = to;
    return cursor.write(row, column);
  }
}
