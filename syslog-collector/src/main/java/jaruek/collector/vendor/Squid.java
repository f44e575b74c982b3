package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * Squid's access.log in its native form and as "combined" (Squid wiki, "Squid Log Files"), of
 * version 2 to 6, and Cisco's web gateway (WSA), which writes the native form with more behind it:
 *
 * <pre>
 * 1795402798.123  250 10.0.0.5 TCP_MISS/200 4711 GET http://example.org/ somchai
 *   HIER_DIRECT/192.0.2.9 text/html [aa:bb:cc:dd:ee:ff]
 * 10.0.0.5 - somchai [23/Nov/2026:09:59:58 +0700] "GET http://example.org/ HTTP/1.1" 200 4711 "-"
 *   "agent" TCP_MISS:HIER_DIRECT
 * </pre>
 *
 * <p>Traffic: the client, the result code as action, the URL, the user that the proxy asked for a
 * password (not with status 407: he was not believed), and the address it went to directly; the
 * hardware address where the format was given {@code %>eui} as its last field. The time is that of
 * the end, the duration stands behind it. Bytes are those to the client: left out. A URL with
 * spaces in it (uri_whitespace allow) moves the user behind it: a line with two fields that look
 * like a peer's code is not read.
 */
final class Squid implements VendorFormat {
  private static final List<byte[]> NAMES =
      List.of(
          Ascii.bytes("squid"),
          Ascii.bytes("(squid-1)"),
          Ascii.bytes("(squid)"),
          Ascii.bytes("(squid-2)"),
          Ascii.bytes("squid3"));
  private static final byte[] REFUSED = Ascii.bytes("/407");
  private static final byte[] CONNECT = Ascii.bytes("CONNECT");
  private static final byte[] DIRECT = Ascii.bytes("DIRECT/");
  private static final byte[] ORIGINAL = Ascii.bytes("ORIGINAL_DST/");
  private static final int CODE_LENGTH_MIN = 4;

  @Override
  public String vendor() {
    return "squid";
  }

  @Override
  public List<String> marks() {
    return List.of("TCP_", "UDP_", "HIER_", " NONE/", " NONE_NONE/", ":NONE");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    boolean named = tag.is(NAMES);
    if (!named && !tag.isNone()) return Recognition.NO;
    Cursor cursor = tag.cursor();
    cursor.word();
    long end = DeviceTime.epoch(line, cursor.from, cursor.to);
    int point = Ascii.find(line.text(), '.', cursor.from, cursor.to);
    if (end == LogLine.NO_TIME || point != cursor.from + 10) {
      return combined(line, tag.body(), named, rows);
    }
    cursor.word();
    long elapsed = cursor.number();
    RowWriter row = rows.traffic();
    cursor.word();
    if (elapsed < 0 || !cursor.write(row, Traffic.SOURCE_ADDRESS)) return Recognition.NO;
    rows.deviceTime(end);
    cursor.word();
    int slash = Ascii.find(line.text(), '/', cursor.from, cursor.to);
    if (slash <= cursor.from) return Recognition.PARTLY;
    row.set(Traffic.ACTION, line.bytes(cursor.from, slash));
    boolean refused = line.has(REFUSED, slash);
    cursor.word();
    if (cursor.number() < 0 || !request(cursor, row, !refused)) return Recognition.PARTLY;
    row.set(Traffic.STARTED_AT, Math.max(0, end - elapsed));
    row.set(Traffic.ENDED_AT, end);
    row.end();
    return Recognition.KNOWN;
  }

  /** Method, URL, user, peer, type, and what comes behind. */
  private static boolean request(Cursor cursor, RowWriter row, boolean user) {
    LogLine line = cursor.line;
    cursor.word();
    boolean tunnel = cursor.is(CONNECT);
    cursor.word();
    if (cursor.isEmpty()) return false;
    row.set(Traffic.URL, cursor.bytes());
    if (tunnel) port(cursor, row);
    cursor.word();
    if (user) cursor.write(row, Traffic.USER_NAME);
    cursor.word();
    if (!isPeer(cursor)) return false;
    if (line.has(ORIGINAL, cursor.from) || directCode(cursor)) {
      int slash = Ascii.find(line.text(), '/', cursor.from, cursor.to);
      Ascii.address(line.text(), slash + 1, cursor.to)
          .filter(a -> !a.equals(IpAddress.UNSPECIFIED))
          .ifPresent(a -> row.set(Traffic.DESTINATION_ADDRESS, a));
    }
    cursor.word(); // the content's type
    if (cursor.isEmpty() || isPeer(cursor)) return false;
    cursor.word();
    cursor.skipSpaces();
    if (cursor.atEnd()) cursor.write(row, Traffic.SOURCE_MAC);
    while (!isPeer(cursor)) {
      if (cursor.atEnd()) return true;
      cursor.word();
    }
    return false;
  }

  private static void port(Cursor cursor, RowWriter row) {
    byte[] text = cursor.line.text();
    int colon = cursor.to;
    while (colon > cursor.from && Ascii.isDigit(text[colon - 1])) colon--;
    if (colon <= cursor.from || text[colon - 1] != ':') return;
    int port = Ascii.number(text, colon, cursor.to, 65_535);
    if (port > 0) row.set(Traffic.DESTINATION_PORT, port);
  }

  /** "HIER_DIRECT/192.0.2.9", "NONE/-": capitals, a slash and something. */
  private static boolean isPeer(Cursor cursor) {
    byte[] text = cursor.line.text();
    int at = cursor.from;
    while (at < cursor.to && ((text[at] >= 'A' && text[at] <= 'Z') || text[at] == '_')) at++;
    return at - cursor.from >= CODE_LENGTH_MIN && at + 1 < cursor.to && text[at] == '/';
  }

  private static boolean directCode(Cursor cursor) {
    int slash = Ascii.find(cursor.line.text(), '/', cursor.from, cursor.to);
    int code = slash + 1 - DIRECT.length;
    return code >= cursor.from && cursor.line.has(DIRECT, code);
  }

  /** Apache's combined form with Squid's two codes, joined by a colon, as the last word. */
  private static Recognition combined(LogLine line, int start, boolean named, VendorRows rows) {
    byte[] text = line.text();
    int at = line.to();
    int colon = -1;
    while (at > start && text[at - 1] != ' ') {
      at--;
      if (text[at] == ':') colon = at;
      else if (text[at] != '_' && !(text[at] >= 'A' && text[at] <= 'Z')) return Recognition.NO;
    }
    if (colon <= at || colon + 1 >= line.to()) return named ? Recognition.KNOWN : Recognition.NO;
    return WebAccess.read(line, start, rows, true);
  }
}
