package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * vsftpd 2 and 3, its own log (vsftpd_log_file, or syslog_enable), as its logging.c writes it:
 *
 * <pre>
 * Mon Nov 23 09:59:58 2026 [pid 12] [somchai] OK LOGIN: Client "10.0.0.5"
 * Mon Nov 23 09:59:58 2026 [pid 12] [somchai] OK UPLOAD: Client "10.0.0.5", "/a.zip", 1234 bytes,
 *   12.3Kbyte/sec
 * vsftpd[12]: [somchai] FAIL LOGIN: Client "10.0.0.5"
 * </pre>
 *
 * <p>What an account does is traffic: the client, the action as worded ("OK UPLOAD"), the file as
 * URL, and the bytes of an upload; the account stays in the message, as many share the address it
 * is used from. A failed login is a reject. Names and files are users' own words: a line in which
 * the end of a name stands twice is not read.
 */
final class Vsftpd implements VendorFormat {
  private static final List<byte[]> PROGRAMS = List.of(Ascii.bytes("vsftpd"));
  private static final byte[] PID = Ascii.bytes("[pid ");
  private static final byte[] PID_END = Ascii.bytes("] ");
  private static final byte[] OK = Ascii.bytes("] OK ");
  private static final byte[] FAIL = Ascii.bytes("] FAIL ");
  private static final byte[] CLIENT = Ascii.bytes(": Client \"");
  private static final byte[] FILE = Ascii.bytes(", \"");
  private static final byte[] FILE_END = Ascii.bytes("\", ");
  private static final byte[] BYTES = Ascii.bytes(" bytes");
  private static final byte[] LOGIN = Ascii.bytes("LOGIN");
  private static final byte[] UPLOAD = Ascii.bytes("UPLOAD");
  private static final int TIME_LENGTH = 24;

  @Override
  public String vendor() {
    return "vsftpd";
  }

  @Override
  public List<String> marks() {
    return List.of(": Client \"");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.isNone() && !tag.is(PROGRAMS)) return Recognition.NO;
    Cursor cursor = tag.cursor();
    long time = DeviceTime.asctime(line, cursor.at);
    if (time != LogLine.NO_TIME) {
      rows.deviceTime(time);
      cursor.at += TIME_LENGTH + 1;
    } else {
      time = line.sentAtMillis();
    }
    if (cursor.skip(PID) && !cursor.until(PID_END)) return Recognition.NO;
    if (cursor.here() != '[') return tag.isNone() ? Recognition.NO : Recognition.KNOWN;
    return event(cursor, time, rows);
  }

  private static Recognition event(Cursor cursor, long time, VendorRows rows) {
    LogLine line = cursor.line;
    int name = cursor.at + 1;
    int ok = line.find(OK, name);
    int fail = line.find(FAIL, name);
    if (ok < 0 && fail < 0) return Recognition.NO;
    int end = ok < 0 ? fail : ok;
    boolean twice = ok >= 0 && (fail >= 0 || line.find(OK, ok + 1) >= 0);
    if (twice || (ok < 0 && line.find(FAIL, fail + 1) >= 0)) return Recognition.PARTLY;
    int action = end + 2;
    cursor.at = end + (ok < 0 ? FAIL : OK).length;
    int word = cursor.at;
    if (!cursor.until(CLIENT)) return Recognition.PARTLY;
    int wordTo = cursor.to;
    boolean login = wordTo - word == LOGIN.length && line.has(LOGIN, word);
    cursor.upTo("\"");
    if (login && ok < 0) return failure(cursor, name, end, time, rows);
    RowWriter row = rows.traffic();
    if (!cursor.write(row, Traffic.SOURCE_ADDRESS)) return Recognition.PARTLY;
    row.set(Traffic.ACTION, line.bytes(action, wordTo));
    cursor.at++;
    if (!login && cursor.skip(FILE)) {
      boolean upload = wordTo - word == UPLOAD.length && line.has(UPLOAD, word);
      file(cursor, ok >= 0 && upload, row);
    }
    if (time != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, time);
    row.end();
    return Recognition.KNOWN;
  }

  private static Recognition failure(Cursor cursor, int name, int end, long time, VendorRows rows) {
    RowWriter row = rows.identity("reject");
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.PARTLY;
    if (end > name) row.set(Identity.USER_NAME, cursor.line.bytes(name, end));
    row.set(Identity.REASON, "FTP login failed");
    if (time != LogLine.NO_TIME) row.set(Identity.EVENT_AT, time);
    row.end();
    return Recognition.KNOWN;
  }

  /** The file up to its last quote, and behind it the bytes of an upload. */
  private static void file(Cursor cursor, boolean upload, RowWriter row) {
    LogLine line = cursor.line;
    int from = cursor.at;
    int quote = line.findLast(FILE_END, from);
    int to = quote;
    if (to < 0) to = line.to() > from && line.text()[line.to() - 1] == '"' ? line.to() - 1 : from;
    if (to > from) row.set(Traffic.URL, line.bytes(from, to));
    if (!upload || quote < 0) return;
    cursor.at = quote + FILE_END.length;
    cursor.upTo(" ");
    if (cursor.looksAt(BYTES)) cursor.write(row, Traffic.BYTES);
  }
}
