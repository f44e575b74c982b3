package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * ArubaOS 6 to 8 and Instant ("ArubaOS Syslog Messages Reference Guide"):
 *
 * <pre>
 * authmgr[4211]: &lt;522008> &lt;4211> &lt;NOTI> &lt;MM-1 10.1.1.10>  User Authentication Successful:
 *   username=somchai MAC=02:00:5e:10:00:01 IP=10.20.0.15 role=staff VLAN=20 AP=AP-1 SSID=Corp …
 * authmgr[4211]: &lt;522275> … User Authentication failed. username=x userip=… usermac=… …
 * stm[3456]: &lt;501100> … Assoc success @ 14:49:11.809533: b4:f1:da:…: AP 10.1.2.21-24:de:c6:…-AP-1
 * </pre>
 *
 * <p>A login has the user, the hardware address, and the address if the device has one already; the
 * access point and SSID are the called station. A failure is a reject with its method as reason.
 * Stations that come and go have no user: messages, the number (501100) being their id.
 */
final class Aruba implements VendorFormat {
  private static final List<byte[]> PROCESSES =
      List.of(
          Ascii.bytes("authmgr"),
          Ascii.bytes("stm"),
          Ascii.bytes("cli"),
          Ascii.bytes("dot1x-proc"),
          Ascii.bytes("sapd"));
  private static final byte[] SUCCESS = Ascii.bytes("User Authentication Successful: username=");
  private static final byte[] FAILURE = Ascii.bytes("User Authentication failed. username=");
  private static final byte[] MAC = Ascii.bytes(" MAC=");
  private static final byte[] USER_MAC = Ascii.bytes(" usermac=");
  private static final byte[] USER_IP = Ascii.bytes(" userip=");
  private static final byte[] BARE_IP = Ascii.bytes(" ip=");
  private static final byte[] IP = Ascii.bytes(" IP=");
  private static final byte[] ACCESS_POINT = Ascii.bytes(" AP=");
  private static final byte[] SSID = Ascii.bytes(" SSID=");
  private static final byte[] METHOD = Ascii.bytes(" auth method=");
  private static final byte[] METHOD_FAILED = Ascii.bytes(" authmethod=");
  private static final int NUMBER_LENGTH = 6;

  @Override
  public String vendor() {
    return "aruba";
  }

  @Override
  public List<String> marks() {
    return List.of(
        "<5220", "<5222", "<5010", "<5011", "> User Authentication", ">  User Authentication");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    Cursor cursor = tag.cursor();
    if (tag.isNone() && cursor.here() != '<') {
      cursor.word(); // "dot1x-proc:1[4409]:", which is no tag by its first colon
      if (!isProcess(line, cursor.from)) return Recognition.NO;
    } else if (!tag.isNone() && !isProcess(line, tag.from())) {
      return Recognition.NO;
    }
    if (!number(cursor)) return Recognition.NO;
    rows.messageId(cursor.bytes());
    skipGroups(cursor);
    if (cursor.skip(SUCCESS)) return success(cursor, rows);
    return cursor.skip(FAILURE) ? failure(cursor, rows) : Recognition.KNOWN;
  }

  private static boolean isProcess(LogLine line, int at) {
    return PROCESSES.stream().anyMatch(name -> line.has(name, at));
  }

  /** "<522008>", six digits. */
  private static boolean number(Cursor cursor) {
    cursor.skipSpaces();
    if (cursor.here() != '<') return false;
    cursor.at++;
    cursor.upTo("> ");
    boolean number = cursor.to - cursor.from == NUMBER_LENGTH && cursor.number() >= 0;
    if (!number || cursor.here() != '>') return false;
    int from = cursor.from;
    int to = cursor.to;
    cursor.at++;
    cursor.from = from;
    cursor.to = to;
    return true;
  }

  /** "<4211> <NOTI> <MM-1 10.1.1.10>" and "|AP ap1@10.1.1.21 stm|". */
  private static void skipGroups(Cursor cursor) {
    while (true) {
      cursor.skipSpaces();
      byte open = cursor.here();
      if (open != '<' && open != '|') return;
      cursor.at++;
      if (!cursor.until(open == '<' ? '>' : '|')) return;
    }
  }

  private static Recognition success(Cursor cursor, VendorRows rows) {
    LogLine line = cursor.line;
    int name = cursor.at;
    int mac = line.findLast(MAC, name);
    if (mac < 0) return Recognition.PARTLY;
    RowWriter row = rows.identity("login");
    cursor.at = mac + MAC.length;
    cursor.upTo(" ");
    if (!cursor.write(row, Identity.MAC)) return Recognition.PARTLY;
    if (!cursor.skip(IP)) return Recognition.PARTLY;
    cursor.upTo(" ");
    cursor.write(row, Identity.ADDRESS); // 0.0.0.0 before it has one
    if (mac > name) row.set(Identity.USER_NAME, line.bytes(name, mac));
    station(cursor, row);
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }

  /** "AP-1:Corp", as Called-Station-Id joins a station and its SSID. */
  private static void station(Cursor cursor, RowWriter row) {
    if (!cursor.until(ACCESS_POINT)) return;
    cursor.upTo(" ");
    int from = cursor.from;
    int to = cursor.to;
    if (!cursor.skip(SSID)) {
      row.set(Identity.CALLED_STATION, cursor.line.bytes(from, to));
      return;
    }
    cursor.upTo(" ");
    byte[] ssid = cursor.bytes();
    byte[] both = java.util.Arrays.copyOf(cursor.line.bytes(from, to), to - from + 1 + ssid.length);
    both[to - from] = ':';
    System.arraycopy(ssid, 0, both, to - from + 1, ssid.length);
    row.set(Identity.CALLED_STATION, both);
  }

  private static Recognition failure(Cursor cursor, VendorRows rows) {
    LogLine line = cursor.line;
    int name = cursor.at;
    int mac = Math.max(line.findLast(MAC, name), line.findLast(USER_MAC, name));
    if (mac < 0) return Recognition.PARTLY;
    int ip = Math.max(lastBefore(line, USER_IP, name, mac), lastBefore(line, BARE_IP, name, mac));
    RowWriter row = rows.identity("reject");
    cursor.at = mac;
    cursor.until('=');
    cursor.upTo(" ");
    if (!cursor.write(row, Identity.MAC)) return Recognition.PARTLY;
    if (cursor.skip(IP)) {
      cursor.upTo(" ");
      cursor.write(row, Identity.ADDRESS);
    }
    int end = ip < 0 ? mac : ip;
    if (end > name) row.set(Identity.USER_NAME, line.bytes(name, end));
    int after = cursor.at;
    if (cursor.until(METHOD) || cursor.until(METHOD_FAILED)) {
      cursor.upTo(" ");
      row.set(Identity.REASON, "authentication failed: " + line.string(cursor.from, cursor.to));
    } else {
      row.set(Identity.REASON, "authentication failed");
    }
    if (ip >= 0) {
      cursor.at = ip;
      cursor.until('=');
      cursor.upTo(" ");
      if (cursor.at < after) cursor.write(row, Identity.ADDRESS);
    }
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }

  private static int lastBefore(LogLine line, byte[] word, int from, int to) {
    for (int at = to - word.length; at >= from; at--) if (line.has(word, at)) return at;
    return -1;
  }
}
