package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * dnsmasq 2.x, as its sources rfc2131.c and cache.c write it; Pi-hole, OpenWrt, UniFi and most home
 * routers have it in them. With log-dhcp a transaction's number stands before the word, with
 * log-queries=extra a serial number and the asker.
 *
 * <pre>
 * dnsmasq-dhcp[1234]: DHCPACK(br0) 192.168.1.100 aa:bb:cc:dd:ee:ff phone
 * dnsmasq-dhcp[1234]: 3806132383 DHCPRELEASE(br0) 192.168.1.100 aa:bb:cc:dd:ee:ff
 * dnsmasq[1234]: query[A] example.com from 192.168.1.100
 * dnsmasq[1234]: 12 192.168.1.100/40000 reply example.com is 192.0.2.9
 * </pre>
 *
 * <p>Leases are rows of identity, with the interface as the port. Queries and answers are messages
 * whose id is the word ("query[A]"). Leases of DHCPv6 name a DUID, not a device: messages.
 */
final class Dnsmasq implements VendorFormat {
  private static final List<byte[]> NAMES =
      List.of(Ascii.bytes("dnsmasq"), Ascii.bytes("dnsmasq-dhcp"));
  private static final byte[] ACK = Ascii.bytes("DHCPACK(");
  private static final byte[] RELEASE = Ascii.bytes("DHCPRELEASE(");

  @Override
  public String vendor() {
    return "dnsmasq";
  }

  @Override
  public List<String> marks() {
    return List.of("dnsmasq");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.is(NAMES)) return Recognition.NO;
    Cursor cursor = tag.cursor();
    skipSerial(cursor);
    boolean given = cursor.skip(ACK);
    if (!given && !cursor.skip(RELEASE)) {
      cursor.upTo(" (");
      rows.messageId(cursor.bytes());
      return Recognition.KNOWN;
    }
    rows.messageId(Ascii.bytes(given ? "DHCPACK" : "DHCPRELEASE"));
    if (!cursor.until(')')) return Recognition.PARTLY;
    byte[] port = cursor.bytes();
    cursor.word();
    int from = cursor.from;
    int to = cursor.to;
    cursor.word();
    Lease lease = Lease.read(line, given, from, to, cursor.from, cursor.to);
    if (lease == null) return Recognition.PARTLY;
    RowWriter row = lease.row(line, rows);
    if (port.length > 0) row.set(Identity.NAS_PORT, port);
    row.end();
    return Recognition.KNOWN;
  }

  /** "12 192.168.1.100/40000 " or "3806132383 ". */
  private static void skipSerial(Cursor cursor) {
    if (!Ascii.isDigit(cursor.here())) return;
    cursor.word();
    cursor.skipSpaces();
    if (!Ascii.isDigit(cursor.here()) && cursor.here() != ':') return;
    cursor.word();
    cursor.skipSpaces();
  }
}
