package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cisco ASA and Firepower (FTD) messages, after "Cisco Secure Firewall ASA Series Syslog Messages"
 * and "Cisco Secure Firewall Threat Defense Syslog Messages".
 *
 * <p>Who began is certain only where the line says inbound or outbound: "for" names the outer side,
 * "to" the inner one. The source is written as it was before translation (its real address) with
 * the mapped one in the NAT columns, the destination as the source saw it (its mapped address) with
 * the real one in the NAT columns. A teardown (302014, 302016, 302021) does not say who began: its
 * row goes from the inner side to the outer one, as one direction of the two that there were, and
 * its bytes are those of both, for the line has no others. Translations (305009 to 305012) are rows
 * with NAT event 8 (created) or 9 (deleted) of RFC 8158 and no destination.
 *
 * <p>Sessions of VPN users are login and logout rows; the address is the one assigned (722051),
 * else the one they came from.
 */
final class CiscoAsa implements VendorFormat {
  private static final int BINDING_CREATED = 8;
  private static final int BINDING_DELETED = 9;
  private static final int ICMP = 1;

  private static final byte[] ASA = Ascii.bytes("%ASA-");
  private static final byte[] FTD = Ascii.bytes("%FTD-");
  private static final byte[] PIX = Ascii.bytes("%PIX-");
  private static final byte[] INBOUND = Ascii.bytes("inbound ");
  private static final byte[] OUTBOUND = Ascii.bytes("outbound ");
  private static final byte[] BUILT = Ascii.bytes("Built ");
  private static final byte[] TEARDOWN = Ascii.bytes("Teardown ");
  private static final byte[] FOR = Ascii.bytes(" for ");
  private static final byte[] FROM = Ascii.bytes(" from ");
  private static final byte[] TO = Ascii.bytes(" to ");
  private static final byte[] SRC = Ascii.bytes(" src ");
  private static final byte[] DST = Ascii.bytes(" dst ");
  private static final byte[] ARROW = Ascii.bytes(" -> ");
  private static final byte[] DURATION = Ascii.bytes("duration ");
  private static final byte[] BYTES = Ascii.bytes(" bytes ");
  private static final byte[] FADDR = Ascii.bytes("faddr ");
  private static final byte[] GADDR = Ascii.bytes("gaddr ");
  private static final byte[] LADDR = Ascii.bytes("laddr ");
  private static final byte[] DENY = Ascii.bytes("Deny ");
  private static final byte[] ACCESS_LIST = Ascii.bytes("access-list ");
  private static final byte[] TRANSLATION = Ascii.bytes("translation from ");
  private static final byte[] ACCESS = Ascii.bytes(" access ");
  private static final byte[] REQUEST = Ascii.bytes(" request ");
  private static final byte[] ACCESSED = Ascii.bytes(" Accessed ");
  private static final byte[] URL = Ascii.bytes("URL ");
  private static final byte[] URL_DENIED = Ascii.bytes("Access denied URL ");
  private static final byte[] URL_SOURCE = Ascii.bytes(" SRC ");
  private static final byte[] URL_DESTINATION = Ascii.bytes(" DEST ");
  private static final byte[] NONE_NEEDED = Ascii.bytes("No Authentication Required");
  private static final byte[] UNKNOWN = Ascii.bytes("Unknown");
  private static final byte[] NOT_FOUND = Ascii.bytes("Not Found");

  /** Events of FTD (430001 to 430005): "Key: Value, Key: Value". */
  private static final FieldMap EVENT =
      FieldMap.of(
          List.of("User", "FirstPacketSecond"),
          FieldMap.into(Traffic.SOURCE_ADDRESS, "SrcIP"),
          FieldMap.into(Traffic.SOURCE_PORT, "SrcPort"),
          FieldMap.into(Traffic.DESTINATION_ADDRESS, "DstIP"),
          FieldMap.into(Traffic.DESTINATION_PORT, "DstPort"),
          FieldMap.into(Traffic.PROTOCOL, "Protocol"),
          FieldMap.into(Traffic.NAT_SOURCE_ADDRESS, "NAT_InitiatorIP"),
          FieldMap.into(Traffic.NAT_SOURCE_PORT, "NAT_InitiatorPort"),
          FieldMap.into(Traffic.NAT_DESTINATION_ADDRESS, "NAT_ResponderIP"),
          FieldMap.into(Traffic.NAT_DESTINATION_PORT, "NAT_ResponderPort"),
          FieldMap.into(Traffic.ACTION, "AccessControlRuleAction", "FileAction", "InlineResult"),
          FieldMap.into(Traffic.BYTES, "InitiatorBytes"),
          FieldMap.into(Traffic.PACKETS, "InitiatorPackets"),
          FieldMap.into(Traffic.URL, "URL", "URI"));

  private static final int CONNECTION_END = 430003;
  private static final int FIRST = EVENT.index("FirstPacketSecond");
  private static final int USER = EVENT.index("User");
  private static final int SRC_IP = EVENT.index("SrcIP");
  private static final int DST_IP = EVENT.index("DstIP");

  @Override
  public String vendor() {
    return "cisco-asa";
  }

  @Override
  public List<String> marks() {
    return List.of("%ASA-", "%FTD-", "%PIX-");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Cursor cursor = new Cursor(line, line.from());
    if (!cursor.until(ASA) && !cursor.until(FTD) && !cursor.until(PIX)) return Recognition.NO;
    cursor.upTo(":");
    int digits = cursor.to;
    while (digits > cursor.from && Ascii.isDigit(line.text()[digits - 1])) digits--;
    int id = Ascii.number(line.text(), digits, cursor.to, 999_999);
    if (id < 0 || cursor.atEnd()) return Recognition.NO;
    cursor.at++;
    cursor.skipSpaces();
    return known(write(id, cursor, rows));
  }

  private static Recognition known(boolean understood) {
    return understood ? Recognition.KNOWN : Recognition.PARTLY;
  }

  private static boolean write(int id, Cursor cursor, VendorRows rows) {
    return switch (id) {
      case 302013, 302015, 302303 -> built(cursor, rows);
      case 302014, 302016, 302304 -> teardown(cursor, rows);
      case 302020 -> icmp(cursor, rows, true);
      case 302021 -> icmp(cursor, rows, false);
      case 305009, 305010, 305011, 305012 -> translation(cursor, rows);
      case 106001, 106002, 106006, 106007, 106010, 106014, 106015, 106021, 106023 ->
          denied(cursor, rows);
      case 106100, 106102, 106103 -> accessList(cursor, rows);
      case 304001 -> url(cursor, rows);
      case 304002 -> urlDenied(cursor, rows);
      case 430001, 430002, CONNECTION_END, 430004, 430005 -> event(id, cursor, rows);
      default -> {
        Boolean identity = CiscoAsaUsers.write(id, cursor, rows);
        yield identity != null ? identity : toTheBox(cursor, rows);
      }
    };
  }

  /** What stands at one end: "inside:10.0.0.5/1234(LOCAL\somchai) (203.0.113.7/1234)". */
  private record End(Endpoint real, @Nullable Endpoint mapped, int userFrom, int userTo) {

    static @Nullable End read(Cursor cursor) {
      Endpoint real = endpoint(cursor);
      if (real == null) return null;
      Endpoint mapped = null;
      int userFrom = 0;
      int userTo = 0;
      while (true) {
        int place = cursor.at;
        cursor.skipSpaces();
        if (cursor.here() != '(') {
          cursor.at = place;
          break;
        }
        cursor.at++;
        int from = cursor.at;
        if (!cursor.until(')')) break;
        Endpoint inBrackets = endpoint(cursor.line, from, cursor.to);
        if (inBrackets != null && mapped == null) {
          mapped = inBrackets;
        } else if (userTo == 0) {
          userFrom = from;
          userTo = cursor.to;
        }
      }
      return new End(real, mapped, userFrom, userTo);
    }

    void write(RowWriter row, boolean source) {
      Endpoint before = source || mapped == null ? real : mapped;
      Endpoint after = source ? mapped : real;
      before.write(row, address(source), port(source));
      if (mapped == null || after == null) return;
      row.set(
          source ? Traffic.NAT_SOURCE_ADDRESS : Traffic.NAT_DESTINATION_ADDRESS, after.address());
      if (after.port() > 0) {
        row.set(source ? Traffic.NAT_SOURCE_PORT : Traffic.NAT_DESTINATION_PORT, after.port());
      }
    }

    void writeUser(LogLine line, RowWriter row) {
      if (userTo > userFrom) row.set(Traffic.USER_NAME, line.bytes(userFrom, userTo));
    }
  }

  private static Column address(boolean source) {
    return source ? Traffic.SOURCE_ADDRESS : Traffic.DESTINATION_ADDRESS;
  }

  private static Column port(boolean source) {
    return source ? Traffic.SOURCE_PORT : Traffic.DESTINATION_PORT;
  }

  /** "inside:10.0.0.5/1234", "10.0.0.5/1234" or "outside:2001:db8::1/443"; null if it is none. */
  private static @Nullable Endpoint endpoint(Cursor cursor) {
    cursor.upTo(" (,[");
    return endpoint(cursor.line, cursor.from, cursor.to);
  }

  static @Nullable Endpoint endpoint(LogLine line, int from, int to) {
    byte[] text = line.text();
    int slash = to;
    while (slash > from && text[slash - 1] != '/') slash--;
    int addressTo = slash > from ? slash - 1 : to;
    int number = slash > from ? Ascii.number(text, slash, to, 65_535) : -1;
    IpAddress address = Ascii.address(text, from, addressTo).orElse(null);
    if (address == null) {
      int colon = Ascii.find(text, ':', from, addressTo);
      if (colon < 0) return null;
      address = Ascii.address(text, colon + 1, addressTo).orElse(null);
    }
    return address == null ? null : new Endpoint(address, number);
  }

  /**
   * "Built outbound TCP connection 7 for outside:…/443 (…/443) to inside:…/1234 (…/1234) (user)".
   */
  private static boolean built(Cursor cursor, VendorRows rows) {
    if (!cursor.skip(BUILT)) return false;
    boolean inbound = cursor.skip(INBOUND);
    if (!inbound && !cursor.skip(OUTBOUND)) return false;
    cursor.word();
    int protocol = ProtocolNumbers.of(cursor.line.text(), cursor.from, cursor.to);
    if (!cursor.until(FOR)) return false;
    End outer = End.read(cursor);
    if (outer == null || !cursor.skip(TO)) return false;
    End inner = End.read(cursor);
    if (inner == null) return false;
    RowWriter row = rows.traffic();
    protocol(protocol, row);
    End source = inbound ? outer : inner;
    source.write(row, true);
    (inbound ? inner : outer).write(row, false);
    source.writeUser(cursor.line, row); // the other end's user is not the source's
    row.set(Traffic.ACTION, "Built");
    started(cursor.line, row);
    row.end();
    return true;
  }

  private static boolean teardown(Cursor cursor, VendorRows rows) {
    if (!cursor.skip(TEARDOWN)) return false;
    cursor.word();
    int protocol = ProtocolNumbers.of(cursor.line.text(), cursor.from, cursor.to);
    if (!cursor.until(FOR)) return false;
    End outer = End.read(cursor);
    if (outer == null || !cursor.skip(TO)) return false;
    End inner = End.read(cursor);
    if (inner == null) return false;
    RowWriter row = rows.traffic();
    protocol(protocol, row);
    inner.write(row, true);
    outer.write(row, false);
    inner.writeUser(cursor.line, row);
    row.set(Traffic.ACTION, "Teardown");
    long seconds = -1;
    if (cursor.until(DURATION)) {
      cursor.upTo(" ");
      seconds = DeviceTime.seconds(cursor.line, cursor.from, cursor.to);
    }
    if (cursor.skip(BYTES)) {
      cursor.upTo(" ");
      cursor.write(row, Traffic.BYTES);
    }
    ended(cursor.line, seconds, row);
    row.end();
    return true;
  }

  /** "Built outbound ICMP connection for faddr 1.1.1.1/0 gaddr 203.0.113.7/1 laddr 10.0.0.5/1". */
  private static boolean icmp(Cursor cursor, VendorRows rows, boolean built) {
    boolean inbound = false;
    if (built) {
      if (!cursor.skip(BUILT)) return false;
      inbound = cursor.skip(INBOUND);
      if (!inbound && !cursor.skip(OUTBOUND)) return false;
    }
    Endpoint foreign = cursor.until(FADDR) ? endpoint(cursor) : null;
    Endpoint global = cursor.until(GADDR) ? endpoint(cursor) : null;
    Endpoint local = cursor.until(LADDR) ? endpoint(cursor) : null;
    if (foreign == null || global == null || local == null) return false;
    RowWriter row = rows.traffic();
    row.set(Traffic.PROTOCOL, foreign.address().isIpv4() ? ICMP : 58);
    if (inbound) {
      row.set(Traffic.SOURCE_ADDRESS, foreign.address());
      row.set(Traffic.DESTINATION_ADDRESS, global.address());
      row.set(Traffic.NAT_DESTINATION_ADDRESS, local.address());
    } else {
      row.set(Traffic.SOURCE_ADDRESS, local.address());
      row.set(Traffic.NAT_SOURCE_ADDRESS, global.address());
      row.set(Traffic.DESTINATION_ADDRESS, foreign.address());
    }
    row.set(Traffic.ACTION, built ? "Built" : "Teardown");
    if (built) started(cursor.line, row);
    else ended(cursor.line, 0, row);
    row.end();
    return true;
  }

  /** "Built dynamic TCP translation from inside:10.0.0.5/1234 to outside:203.0.113.7/5678". */
  private static boolean translation(Cursor cursor, VendorRows rows) {
    boolean built = cursor.skip(BUILT);
    if (!built && !cursor.skip(TEARDOWN)) return false;
    cursor.word(); // dynamic or static
    cursor.word();
    int protocol = ProtocolNumbers.of(cursor.line.text(), cursor.from, cursor.to);
    cursor.at = cursor.from;
    if (!cursor.until(TRANSLATION)) return false;
    End real = End.read(cursor);
    if (real == null || !cursor.skip(TO)) return false;
    End mapped = End.read(cursor);
    if (mapped == null) return false;
    RowWriter row = rows.traffic();
    protocol(protocol, row);
    real.real.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
    row.set(Traffic.NAT_SOURCE_ADDRESS, mapped.real.address());
    if (mapped.real.port() > 0) row.set(Traffic.NAT_SOURCE_PORT, mapped.real.port());
    row.set(Traffic.NAT_EVENT, built ? BINDING_CREATED : BINDING_DELETED);
    real.writeUser(cursor.line, row);
    row.set(Traffic.ACTION, built ? "Built" : "Teardown");
    if (built) {
      started(cursor.line, row);
    } else {
      long seconds = -1;
      if (cursor.until(DURATION)) {
        cursor.upTo(" ");
        seconds = DeviceTime.seconds(cursor.line, cursor.from, cursor.to);
      }
      ended(cursor.line, seconds, row);
    }
    row.end();
    return true;
  }

  /** "Deny tcp src outside:…/1 dst inside:…/2 …" and "Deny inbound UDP from …/1 to …/2 …". */
  private static boolean denied(Cursor cursor, VendorRows rows) {
    boolean deny = cursor.skip(DENY);
    if (!cursor.skip(INBOUND)) cursor.skip(Ascii.bytes("Inbound "));
    cursor.word();
    int protocol = ProtocolNumbers.of(cursor.line.text(), cursor.from, cursor.to);
    int place = cursor.at;
    boolean bySource = cursor.until(SRC);
    if (!bySource) {
      cursor.at = place;
      if (!cursor.until(FROM)) return false;
    }
    cursor.skipSpaces();
    End source = End.read(cursor);
    if (source == null || !cursor.until(bySource ? DST : TO)) return false;
    cursor.skipSpaces();
    End destination = End.read(cursor);
    if (destination == null) return false;
    RowWriter row = rows.traffic();
    protocol(protocol, row);
    boolean ports = protocol != ICMP && protocol != 58;
    row.set(Traffic.SOURCE_ADDRESS, source.real.address());
    if (ports && source.real.port() >= 0) row.set(Traffic.SOURCE_PORT, source.real.port());
    row.set(Traffic.DESTINATION_ADDRESS, destination.real.address());
    if (ports && destination.real.port() >= 0) {
      row.set(Traffic.DESTINATION_PORT, destination.real.port());
    }
    row.set(Traffic.ACTION, deny ? "Deny" : "denied");
    started(cursor.line, row);
    row.end();
    return true;
  }

  /** "access-list in permitted tcp inside/10.0.0.5(1234) -> outside/1.1.1.1(443) hit-cnt 1 …". */
  private static boolean accessList(Cursor cursor, VendorRows rows) {
    if (!cursor.skip(ACCESS_LIST)) return false;
    cursor.word();
    cursor.word();
    byte[] action = cursor.bytes();
    cursor.word();
    int protocol = ProtocolNumbers.of(cursor.line.text(), cursor.from, cursor.to);
    if (protocol < 0) { // 106102: "for user 'x'" stands between
      if (!cursor.until(Ascii.bytes("' "))) return false;
      cursor.word();
      protocol = ProtocolNumbers.of(cursor.line.text(), cursor.from, cursor.to);
    }
    cursor.skipSpaces();
    Endpoint source = interfaceAndPort(cursor);
    if (source == null || !cursor.until(ARROW)) return false;
    Endpoint destination = interfaceAndPort(cursor);
    if (destination == null) return false;
    RowWriter row = rows.traffic();
    protocol(protocol, row);
    boolean ports = protocol != ICMP && protocol != 58;
    row.set(Traffic.SOURCE_ADDRESS, source.address());
    row.set(Traffic.DESTINATION_ADDRESS, destination.address());
    if (ports && source.port() >= 0) row.set(Traffic.SOURCE_PORT, source.port());
    if (ports && destination.port() >= 0) row.set(Traffic.DESTINATION_PORT, destination.port());
    row.set(Traffic.ACTION, action);
    started(cursor.line, row);
    row.end();
    return true;
  }

  private static @Nullable Endpoint interfaceAndPort(Cursor cursor) {
    if (!cursor.until('/')) return null;
    cursor.upTo(" (");
    IpAddress address = Ascii.address(cursor.line.text(), cursor.from, cursor.to).orElse(null);
    if (address == null) return null;
    int port = -1;
    if (cursor.here() == '(') {
      cursor.at++;
      if (!cursor.until(')')) return null;
      port = Ascii.number(cursor.line.text(), cursor.from, cursor.to, 65_535);
    }
    return new Endpoint(address, port);
  }

  /** "10.0.0.5 Accessed URL 192.0.2.9:http://example.org/". */
  private static boolean url(Cursor cursor, VendorRows rows) {
    cursor.upTo(" (");
    int from = cursor.from;
    int to = cursor.to;
    int at = Ascii.find(cursor.line.text(), '@', from, to);
    IpAddress source = Ascii.address(cursor.line.text(), at < 0 ? from : at + 1, to).orElse(null);
    if (source == null || !cursor.until(ACCESSED) || !cursor.until(URL)) return false;
    cursor.rest();
    int scheme = Ascii.find(cursor.line.text(), Ascii.bytes("://"), cursor.from, cursor.to);
    int colon = scheme < 0 ? -1 : scheme;
    while (colon > cursor.from && cursor.line.text()[colon - 1] != ':') colon--;
    if (colon <= cursor.from) return false;
    IpAddress destination = Ascii.address(cursor.line.text(), cursor.from, colon - 1).orElse(null);
    if (destination == null) return false;
    RowWriter row = rows.traffic();
    row.set(Traffic.SOURCE_ADDRESS, source).set(Traffic.DESTINATION_ADDRESS, destination);
    if (at > from) row.set(Traffic.USER_NAME, cursor.line.bytes(from, at));
    row.set(Traffic.URL, cursor.line.bytes(colon, cursor.to));
    row.set(Traffic.ACTION, "Accessed");
    started(cursor.line, row);
    row.end();
    return true;
  }

  /** "Access denied URL http://example.org/ SRC 10.0.0.5 DEST 192.0.2.9 on interface inside". */
  private static boolean urlDenied(Cursor cursor, VendorRows rows) {
    if (!cursor.skip(URL_DENIED) || !cursor.until(URL_SOURCE)) return false;
    byte[] url = cursor.bytes();
    End source = End.read(cursor);
    if (source == null || !cursor.until(URL_DESTINATION)) return false;
    cursor.upTo(" :");
    IpAddress destination = Ascii.address(cursor.line.text(), cursor.from, cursor.to).orElse(null);
    if (destination == null) return false;
    RowWriter row = rows.traffic();
    row.set(Traffic.SOURCE_ADDRESS, source.real.address());
    row.set(Traffic.DESTINATION_ADDRESS, destination);
    row.set(Traffic.URL, url);
    row.set(Traffic.ACTION, "denied");
    started(cursor.line, row);
    row.end();
    return true;
  }

  /** 710002 to 710005, by their words: "TCP access denied by ACL from …/1 to outside:…/23". */
  private static boolean toTheBox(Cursor cursor, VendorRows rows) {
    cursor.upTo(" ");
    int protocol = ProtocolNumbers.of(cursor.line.text(), cursor.from, cursor.to);
    boolean access = protocol >= 0 && (cursor.skip(ACCESS) || cursor.skip(REQUEST));
    if (!access) return true; // a message of its own kind
    cursor.word();
    byte[] action = cursor.bytes();
    if (!cursor.until(FROM)) return false;
    Endpoint source = endpoint(cursor);
    if (source == null || !cursor.until(TO)) return false;
    Endpoint destination = endpoint(cursor);
    if (destination == null) return false;
    RowWriter row = rows.traffic();
    protocol(protocol, row);
    source.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
    destination.write(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT);
    row.set(Traffic.ACTION, action);
    started(cursor.line, row);
    row.end();
    return true;
  }

  private static boolean event(int id, Cursor cursor, VendorRows rows) {
    LogLine line = cursor.line;
    Values values = EVENT.keys().none(line, Escaping.NONE);
    byte[] text = line.text();
    int at = cursor.at;
    while (at < line.to()) {
      int colon = Ascii.find(text, ':', at, line.to());
      if (colon < 0 || colon + 1 >= line.to()) break;
      int valueFrom = Ascii.skipSpaces(text, colon + 1, line.to());
      int comma = Ascii.find(text, Ascii.bytes(", "), valueFrom, line.to());
      int valueTo = comma < 0 ? line.to() : comma;
      EVENT.keys().put(values, at, colon, valueFrom, valueTo);
      at = comma < 0 ? line.to() : comma + 2;
    }
    if (values.address(SRC_IP).isEmpty() || values.address(DST_IP).isEmpty()) return false;
    RowWriter row = rows.traffic();
    EVENT.write(values, row, Dataset.TRAFFIC);
    boolean nobody =
        values.is(USER, NONE_NEEDED) || values.is(USER, UNKNOWN) || values.is(USER, NOT_FOUND);
    if (!nobody) values.write(USER, row, Traffic.USER_NAME);
    long first = DeviceTime.withOffset(line, values.from(FIRST), values.to(FIRST));
    if (first == LogLine.NO_TIME) {
      started(line, row);
    } else {
      row.set(Traffic.STARTED_AT, first);
      if (id == CONNECTION_END) ended(line, -1, row);
    }
    row.end();
    return true;
  }

  private static void protocol(int protocol, RowWriter row) {
    if (protocol >= 0) row.set(Traffic.PROTOCOL, protocol);
  }

  private static void started(LogLine line, RowWriter row) {
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, line.sentAtMillis());
  }

  private static void ended(LogLine line, long seconds, RowWriter row) {
    if (line.sentAtMillis() == LogLine.NO_TIME) return;
    row.set(Traffic.ENDED_AT, line.sentAtMillis());
    if (seconds >= 0) row.set(Traffic.STARTED_AT, line.sentAtMillis() - seconds * 1000);
  }

  /** When an event of identity was. */
  static void at(LogLine line, RowWriter row) {
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Identity.EVENT_AT, line.sentAtMillis());
  }
}
