package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Traffic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RouterOS firewall log lines, versions 6 and 7, of the filter, NAT, mangle and raw tables:
 *
 * <pre>
 * firewall,info PREFIX forward: in:bridge out:ether1, connection-state:new,snat src-mac aa:…,
 *   proto TCP (SYN), 10.0.0.5:43996->192.0.2.9:443,
 *   NAT (10.0.0.5:43996->203.0.113.7:43996)->192.0.2.9:443, len 52
 * </pre>
 *
 * <p>A line is one packet. Where the NAT part names a side, that side of the row is the one before
 * translation, and the NAT columns are the one after, whichever of the two the chain saw. The
 * action is the rule's log prefix, or the chain if it has none: the line does not say what was
 * done. The packet's length is not the flow's, so bytes and packets stay empty. Started and ended
 * are the header's time.
 */
final class MikrotikFirewall implements VendorFormat {
  private static final byte[] IN = Ascii.bytes(": in:");
  private static final byte[] PROTO = Ascii.bytes(" proto ");
  private static final byte[] SOURCE_MAC = Ascii.bytes("src-mac ");
  private static final byte[] ARROW = Ascii.bytes("->");
  private static final byte[] NAT = Ascii.bytes(" NAT ");
  private static final List<String> FLAGS =
      List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR");
  private static final int TCP = 6;

  @Override
  public String vendor() {
    return "mikrotik";
  }

  @Override
  public List<String> marks() {
    return List.of(": in:");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int in = line.find(IN, line.from());
    int proto = in < 0 ? -1 : line.find(PROTO, in);
    if (proto < 0 || MikrotikTopics.isOfAProcess(line)) return Recognition.NO;
    int protocolFrom = proto + PROTO.length;
    int protocolTo = protocolFrom;
    while (protocolTo < line.to() && line.text()[protocolTo] != ' ' && !comma(line, protocolTo)) {
      protocolTo++;
    }
    int tupleFrom = tupleFrom(line, protocolTo);
    if (tupleFrom < 0) return Recognition.NO;
    int tupleTo = commaOrEnd(line, tupleFrom);
    Side source = Side.read(line, tupleFrom, tupleTo);
    Side destination = source == null ? null : Side.read(line, source.next, tupleTo);
    if (source == null || destination == null) return Recognition.NO;

    RowWriter row = rows.traffic();
    int protocol = ProtocolNumbers.of(line.text(), protocolFrom, protocolTo);
    if (protocol >= 0) row.set(Traffic.PROTOCOL, protocol);
    if (protocol == TCP) writeFlags(line, protocolTo, tupleFrom, row);
    writeMac(line, in, proto, row);
    writeTuple(line, tupleTo, source, destination, row);
    writeAction(line, in, row);
    if (line.sentAtMillis() != LogLine.NO_TIME) {
      row.set(Traffic.STARTED_AT, line.sentAtMillis()); // the line tells of its first packet only
    }
    row.end();
    return Recognition.KNOWN;
  }

  private static boolean comma(LogLine line, int at) {
    return line.text()[at] == ',';
  }

  private static int commaOrEnd(LogLine line, int from) {
    int comma = Ascii.find(line.text(), ',', from, line.to());
    return comma < 0 ? line.to() : comma;
  }

  /** Behind the protocol and its flags or ICMP type in brackets: ", " and the addresses. */
  private static int tupleFrom(LogLine line, int protocolTo) {
    int at = protocolTo;
    if (at < line.to() && line.text()[at] == ' ') {
      at = Ascii.find(line.text(), ')', at, line.to()) + 1;
      if (at == 0) return -1;
    }
    return at < line.to() && comma(line, at)
        ? Ascii.skipSpaces(line.text(), at + 1, line.to())
        : -1;
  }

  private static void writeFlags(LogLine line, int from, int to, RowWriter row) {
    int flags = 0;
    for (int at = from; at + 3 <= to; at++) {
      if (line.text()[at] != '(' && line.text()[at] != ',') continue;
      for (int bit = 0; bit < FLAGS.size(); bit++) {
        if (matches(line.text(), at + 1, to, FLAGS.get(bit))) flags |= 1 << bit;
      }
    }
    if (flags != 0) row.set(Traffic.TCP_FLAGS, flags);
  }

  private static boolean matches(byte[] text, int at, int to, String word) {
    if (to - at < word.length()) return false;
    for (int i = 0; i < word.length(); i++) {
      if (text[at + i] != word.charAt(i)) return false;
    }
    return true;
  }

  private static void writeMac(LogLine line, int in, int proto, RowWriter row) {
    int at = Ascii.find(line.text(), SOURCE_MAC, in, proto);
    if (at < 0) return;
    int from = at + SOURCE_MAC.length;
    Ascii.mac(line.text(), from, Math.min(from + 17, proto))
        .ifPresent(mac -> row.set(Traffic.SOURCE_MAC, mac));
  }

  private static void writeTuple(
      LogLine line, int tupleTo, Side source, Side destination, RowWriter row) {
    Endpoint from = source.before;
    Endpoint to = destination.before;
    if (tupleTo < line.to() && line.has(NAT, tupleTo + 1)) {
      int natFrom = tupleTo + 1 + NAT.length;
      int natTo = commaOrEnd(line, natFrom);
      Side natSource = Side.read(line, natFrom, natTo);
      Side natDestination = natSource == null ? null : Side.read(line, natSource.next, natTo);
      if (natSource != null && natDestination != null) {
        from = natSource.before;
        to = natDestination.before;
        natSource.writeAfter(row, true);
        natDestination.writeAfter(row, false);
      }
    }
    from.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
    to.write(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT);
  }

  /** The log prefix stands between the topics and the chain's name, which ends at the colon. */
  private static void writeAction(LogLine line, int in, RowWriter row) {
    int from = MikrotikTopics.skip(line);
    if (from > in) return;
    int chain = in;
    while (chain > from && line.text()[chain - 1] != ' ') chain--;
    int prefixTo = chain;
    while (prefixTo > from && line.text()[prefixTo - 1] == ' ') prefixTo--;
    byte[] action = prefixTo > from ? line.bytes(from, prefixTo) : line.bytes(chain, in);
    if (action.length > 0) row.set(Traffic.ACTION, action);
  }

  /** One side of "a->b" or "(a->x)->b": an address before translation, perhaps one after, too. */
  private record Side(Endpoint before, @Nullable Endpoint after, int next) {

    static @Nullable Side read(LogLine line, int from, int to) {
      if (from >= to) return null;
      boolean translated = line.text()[from] == '(';
      int start = translated ? from + 1 : from;
      int close = translated ? Ascii.find(line.text(), ')', start, to) : -1;
      if (translated && close < 0) return null;
      int arrow = Ascii.find(line.text(), ARROW, start, translated ? close : to);
      if (!translated) {
        int end = arrow < 0 ? to : arrow;
        Endpoint only = Endpoint.read(line.text(), start, end);
        return only == null ? null : new Side(only, null, Math.min(to, end + ARROW.length));
      }
      if (arrow < 0) return null;
      Endpoint before = Endpoint.read(line.text(), start, arrow);
      Endpoint after = Endpoint.read(line.text(), arrow + ARROW.length, close);
      int next = line.has(ARROW, close + 1) ? close + 1 + ARROW.length : close + 1;
      return before == null || after == null ? null : new Side(before, after, next);
    }

    void writeAfter(RowWriter row, boolean source) {
      if (after == null) return;
      after.write(
          row,
          source ? Traffic.NAT_SOURCE_ADDRESS : Traffic.NAT_DESTINATION_ADDRESS,
          source ? Traffic.NAT_SOURCE_PORT : Traffic.NAT_DESTINATION_PORT);
    }
  }
}
