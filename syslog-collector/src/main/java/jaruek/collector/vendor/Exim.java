package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * Exim 4's main log ("Exim specification", chapter "Log files"), through syslog or from its file:
 *
 * <pre>
 * 2026-11-23 09:59:58 1abcDE-000001-Ab &lt;= a@example.org H=(pc) [10.0.0.5]:40000 P=esmtpsa
 *   X=TLS1.3:… A=plain_login:somchai S=1234 id=…
 * 2026-11-23 09:59:58 1abcDE-000001-Ab => b@example.org R=dnslookup T=remote_smtp
 *   H=mx.example.org [192.0.2.9]:25 C="250 ok"
 * </pre>
 *
 * <p>The mail's id is the message's id. Arrivals with a host (&lt;=) and deliveries to one (=>, ->,
 * **, ==) are rows of traffic, the arrow being the action; the account (A=) stays in the message,
 * as many share the address it is used from. Addresses and the HELO are others' words: addresses
 * are passed over quotes and all, the host's address is the one behind the first blank and bracket,
 * where a HELO has no blanks, and nothing behind it is read.
 */
final class Exim implements VendorFormat {
  private static final List<byte[]> PROGRAMS = List.of(Ascii.bytes("exim"), Ascii.bytes("exim4"));
  private static final byte[] ARRIVAL = Ascii.bytes("<=");
  private static final List<byte[]> DELIVERIES =
      List.of(Ascii.bytes("=>"), Ascii.bytes("->"), Ascii.bytes("**"), Ascii.bytes("=="));
  private static final byte[] ROUTER = Ascii.bytes("R=");
  private static final byte[] HOST = Ascii.bytes("H=");
  private static final byte[] ADDRESS = Ascii.bytes(" [");
  private static final int ID_OLD = 16;
  private static final int ID_NEW = 23;
  private static final int WORDS_MAX = 8;

  @Override
  public String vendor() {
    return "exim";
  }

  @Override
  public List<String> marks() {
    return List.of(" <= ", " => ", " -> ", " ** ", " == ", " Completed");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.isNone() && !tag.is(PROGRAMS)) return Recognition.NO;
    Cursor cursor = tag.cursor();
    int id = id(cursor, tag.isNone());
    if (id < 0) return tag.isNone() ? Recognition.NO : Recognition.KNOWN;
    rows.messageId(line.bytes(id, Ascii.wordEnd(line.text(), id, line.to())));
    cursor.word();
    boolean arrival = cursor.is(ARRIVAL);
    if (!arrival && DELIVERIES.stream().noneMatch(cursor::is)) return Recognition.KNOWN;
    RowWriter row = rows.traffic().set(Traffic.ACTION, cursor.bytes());
    skipAddresses(cursor);
    if (!arrival && !host(cursor)) return Recognition.KNOWN;
    if (arrival && !cursor.looksAt(HOST)) return Recognition.KNOWN; // of this machine's own users
    if (!cursor.until(ADDRESS)) return Recognition.PARTLY;
    cursor.upTo("] ");
    boolean written =
        cursor.write(row, arrival ? Traffic.SOURCE_ADDRESS : Traffic.DESTINATION_ADDRESS);
    if (!written || cursor.here() != ']') return Recognition.PARTLY;
    cursor.at++;
    if (cursor.here() == ':') {
      cursor.at++;
      cursor.upTo(" ");
      cursor.write(row, arrival ? Traffic.SOURCE_PORT : Traffic.DESTINATION_PORT);
    }
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, line.sentAtMillis());
    row.end();
    return Recognition.KNOWN;
  }

  /**
   * Where the mail's id stands, the cursor behind it, or -1: at the beginning, behind date, time
   * and process ("[12]"), or before the beginning where the header's reader took it for a host.
   */
  private static int id(Cursor cursor, boolean file) {
    LogLine line = cursor.line;
    int start = cursor.at;
    for (int word = 0; word < WORDS_MAX && !cursor.atEnd(); word++) {
      cursor.word();
      if (isId(line.text(), cursor.from, cursor.to)) return cursor.from;
      byte first = cursor.isEmpty() ? 0 : line.text()[cursor.from];
      if (!Ascii.isDigit(first) && first != '[' && first != '+') break;
    }
    cursor.at = start;
    int to = start - 1;
    int from = to;
    while (from > 0 && line.text()[from - 1] != ' ') from--;
    return file && isId(line.text(), from, to) ? from : -1;
  }

  /** "1abcDE-0001gh-Ij" or, since 4.97, "1abcDE-00000001gh1-IjKl". */
  private static boolean isId(byte[] text, int from, int to) {
    int length = to - from;
    if (length != ID_OLD && length != ID_NEW) return false;
    int second = length == ID_OLD ? from + 13 : from + 18;
    for (int at = from; at < to; at++) {
      boolean dash = at == from + 6 || at == second;
      boolean letter = Ascii.isDigit(text[at]) || Ascii.isLetter(text[at]);
      if (dash ? text[at] != '-' : !letter) return false;
    }
    return true;
  }

  /** The address, and its original in angles. */
  private static void skipAddresses(Cursor cursor) {
    do {
      cursor.skipSpaces();
      boolean quoted = false;
      while (!cursor.atEnd() && (quoted || cursor.here() != ' ')) {
        if (cursor.here() == '"') quoted = !quoted;
        else if (cursor.here() == '\\') cursor.at++;
        cursor.at++;
      }
      cursor.skipSpaces();
    } while (cursor.here() == '<');
  }

  /** Goes behind "R=router T=transport" to "H="; false where mail was delivered here. */
  private static boolean host(Cursor cursor) {
    if (!cursor.looksAt(ROUTER)) return false;
    for (int word = 0; word < WORDS_MAX && !cursor.atEnd(); word++) {
      if (cursor.looksAt(HOST)) return true;
      cursor.word();
      cursor.skipSpaces();
    }
    return false;
  }
}
