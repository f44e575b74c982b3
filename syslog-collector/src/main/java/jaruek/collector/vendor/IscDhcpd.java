package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * ISC dhcpd 3 and 4, as its dhcp.c writes it, and Infoblox, which adds to it:
 *
 * <pre>
 * dhcpd[12]: DHCPACK on 192.168.1.5 to aa:bb:cc:dd:ee:ff (phone) via eth1
 * dhcpd[12]: DHCPACK on 192.168.1.5 to aa:bb:cc:dd:ee:ff (phone) via 10.1.0.1
 * dhcpd[12]: DHCPACK on 192.168.1.5 to aa:bb:cc:dd:ee:ff via eth1 relay eth1 lease-duration 600
 * dhcpd[12]: DHCPRELEASE of 192.168.1.5 from aa:bb:cc:dd:ee:ff (phone) via eth1 (found)
 * dhcpd[12]: DHCPEXPIRE on 192.168.1.5 to aa:bb:cc:dd:ee:ff
 * </pre>
 *
 * <p>What stands behind the last "via" is the port: the interface, or the relay's address. The name
 * in brackets is the client's own word. A release of a lease "(not found)", requests, offers and
 * DHCPACK to an INFORM ("DHCPACK to …") are messages, their id being the word.
 */
final class IscDhcpd implements VendorFormat {
  private static final List<byte[]> NAMES = List.of(Ascii.bytes("dhcpd"), Ascii.bytes("dhcpd4"));
  private static final byte[] ACK = Ascii.bytes("DHCPACK on ");
  private static final byte[] EXPIRE = Ascii.bytes("DHCPEXPIRE on ");
  private static final byte[] RELEASE = Ascii.bytes("DHCPRELEASE of ");
  private static final byte[] TO = Ascii.bytes(" to ");
  private static final byte[] FROM = Ascii.bytes(" from ");
  private static final byte[] VIA = Ascii.bytes(" via ");
  private static final byte[] FOUND = Ascii.bytes("(found)");
  private static final byte[] DURATION = Ascii.bytes(" lease-duration ");

  @Override
  public String vendor() {
    return "isc-dhcpd";
  }

  @Override
  public List<String> marks() {
    return List.of("dhcpd");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.is(NAMES)) return Recognition.NO;
    Cursor cursor = tag.cursor();
    rows.messageId(word(cursor));
    boolean given = cursor.skip(ACK);
    boolean released = !given && cursor.skip(RELEASE);
    if (!given && !released && !cursor.skip(EXPIRE)) return Recognition.KNOWN;
    if (!cursor.until(released ? FROM : TO)) return Recognition.PARTLY;
    int from = cursor.from;
    int to = cursor.to;
    cursor.upTo(" ");
    Lease lease = Lease.read(line, given, from, to, cursor.from, cursor.to);
    if (lease == null) return Recognition.PARTLY;
    int via = line.findLast(VIA, cursor.to);
    if (released && (via < 0 || line.find(FOUND, via) < 0)) return Recognition.KNOWN;
    RowWriter row = lease.row(line, rows);
    if (via >= 0) {
      cursor.at = via + VIA.length;
      cursor.upTo(" :");
      cursor.write(row, Identity.NAS_PORT);
      if (cursor.until(DURATION)) {
        cursor.upTo(" ");
        cursor.write(row, Identity.SECONDS);
      }
    }
    row.end();
    return Recognition.KNOWN;
  }

  /** "DHCPACK", if the line begins with such a word. */
  private static byte[] word(Cursor cursor) {
    int at = cursor.at;
    cursor.upTo(" ");
    byte[] word = cursor.bytes();
    cursor.at = at;
    for (byte b : word) if (!Ascii.isDigit(b) && (b < 'A' || b > 'Z')) return new byte[0];
    return word;
  }
}
