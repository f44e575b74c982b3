package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * Kea's forensic log (hook libdhcp_legal_log, later libdhcp_forensic_log), after "The Forensic
 * Logging Hook" of its manual:
 *
 * <pre>
 * 2026-11-23 09:59:58 +07 Address: 192.0.2.100 has been assigned for 1 hrs 52 min 15 secs to a
 *   device with hardware address: hwtype=1 08:00:2b:02:3f:4e, client-id: 17:34:… connected via
 *   relay at address: 192.0.2.33, identified by circuit-id: 68:6f:77:64:79 (howdy) and …
 * </pre>
 *
 * <p>The relay's address is the port. Prefixes, devices known by DUID only, and leases that an
 * administrator or the HA partner changed are messages. A circuit id in brackets may be any text;
 * it is the last thing on the line, and nothing is read from it.
 */
final class KeaForensic implements VendorFormat {
  private static final byte[] NAME = Ascii.bytes("kea-dhcp");
  private static final byte[] ADDRESS = Ascii.bytes("Address: ");
  private static final byte[] ASSIGNED = Ascii.bytes(" has been assigned for ");
  private static final byte[] RENEWED = Ascii.bytes(" has been renewed for ");
  private static final byte[] RELEASED = Ascii.bytes(" has been released from ");
  private static final byte[] DEVICE = Ascii.bytes("device with ");
  private static final byte[] HARDWARE = Ascii.bytes("hardware address: hwtype=1 ");
  private static final byte[] FROM_DUID = Ascii.bytes(" (from DUID)");
  private static final byte[] RELAY = Ascii.bytes("connected via relay at address: ");

  @Override
  public String vendor() {
    return "kea";
  }

  @Override
  public List<String> marks() {
    return List.of(" a device with hardware address: hwtype=", " a device with DUID: ");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line); // without a program, "Address" looks like one
    boolean kea = tag.startsWith(NAME);
    Cursor cursor = new Cursor(line, kea ? tag.body() : line.from());
    if (cursor.here() == '+' || cursor.here() == '-') { // a zone without a name, as Bangkok's
      cursor.word();
      cursor.skipSpaces();
    }
    if (!cursor.skip(ADDRESS)) return kea ? Recognition.KNOWN : Recognition.NO;
    cursor.upTo(" ");
    int from = cursor.from;
    int to = cursor.to;
    boolean given = cursor.skip(ASSIGNED) || cursor.skip(RENEWED);
    long seconds = given ? duration(cursor) : -1;
    if (!given && !cursor.skip(RELEASED)) return Recognition.NO;
    if (!cursor.until(DEVICE)) return Recognition.PARTLY;
    if (!cursor.until(HARDWARE)) return Recognition.KNOWN;
    cursor.upTo(" ,");
    Lease lease = Lease.read(line, given, from, to, cursor.from, cursor.to);
    if (lease == null) return Recognition.PARTLY;
    if (cursor.skip(FROM_DUID)) return Recognition.KNOWN;
    RowWriter row = lease.row(line, rows);
    if (seconds >= 0) row.set(Identity.SECONDS, seconds);
    if (cursor.until(RELAY)) {
      cursor.upTo(" ,");
      cursor.write(row, Identity.NAS_PORT);
    }
    row.end();
    return Recognition.KNOWN;
  }

  /** "1 hrs 52 min 15 secs", or -1. */
  private static long duration(Cursor cursor) {
    long seconds = 0;
    for (int unit = 3600; unit > 0; unit /= 60) {
      cursor.word();
      long number = cursor.number();
      if (number < 0 || number > Integer.MAX_VALUE) return -1;
      seconds += number * unit;
      cursor.word();
    }
    return seconds;
  }
}
