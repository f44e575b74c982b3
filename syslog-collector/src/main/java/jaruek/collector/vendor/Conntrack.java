package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Traffic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections that Linux tracks: events of {@code conntrack -E -o timestamp,id,extended} (conntrack
 * tools, libnetfilter_conntrack's snprintf_default.c) and of ulogd's NFCT input (its PRINTFLOW).
 *
 * <pre>
 * [1795402798.123456]  [NEW] ipv4 2 tcp 6 120 SYN_SENT src=10.0.0.5 dst=192.0.2.9 sport=51234
 *   dport=443 [UNREPLIED] src=192.0.2.9 dst=203.0.113.7 sport=443 dport=6000 id=7
 * [DESTROY] tcp 6 src=10.0.0.5 dst=… sport=… dport=… packets=12 bytes=1234 src=192.0.2.9 dst=… …
 * ulogd[9]: [DESTROY] ORIG: SRC=10.0.0.5 DST=… PROTO=TCP SPT=… DPT=… PKTS=1 BYTES=84 , REPLY: SRC=…
 * </pre>
 *
 * <p>The first tuple is what the one who began sent, the second what comes back: its destination is
 * the first's source after translation, its source the first's destination after translation. Where
 * they differ the NAT columns tell, with event 4 (created) or 5 (deleted) of RFC 8158. Bytes and
 * packets are those of the first direction. NEW has a start, DESTROY an end, and its start where
 * the line has delta-time. An UPDATE tells nothing that NEW and DESTROY do not: a message.
 */
final class Conntrack implements VendorFormat {
  private static final List<byte[]> PROGRAMS =
      List.of(
          Ascii.bytes("conntrack"),
          Ascii.bytes("conntrackd"),
          Ascii.bytes("nfct"),
          Ascii.bytes("ulogd"),
          Ascii.bytes("root"));
  private static final byte[] NEW = Ascii.bytes("[NEW]");
  private static final byte[] UPDATE = Ascii.bytes("[UPDATE]");
  private static final byte[] DESTROY = Ascii.bytes("[DESTROY]");
  private static final byte[] ORIGINAL = Ascii.bytes("ORIG:");
  private static final byte[] SOURCE = Ascii.bytes(" src=");
  private static final byte[] SOURCE_LARGE = Ascii.bytes(" SRC=");
  private static final byte[] FAMILY_4 = Ascii.bytes("ipv4");
  private static final byte[] FAMILY_6 = Ascii.bytes("ipv6");
  private static final int SESSION_CREATED = 4;
  private static final int SESSION_DELETED = 5;

  private static final KeyValues KEYS =
      new KeyValues(
          List.of(
              "src",
              "dst",
              "sport",
              "dport",
              "packets",
              "bytes",
              "delta-time",
              "SRC",
              "DST",
              "SPT",
              "DPT",
              "PKTS",
              "BYTES",
              "PROTO"));
  private static final int DELTA = KEYS.index("delta-time");
  private static final int PROTO = KEYS.index("PROTO");

  /** Where the names of ulogd begin among the keys. */
  private static final int ULOGD = KEYS.index("SRC");

  @Override
  public String vendor() {
    return "conntrack";
  }

  @Override
  public List<String> marks() {
    return List.of("[NEW]", "[UPDATE]", "[DESTROY]");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.isNone() && !tag.is(PROGRAMS)) return Recognition.NO;
    Cursor cursor = tag.cursor();
    cursor.skipSpaces();
    long time = time(cursor);
    if (time == LogLine.NO_TIME) time = line.sentAtMillis();
    else rows.deviceTime(time);
    boolean created = cursor.skip(NEW);
    if (!created && !cursor.skip(DESTROY)) {
      return cursor.looksAt(UPDATE) ? Recognition.KNOWN : Recognition.NO;
    }
    cursor.skipSpaces();
    boolean ulogd = cursor.skip(ORIGINAL);
    int protocol = ulogd ? -1 : protocol(cursor);
    if (!ulogd && protocol < 0) return Recognition.PARTLY;
    return connection(cursor, created, ulogd, protocol, time, rows);
  }

  private static Recognition connection(
      Cursor cursor, boolean created, boolean ulogd, int protocol, long time, VendorRows rows) {
    LogLine line = cursor.line;
    int second = secondTuple(line, cursor.at, ulogd);
    if (second < 0) return Recognition.PARTLY;
    Values sent =
        KEYS.read(new LogLine(line.text(), cursor.at, second, line.sentAtMillis(), line.zone()));
    Values reply = KEYS.read(line, second);
    int first = ulogd ? ULOGD : 0;
    Tuple original = Tuple.read(sent, first);
    Tuple back = Tuple.read(reply, first);
    if (original == null || back == null) return Recognition.PARTLY;
    RowWriter row = rows.traffic().set(Traffic.ACTION, created ? "NEW" : "DESTROY");
    if (ulogd) sent.write(PROTO, row, Traffic.PROTOCOL);
    else row.set(Traffic.PROTOCOL, protocol);
    original.source.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
    original.destination.write(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT);
    translation(original, back, created, row);
    if (sent.number(first + 5) > 0 || !created) {
      sent.write(first + 4, row, Traffic.PACKETS);
      sent.write(first + 5, row, Traffic.BYTES);
    }
    times(created, time, reply, row);
    row.end();
    return Recognition.KNOWN;
  }

  private static void times(boolean created, long time, Values reply, RowWriter row) {
    if (time == LogLine.NO_TIME) return;
    row.set(created ? Traffic.STARTED_AT : Traffic.ENDED_AT, time);
    long seconds = created ? -1 : reply.number(DELTA);
    if (seconds >= 0 && seconds <= time / 1000) {
      row.set(Traffic.STARTED_AT, time - seconds * 1000);
    }
  }

  private static void translation(Tuple sent, Tuple back, boolean created, RowWriter row) {
    boolean source = !sent.source.equals(back.destination);
    boolean destination = !sent.destination.equals(back.source);
    if (source) back.destination.write(row, Traffic.NAT_SOURCE_ADDRESS, Traffic.NAT_SOURCE_PORT);
    if (destination) {
      back.source.write(row, Traffic.NAT_DESTINATION_ADDRESS, Traffic.NAT_DESTINATION_PORT);
    }
    if (!source && !destination) return;
    if (!back.destination.address().isIpv4()) return; // RFC 8158 has no number for NAT66
    row.set(Traffic.NAT_EVENT, created ? SESSION_CREATED : SESSION_DELETED);
  }

  /** "[1795402798.123456]" with whatever blanks behind it. */
  private static long time(Cursor cursor) {
    if (cursor.here() != '[') return LogLine.NO_TIME;
    int at = cursor.at++;
    cursor.upTo("] ");
    long time = DeviceTime.epoch(cursor.line, cursor.from, cursor.to);
    if (time == LogLine.NO_TIME) {
      cursor.at = at;
      return time;
    }
    cursor.at++;
    while (cursor.here() == ' ' || cursor.here() == '\t') cursor.at++;
    return time;
  }

  /** The number behind "tcp", which stands behind "ipv4 2" in the extended form. */
  private static int protocol(Cursor cursor) {
    cursor.word();
    if (cursor.is(FAMILY_4) || cursor.is(FAMILY_6)) {
      cursor.word();
      cursor.word();
    }
    cursor.word();
    return Ascii.number(cursor.line.text(), cursor.from, cursor.to, 255);
  }

  private static int secondTuple(LogLine line, int from, boolean ulogd) {
    byte[] source = ulogd ? SOURCE_LARGE : SOURCE;
    int first = line.find(source, from);
    return first < 0 ? -1 : line.find(source, first + source.length);
  }

  /** One direction. */
  private record Tuple(Endpoint source, Endpoint destination) {
    static @Nullable Tuple read(Values values, int first) {
      if (values.address(first).isEmpty() || values.address(first + 1).isEmpty()) return null;
      return new Tuple(end(values, first, first + 2), end(values, first + 1, first + 3));
    }

    private static Endpoint end(Values values, int address, int port) {
      return new Endpoint(values.address(address).orElseThrow(), values.number(port, 65_535));
    }
  }
}
