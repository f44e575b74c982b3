package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Translations in words of their own.
 *
 * <pre>
 * NAT444:SessionbasedA [17 10.1.1.2 - 172.16.1.1 0 1025 -]
 * USERLOG/7/NAT: ICMP; 192.168.1.6:768---&gt;1.1.1.1:12288; 2.2.2.2:768; [2005/07/07 04:20:03-…];
 *   Operator 8: Data flow created
 * </pre>
 *
 * <p>The first is Huawei's ("Flow syslog", NetEngine 8000 F1A): protocol, private address, empty,
 * public address, private port, public port; A is assigned, W is withdrawn. It is a binding without
 * a destination: NAT event 8 or 9 of RFC 8158. Blocks of ports (UserbasedA, UserbasedW) have no
 * column for their range and are kept as messages. The second is H3C's and 3Com's ("Switch 8800
 * Configuration Guide", userlog nat syslog): source before and after translation, destination.
 */
final class NatLogs {
  static final class Huawei444 implements VendorFormat {
    private static final byte[] ASSIGNED = Ascii.bytes("NAT444:SessionbasedA [");
    private static final byte[] WITHDRAWN = Ascii.bytes("NAT444:SessionbasedW [");

    @Override
    public String vendor() {
      return "huawei";
    }

    @Override
    public List<String> marks() {
      return List.of("NAT444:", "NAT64:");
    }

    @Override
    public Recognition write(LogLine line, VendorRows rows) {
      int assigned = Ascii.find(line.text(), ASSIGNED, 0, line.to());
      int withdrawn = Ascii.find(line.text(), WITHDRAWN, 0, line.to());
      if (assigned < 0 && withdrawn < 0) return Recognition.KNOWN;
      Cursor cursor = new Cursor(line, Math.max(assigned, withdrawn) + ASSIGNED.length);
      cursor.word();
      int protocol = ProtocolNumbers.of(line.text(), cursor.from, cursor.to);
      cursor.word();
      IpAddress inside = Ascii.address(line.text(), cursor.from, cursor.to).orElse(null);
      cursor.word();
      cursor.word();
      IpAddress outside = Ascii.address(line.text(), cursor.from, cursor.to).orElse(null);
      cursor.word();
      int insidePort = Ascii.number(line.text(), cursor.from, cursor.to, 65_535);
      cursor.word();
      int outsidePort = Ascii.number(line.text(), cursor.from, cursor.to, 65_535);
      if (inside == null || outside == null || insidePort < 0 || outsidePort < 0) {
        return Recognition.PARTLY;
      }
      RowWriter row = rows.traffic();
      if (protocol >= 0) row.set(Traffic.PROTOCOL, protocol);
      row.set(Traffic.SOURCE_ADDRESS, inside).set(Traffic.SOURCE_PORT, insidePort);
      row.set(Traffic.NAT_SOURCE_ADDRESS, outside);
      if (outsidePort > 0) row.set(Traffic.NAT_SOURCE_PORT, outsidePort);
      row.set(Traffic.NAT_EVENT, assigned >= 0 ? 8 : 9);
      long time = line.sentAtMillis();
      if (time != LogLine.NO_TIME) {
        row.set(assigned >= 0 ? Traffic.STARTED_AT : Traffic.ENDED_AT, time);
      }
      row.end();
      return Recognition.KNOWN;
    }
  }

  static final class H3cUserLog implements VendorFormat {
    private static final byte[] NAME = Ascii.bytes("USERLOG/7/NAT:");
    private static final byte[] ARROW = Ascii.bytes("-->");
    private static final byte[] OPERATOR = Ascii.bytes("Operator ");
    private static final byte[] CREATED = Ascii.bytes("8");

    @Override
    public String vendor() {
      return "h3c";
    }

    @Override
    public List<String> marks() {
      return List.of("USERLOG/7/NAT:");
    }

    @Override
    public Recognition write(LogLine line, VendorRows rows) {
      int name = Ascii.find(line.text(), NAME, 0, line.to());
      if (name < 0) return Recognition.NO;
      Cursor cursor = new Cursor(line, name + NAME.length);
      cursor.skipSpaces();
      if (!cursor.until(';')) return Recognition.PARTLY;
      int protocol = ProtocolNumbers.of(line.text(), cursor.from, cursor.to);
      cursor.skipSpaces();
      cursor.upTo("-");
      Endpoint source = Endpoint.read(line.text(), cursor.from, cursor.to);
      if (source == null || !cursor.until(ARROW)) return Recognition.PARTLY;
      Endpoint translated = end(cursor);
      cursor.skipSpaces();
      Endpoint destination = translated == null ? null : end(cursor);
      if (translated == null || destination == null) return Recognition.PARTLY;
      long begin = LogLine.NO_TIME;
      long end = LogLine.NO_TIME;
      if (cursor.until('[')) {
        begin = DeviceTime.millis(line, cursor.at, line.to());
        end = DeviceTime.millis(line, cursor.at + 20, line.to());
      }
      RowWriter row = rows.traffic();
      if (protocol >= 0) row.set(Traffic.PROTOCOL, protocol);
      source.write(row, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT);
      translated.write(row, Traffic.NAT_SOURCE_ADDRESS, Traffic.NAT_SOURCE_PORT);
      destination.write(row, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT);
      if (begin != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, begin);
      if (end != LogLine.NO_TIME) row.set(Traffic.ENDED_AT, end);
      if (cursor.until(OPERATOR)) {
        cursor.upTo(":");
        row.set(Traffic.NAT_EVENT, cursor.is(CREATED) ? 4 : 5);
      }
      row.end();
      return Recognition.KNOWN;
    }

    private static @Nullable Endpoint end(Cursor cursor) {
      if (!cursor.until(';')) return null;
      return Endpoint.read(cursor.line.text(), cursor.from, cursor.to);
    }
  }

  /**
   * Ruijie's RFC 5424 lines (enterprise 4881, "Configuring Syslog"): its parameters are not written
   * down anywhere we know of, so they are kept as the message's structured data.
   */
  static final class Ruijie implements VendorFormat {
    @Override
    public String vendor() {
      return "ruijie";
    }

    @Override
    public List<String> marks() {
      return List.of("@4881 ");
    }

    @Override
    public Recognition write(LogLine line, VendorRows rows) {
      return Recognition.KNOWN;
    }
  }

  private NatLogs() {}
}
