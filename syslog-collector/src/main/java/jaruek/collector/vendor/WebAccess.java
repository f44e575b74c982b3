package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * Access logs of Apache httpd and nginx: common, combined, and with the virtual host in front
 * (Apache's "Log Files", nginx's ngx_http_log_module). Squid's combined log is such a line, too.
 *
 * <pre>
 * 10.0.0.5 - somchai [23/Nov/2026:09:59:58 +0700] "GET /a?b=c HTTP/1.1" 200 2326 "referer" "agent"
 * example.org:443 10.0.0.5 - - [23/Nov/2026:09:59:58 +0700] "POST /login HTTP/2.0" 401 12
 * </pre>
 *
 * <p>A row of traffic: the visitor, the request's target as the URL, the status as the action. What
 * was sent to him is none of his bytes. Both servers write a quote inside quotes, and in a name,
 * with a backslash; so the first quote behind "] " opens the request, and what a visitor calls
 * himself or his browser comes too late to be read.
 *
 * <p>The user stays in the message: nginx writes whatever name a visitor sends, Apache's manual
 * calls a refused one bogus, and many share the address a web site is visited from. A line without
 * a program's name is counted as Apache's. A visitor's host name (HostnameLookups) is no address: a
 * message.
 */
final class WebAccess implements VendorFormat {
  private static final byte[] TIME_END = Ascii.bytes("] \"");
  private static final int TIME_LENGTH = 26;
  private static final List<byte[]> APACHE =
      List.of(Ascii.bytes("apache2"), Ascii.bytes("httpd"), Ascii.bytes("apache"));
  private static final List<byte[]> NGINX = List.of(Ascii.bytes("nginx"));
  private static final byte[] REFUSED = Ascii.bytes("407");

  private final String vendor;
  private final List<byte[]> programs;
  private final boolean unnamed;

  private WebAccess(String vendor, List<byte[]> programs, boolean unnamed) {
    this.vendor = vendor;
    this.programs = programs;
    this.unnamed = unnamed;
  }

  static WebAccess apache() {
    return new WebAccess("apache", APACHE, true);
  }

  static WebAccess nginx() {
    return new WebAccess("nginx", NGINX, false);
  }

  @Override
  public String vendor() {
    return vendor;
  }

  @Override
  public List<String> marks() {
    return List.of("] \"");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    boolean named = tag.is(programs);
    if (named) return read(line, tag.body(), rows, false);
    return unnamed && tag.isNone() ? read(line, line.from(), rows, false) : Recognition.NO;
  }

  /**
   * Reads a line whose program is known; Squid's combined log, too.
   *
   * @param users whether the name is that of the one who sits at the address
   */
  static Recognition read(LogLine line, int start, VendorRows rows, boolean users) {
    int end = line.find(TIME_END, start);
    long time = DeviceTime.commonLog(line, end - TIME_LENGTH);
    int open = end - TIME_LENGTH - 1;
    if (end < 0 || open <= start || line.text()[open] != '[') return Recognition.NO;
    if (time == LogLine.NO_TIME) return Recognition.NO;
    rows.deviceTime(time);
    Cursor cursor = new Cursor(line, start);
    RowWriter row = rows.traffic();
    boolean address = visitor(cursor, row);
    cursor.word(); // what identd says of him
    int userFrom = cursor.at + 1;
    int userTo = open - 1;
    if (cursor.at >= open || userTo < userFrom) return Recognition.NO;
    if (line.text()[userTo] != ' ') return Recognition.NO;
    cursor.at = end + TIME_END.length;
    int requestFrom = cursor.at;
    int requestTo = quoteEnd(line, requestFrom);
    cursor.at = requestTo + 1;
    cursor.word();
    if (requestTo < 0 || Ascii.number(line.text(), cursor.from, cursor.to, 999) < 0) {
      return Recognition.PARTLY;
    }
    if (!address) return Recognition.KNOWN;
    cursor.write(row, Traffic.ACTION);
    boolean none = userTo - userFrom == 1 && line.text()[userFrom] == '-';
    if (users && !none && !cursor.is(REFUSED)) {
      row.set(Traffic.USER_NAME, line.bytes(userFrom, userTo));
    }
    url(line, requestFrom, requestTo, row);
    row.set(Traffic.STARTED_AT, time);
    row.end();
    return Recognition.KNOWN;
  }

  /** The first word, or the second if the first is a virtual host with its port. */
  private static boolean visitor(Cursor cursor, RowWriter row) {
    cursor.word();
    if (cursor.write(row, Traffic.SOURCE_ADDRESS)) return true;
    byte[] text = cursor.line.text();
    int colon = cursor.to;
    while (colon > cursor.from && Ascii.isDigit(text[colon - 1])) colon--;
    if (colon <= cursor.from + 1 || colon == cursor.to || text[colon - 1] != ':') return false;
    int port = Ascii.number(text, colon, cursor.to, 65_535);
    if (port >= 0) row.set(Traffic.DESTINATION_PORT, port);
    cursor.word();
    return cursor.write(row, Traffic.SOURCE_ADDRESS);
  }

  /** The quote without a backslash before it, or -1. */
  private static int quoteEnd(LogLine line, int from) {
    for (int at = from; at < line.to(); at++) {
      if (line.text()[at] == '"') return at;
      if (line.text()[at] == '\\') at++;
    }
    return -1;
  }

  /** Between the method and the last word, which is the protocol's version. */
  private static void url(LogLine line, int from, int to, RowWriter row) {
    byte[] text = line.text();
    int method = from;
    while (method < to && text[method] >= 'A' && text[method] <= 'Z') method++;
    if (method == from || method + 1 >= to || text[method] != ' ') return;
    int version = to;
    while (version > method + 1 && text[version - 1] != ' ') version--;
    int end = version > method + 1 ? version - 1 : to;
    row.set(Traffic.URL, line.bytes(method + 1, end));
  }
}
