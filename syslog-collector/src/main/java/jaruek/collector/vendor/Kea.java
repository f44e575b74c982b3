package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * Kea 1 to 3, DHCPv4 and DHCPv6, through syslog or from its file, after its "Kea Messages Manual":
 *
 * <pre>
 * INFO [kea-dhcp4.leases/6.1] DHCP4_LEASE_ALLOC [hwtype=1 aa:bb:…], cid=[no info], tid=0x1:
 *   lease 192.168.1.5 has been allocated for 3600 seconds
 * INFO [kea-dhcp4.leases/6.1] DHCP4_RELEASE [hwtype=1 aa:bb:…], …: address 192.168.1.5 was released
 * INFO [kea-dhcp6.leases/6.1] DHCP6_LEASE_ALLOC duid=[…], [hwtype=1 aa:bb:…], tid=0x1: lease for
 *   address 2001:db8::5 and iaid=1 has been allocated for 3600 seconds
 * </pre>
 *
 * <p>Every line's name (DHCP4_LEASE_ALLOC) is the message's id. A DHCPv6 client that Kea knows by
 * its DUID only ("no hwaddr info"), a prefix, and all other lines are messages. Kea writes what
 * clients send as hexadecimal digits, so nothing on these lines is in their words.
 */
final class Kea implements VendorFormat {
  private static final byte[] NAME = Ascii.bytes("kea-dhcp");
  private static final byte[] LOGGER = Ascii.bytes("[kea-dhcp");
  private static final int LOGGER_MAX = 64;
  private static final byte[] HARDWARE = Ascii.bytes("[hwtype=1 ");
  private static final byte[] LABEL_END = Ascii.bytes(": ");
  private static final byte[] FOR = Ascii.bytes(" for ");
  private static final byte[] SECONDS = Ascii.bytes(" seconds");
  private static final int WORDS_MAX = 7;
  private static final List<byte[]> GIVEN =
      List.of(
          Ascii.bytes("DHCP4_LEASE_ALLOC"),
          Ascii.bytes("DHCP4_LEASE_RENEW"),
          Ascii.bytes("DHCP4_LEASE_REUSE"),
          Ascii.bytes("DHCP6_LEASE_ALLOC"),
          Ascii.bytes("DHCP6_LEASE_RENEW"),
          Ascii.bytes("DHCP6_LEASE_REUSE"));
  private static final List<byte[]> TAKEN =
      List.of(
          Ascii.bytes("DHCP4_RELEASE"),
          Ascii.bytes("DHCP4_RELEASE_DELETED"),
          Ascii.bytes("DHCP4_RELEASE_EXPIRED"),
          Ascii.bytes("DHCP6_RELEASE_NA"),
          Ascii.bytes("DHCP6_RELEASE_NA_DELETED"),
          Ascii.bytes("DHCP6_RELEASE_NA_EXPIRED"),
          Ascii.bytes("ALLOC_ENGINE_V4_LEASE_RECLAIM"),
          Ascii.bytes("ALLOC_ENGINE_V6_LEASE_RECLAIM"));

  @Override
  public String vendor() {
    return "kea";
  }

  @Override
  public List<String> marks() {
    return List.of("[kea-dhcp");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.isNone() && !tag.startsWith(NAME)) return Recognition.NO;
    int start = tag.isNone() ? line.from() : tag.body();
    int logger = Ascii.find(line.text(), LOGGER, start, Math.min(line.to(), start + LOGGER_MAX));
    if (logger < 0 || !isPlain(line, start, logger)) return Recognition.NO;
    Cursor cursor = new Cursor(line, logger);
    if (!cursor.until(']')) return Recognition.PARTLY;
    cursor.word();
    rows.messageId(cursor.bytes());
    boolean given = any(cursor, GIVEN);
    if (!given && !any(cursor, TAKEN)) return Recognition.KNOWN;
    return lease(cursor, given, rows);
  }

  private static Recognition lease(Cursor cursor, boolean given, VendorRows rows) {
    LogLine line = cursor.line;
    int hardware = line.find(HARDWARE, cursor.at);
    if (hardware < 0) return Recognition.KNOWN;
    cursor.at = hardware + HARDWARE.length;
    if (!cursor.until(']')) return Recognition.PARTLY;
    int macFrom = cursor.from;
    int macTo = cursor.to;
    if (!cursor.until(LABEL_END)) return Recognition.PARTLY;
    Lease lease = null;
    for (int word = 0; word < WORDS_MAX && lease == null && !cursor.atEnd(); word++) {
      cursor.word();
      lease = Lease.read(line, given, cursor.from, cursor.to, macFrom, macTo);
    }
    if (lease == null) return Recognition.PARTLY;
    RowWriter row = lease.row(line, rows);
    if (cursor.until(FOR)) {
      cursor.upTo(" ");
      if (cursor.looksAt(SECONDS)) cursor.write(row, Identity.SECONDS);
    }
    row.end();
    return Recognition.KNOWN;
  }

  /** A date, a time and a level in capitals, or less. */
  private static boolean isPlain(LogLine line, int from, int to) {
    for (int at = from; at < to; at++) {
      byte b = line.text()[at];
      if (!Ascii.isDigit(b) && !(b >= 'A' && b <= 'Z') && "-:., +".indexOf(b) < 0) return false;
    }
    return true;
  }

  private static boolean any(Cursor cursor, List<byte[]> names) {
    for (byte[] name : names) if (cursor.is(name)) return true;
    return false;
  }
}
