package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Traffic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Juniper SRX, after the "System Log Explorer": sessions (RT_FLOW), application tracking, web
 * filter, IDP, AAMW and SecIntel in structured form (enterprise 2636), and sessions and web filter
 * in plain words; packets of a firewall filter (PFE_FW_SYSLOG).
 *
 * <p>The device names both addresses before and after translation. Bytes and packets are those of
 * the client. In plain words the protocol is read only where what stands around it proves that it
 * is the protocol: rule names are free and may be numbers.
 */
final class JuniperSrx implements VendorFormat {
  private static final byte[] OPENING = Ascii.bytes("[junos@2636.");
  private static final byte[] CREATED = Ascii.bytes("session created ");
  private static final byte[] CLOSED = Ascii.bytes("session closed ");
  private static final byte[] DENIED = Ascii.bytes("session denied ");
  private static final byte[] CREATE = Ascii.bytes("_SESSION_CREATE");
  private static final byte[] CLOSE = Ascii.bytes("_SESSION_CLOSE");
  private static final byte[] DENY = Ascii.bytes("_SESSION_DENY");
  private static final byte[] REASON_END = Ascii.bytes(": ");
  private static final byte[] ARROW = Ascii.bytes("->");
  private static final byte[] WEB = Ascii.bytes("ACTION=\"");
  private static final byte[] WEB_URL = Ascii.bytes(" URL=");
  private static final byte[] WEB_USER = Ascii.bytes(" username ");
  private static final byte[] FILTER = Ascii.bytes("FW: ");
  private static final int WORDS_MAX = 32;

  private static final FieldMap FIELDS =
      FieldMap.of(
          List.of("elapsed-time"),
          FieldMap.into(Traffic.SOURCE_ADDRESS, "source-address"),
          FieldMap.into(Traffic.SOURCE_PORT, "source-port"),
          FieldMap.into(Traffic.DESTINATION_ADDRESS, "destination-address"),
          FieldMap.into(Traffic.DESTINATION_PORT, "destination-port"),
          FieldMap.into(Traffic.NAT_SOURCE_ADDRESS, "nat-source-address"),
          FieldMap.into(Traffic.NAT_SOURCE_PORT, "nat-source-port"),
          FieldMap.into(Traffic.NAT_DESTINATION_ADDRESS, "nat-destination-address"),
          FieldMap.into(Traffic.NAT_DESTINATION_PORT, "nat-destination-port"),
          FieldMap.into(Traffic.PROTOCOL, "protocol-id", "protocol-name", "protocol"),
          FieldMap.into(Traffic.BYTES, "bytes-from-client"),
          FieldMap.into(Traffic.PACKETS, "packets-from-client"),
          FieldMap.into(Traffic.USER_NAME, "username"),
          FieldMap.into(Traffic.ACTION, "action"),
          FieldMap.into(Traffic.URL, "url"));

  private static final int SOURCE = FIELDS.index("source-address");
  private static final int ELAPSED = FIELDS.index("elapsed-time");
  private static final int ACTION = FIELDS.index("action");

  @Override
  public String vendor() {
    return "juniper-srx";
  }

  @Override
  public List<String> marks() {
    return List.of("[junos@2636.", "RT_FLOW", "RT_UTM", "PFE_FW_SYSLOG");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Values values = StructuredData.read(line, OPENING, FIELDS.keys());
    if (values != null) return structured(line, values, rows);
    Cursor cursor = new Cursor(line, line.from());
    if (cursor.until(CREATED)) return plain(cursor, rows, "session created");
    if (cursor.until(CLOSED)) return plain(cursor, rows, "session closed");
    if (cursor.until(DENIED)) return plain(cursor, rows, "session denied");
    if (cursor.until(WEB)) return web(cursor, rows);
    if (cursor.until(FILTER)) return filter(cursor, rows);
    return Recognition.NO;
  }

  private static Recognition structured(LogLine line, Values values, VendorRows rows) {
    if (!values.has(SOURCE)) return Recognition.KNOWN; // an event that is no traffic
    if (values.address(SOURCE).isEmpty()) return Recognition.PARTLY;
    RowWriter row = rows.traffic();
    FIELDS.write(values, row, Dataset.TRAFFIC);
    boolean close = before(line, CLOSE);
    if (!values.has(ACTION)) {
      if (close) row.set(Traffic.ACTION, "session closed");
      else if (before(line, CREATE)) row.set(Traffic.ACTION, "session created");
      else if (before(line, DENY)) row.set(Traffic.ACTION, "session denied");
    }
    times(line, close, values.number(ELAPSED, Integer.MAX_VALUE), row);
    row.end();
    return Recognition.KNOWN;
  }

  /** Whether the message's name, which stands before the structured data, ends so. */
  private static boolean before(LogLine line, byte[] end) {
    int data = Ascii.find(line.text(), OPENING, 0, line.to());
    return Ascii.find(line.text(), end, 0, data) >= 0;
  }

  private static void times(LogLine line, boolean close, long seconds, RowWriter row) {
    if (line.sentAtMillis() == LogLine.NO_TIME) return;
    if (!close) {
      row.set(Traffic.STARTED_AT, line.sentAtMillis());
      return;
    }
    row.set(Traffic.ENDED_AT, line.sentAtMillis());
    if (seconds >= 0) row.set(Traffic.STARTED_AT, line.sentAtMillis() - seconds * 1000);
  }

  private record Word(int from, int to) {}

  private record Pair(Endpoint source, Endpoint destination) {
    /** "10.0.0.5/1234->192.0.2.9/80". */
    static @Nullable Pair read(LogLine line, Word word) {
      int arrow = Ascii.find(line.text(), ARROW, word.from, word.to);
      if (arrow < 0) return null;
      Endpoint source = CiscoAsa.endpoint(line, word.from, arrow);
      Endpoint destination = CiscoAsa.endpoint(line, arrow + ARROW.length, word.to);
      return source == null || destination == null ? null : new Pair(source, destination);
    }
  }

  private static Recognition plain(Cursor cursor, VendorRows rows, String action) {
    LogLine line = cursor.line;
    boolean closed = action.equals("session closed");
    if (closed && !cursor.until(REASON_END)) return Recognition.PARTLY;
    List<Word> words = words(cursor);
    Pair pair = words.isEmpty() ? null : Pair.read(line, words.getFirst());
    if (pair == null) return Recognition.PARTLY;
    RowWriter row = rows.traffic();
    pair.source.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
    pair.destination.write(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT);
    int translated = 1;
    Pair after = null;
    while (translated < words.size() && translated < 4 && after == null) {
      after = Pair.read(line, words.get(translated++));
    }
    long seconds = -1;
    if (after != null) {
      after.source.write(row, Traffic.NAT_SOURCE_ADDRESS, Traffic.NAT_SOURCE_PORT);
      after.destination.write(row, Traffic.NAT_DESTINATION_ADDRESS, Traffic.NAT_DESTINATION_PORT);
      seconds = writeRest(line, words, translated, closed, row);
    } else if (words.size() > 2) {
      writeDeniedProtocol(line, words, row);
    }
    row.set(Traffic.ACTION, action);
    times(line, closed, seconds, row);
    row.end();
    return Recognition.KNOWN;
  }

  private static List<Word> words(Cursor cursor) {
    List<Word> words = new ArrayList<>();
    while (words.size() < WORDS_MAX) {
      cursor.word();
      if (cursor.isEmpty()) break;
      words.add(new Word(cursor.from, cursor.to));
    }
    return words;
  }

  /**
   * Protocol, policy, from zone, to zone, session id, then "user(roles)" or "packets(bytes)": the
   * first place where all of these could be.
   *
   * @return the seconds that a closed session took, or -1
   */
  private static long writeRest(
      LogLine line, List<Word> words, int from, boolean closed, RowWriter row) {
    for (int i = from; i + 5 < words.size(); i++) {
      int protocol = number(line, words.get(i), 255);
      if (protocol < 0 || number(line, words.get(i + 4), Integer.MAX_VALUE) < 0) continue;
      Word next = words.get(i + 5);
      int bracket = Ascii.find(line.text(), '(', next.from, next.to);
      if (bracket < 0) continue;
      row.set(Traffic.PROTOCOL, protocol);
      if (!closed) return -1;
      Cursor cursor = new Cursor(line, next.from);
      cursor.upTo("(");
      cursor.write(row, Traffic.PACKETS);
      cursor.at++;
      cursor.upTo(")");
      cursor.write(row, Traffic.BYTES);
      return i + 7 < words.size() ? number(line, words.get(i + 7), Integer.MAX_VALUE) : -1;
    }
    return -1;
  }

  private static int number(LogLine line, Word word, int max) {
    return Ascii.number(line.text(), word.from, word.to, max);
  }

  /** "service 17(0) policy …": the protocol with its ICMP type in brackets. */
  private static void writeDeniedProtocol(LogLine line, List<Word> words, RowWriter row) {
    for (int i = 1; i < Math.min(4, words.size()); i++) {
      Word word = words.get(i);
      int bracket = Ascii.find(line.text(), '(', word.from, word.to);
      int protocol = bracket < 0 ? -1 : Ascii.number(line.text(), word.from, bracket, 255);
      if (protocol < 0) continue;
      row.set(Traffic.PROTOCOL, protocol);
      return;
    }
  }

  /**
   * "URL Permitted" 10.0.0.5(62054)->192.0.2.9(443) … URL=example.org OBJ=/ username N/A roles".
   */
  private static Recognition web(Cursor cursor, VendorRows rows) {
    if (!cursor.until('"')) return Recognition.PARTLY;
    byte[] action = cursor.bytes();
    cursor.skipSpaces();
    Endpoint source = withPort(cursor);
    if (source == null || !cursor.skip(ARROW)) return Recognition.PARTLY;
    Endpoint destination = withPort(cursor);
    if (destination == null) return Recognition.PARTLY;
    RowWriter row = rows.traffic();
    source.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
    destination.write(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT);
    row.set(Traffic.ACTION, action);
    if (cursor.until(WEB_URL)) {
      cursor.upTo(" ");
      cursor.write(row, Traffic.URL);
    }
    if (cursor.until(WEB_USER)) {
      cursor.upTo(" ");
      cursor.write(row, Traffic.USER_NAME);
    }
    times(cursor.line, false, -1, row);
    row.end();
    return Recognition.KNOWN;
  }

  private static @Nullable Endpoint withPort(Cursor cursor) {
    cursor.upTo(" (-");
    var address = Ascii.address(cursor.line.text(), cursor.from, cursor.to).orElse(null);
    if (address == null || cursor.here() != '(') return null;
    cursor.at++;
    if (!cursor.until(')')) return null;
    int port = Ascii.number(cursor.line.text(), cursor.from, cursor.to, 65_535);
    return new Endpoint(address, port);
  }

  /** "FW: xe-0/0/3.0 A … tcp 10.0.0.5 192.0.2.9 36146 9037 (1 packets)": ports, or ICMP's type. */
  private static Recognition filter(Cursor cursor, VendorRows rows) {
    LogLine line = cursor.line;
    List<Word> words = words(cursor);
    if (words.size() < 5) return Recognition.PARTLY;
    for (int i = 2; i + 2 < words.size(); i++) {
      int protocol = ProtocolNumbers.of(line.text(), words.get(i).from, words.get(i).to);
      if (protocol < 0) continue;
      var source = Ascii.address(line.text(), words.get(i + 1).from, words.get(i + 1).to);
      var destination = Ascii.address(line.text(), words.get(i + 2).from, words.get(i + 2).to);
      if (source.isEmpty() || destination.isEmpty()) continue;
      RowWriter row = rows.traffic();
      row.set(Traffic.PROTOCOL, protocol);
      row.set(Traffic.SOURCE_ADDRESS, source.get());
      row.set(Traffic.DESTINATION_ADDRESS, destination.get());
      if ((protocol == 6 || protocol == 17) && i + 4 < words.size()) {
        int from = number(line, words.get(i + 3), 65_535);
        int to = number(line, words.get(i + 4), 65_535);
        if (from >= 0) row.set(Traffic.SOURCE_PORT, from);
        if (to >= 0) row.set(Traffic.DESTINATION_PORT, to);
      }
      Word action = words.get(1);
      if (action.to - action.from == 1) {
        row.set(Traffic.ACTION, line.bytes(action.from, action.to));
      }
      times(line, false, -1, row);
      row.end();
      return Recognition.KNOWN;
    }
    return Recognition.PARTLY;
  }
}
