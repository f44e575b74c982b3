package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The audit log of the DHCP server of Windows Server 2003 to 2025 (DhcpSrvLog-Mon.log), as NXLog,
 * Snare and the like forward it, or the file itself:
 *
 * <pre>
 * ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name,TransactionID,…
 * 10,11/23/26,09:59:58,Assign,10.0.0.5,pc01.example.ac.th,AABBCCDDEEFF,,2718281828,0,,,,0x4D53,…
 * </pre>
 *
 * <p>10, 11, 20 and 21 give an address (a BOOTP client too), 12 is its release, 16 its deletion, 17
 * and 18 its expiry. A refusal (15), a conflict (13), a full scope (14) and the other numbers are
 * messages with the number as id. Times are the server's local time.
 *
 * <p>The host name is the client's own, and quotes and commas in it stand as they are: one with a
 * comma moves the fields behind it. So a line is read only if it has as many fields as a version of
 * Windows writes, no user name, a number for the transaction, and no second long hexadecimal word
 * where another device's address could stand.
 */
final class WindowsDhcp implements VendorFormat {
  private static final int ID = 0;
  private static final int DATE = 1;
  private static final int TIME = 2;
  private static final int ADDRESS = 4;
  private static final int MAC = 6;
  private static final int USER = 7;
  private static final int TRANSACTION = 8;

  /** Windows 2003; 2008; 2008 R2; 2012 and later; with or without the comma at the end. */
  private static final Set<Integer> FIELDS = Set.of(7, 8, 9, 10, 13, 18, 19);

  private static final int FIELDS_MAX = 32;
  private static final int MAC_DIGITS = 12;
  private static final int TAG_MAX = 128;
  private static final byte[] DHCP = Ascii.bytes("DHCP");
  private static final byte[] DHCP_SMALL = Ascii.bytes("hcp");

  @Override
  public String vendor() {
    return "windows-dhcp";
  }

  @Override
  public List<String> marks() {
    return List.of(
        ",Assign,",
        ",Renew,",
        ",Release,",
        ",NACK,",
        ",Deleted,",
        ",Expired,",
        ",BOOTP",
        ",A Bad Address,",
        ",DNS Update ",
        ",Database Cleanup");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int start = start(line);
    if (start < 0) return Recognition.NO;
    Values values = fields(line, start);
    if (values.count() <= MAC) return Recognition.NO;
    int id = values.number(ID, 99_999);
    long time = DeviceTime.monthFirst(line, values.from(DATE), values.to(DATE), values.from(TIME));
    if (id < 0 || time == LogLine.NO_TIME) return Recognition.NO;
    rows.messageId(values.bytes(ID));
    rows.deviceTime(time);
    boolean given = isGiven(id);
    if (!given && !isTaken(id)) return Recognition.KNOWN;
    Lease lease =
        Lease.read(
            line,
            given,
            values.from(ADDRESS),
            values.to(ADDRESS),
            values.from(MAC),
            values.to(MAC));
    if (lease == null || !isWhole(values)) return Recognition.PARTLY;
    RowWriter row = lease.row(line, rows);
    row.set(Identity.EVENT_AT, time);
    row.end();
    return Recognition.KNOWN;
  }

  /** Whether an event of this number gives an address. */
  static boolean isGiven(int id) {
    return id == 10 || id == 11 || id == 20 || id == 21;
  }

  /** Whether it takes one back. */
  static boolean isTaken(int id) {
    return id == 12 || id == 16 || id == 17 || id == 18;
  }

  /**
   * Behind the forwarder's name for the log ("DhcpSrvLog: ", Snare's "MSDHCP\t0\t"), -1 if another
   * program speaks.
   */
  private static int start(LogLine line) {
    Tag tag = Tag.read(line);
    if (!tag.isNone()) return isDhcp(line, tag.from(), tag.to()) ? tag.body() : -1;
    byte[] text = line.text();
    int start = line.from();
    int to = Math.min(line.to(), start + TAG_MAX);
    int at = start;
    while (at < to && text[at] != ',' && text[at] != ' ') {
      if (text[at++] == '\t') start = at;
    }
    return start == line.from() || isDhcp(line, line.from(), start) ? start : -1;
  }

  private static boolean isDhcp(LogLine line, int from, int to) {
    return Ascii.find(line.text(), DHCP, from, to) >= 0
        || Ascii.find(line.text(), DHCP_SMALL, from, to) >= 0;
  }

  /** Between commas, whatever quotes there are. */
  private static Values fields(LogLine line, int start) {
    Values fields = new Values(line, FIELDS_MAX, Escaping.NONE);
    int count = 0;
    int from = start;
    while (count < FIELDS_MAX && from >= 0 && from <= line.to()) {
      int comma = Ascii.find(line.text(), ',', from, line.to());
      fields.put(count++, from, comma < 0 ? line.to() : comma);
      from = comma < 0 ? -1 : comma + 1;
    }
    return new Values(line, Arrays.copyOf(fields.ranges(), count * 2), Escaping.NONE);
  }

  private static boolean isWhole(Values values) {
    int count = values.count();
    if (!FIELDS.contains(count)) return false;
    if (count > USER && values.has(USER)) return false;
    if (count > TRANSACTION && values.number(TRANSACTION) < 0) return false;
    for (int field = MAC + 1; field < count; field++) {
      if (isLongHex(values, field)) return false;
    }
    return true;
  }

  private static boolean isLongHex(Values values, int field) {
    if (values.to(field) - values.from(field) < MAC_DIGITS) return false;
    for (int at = values.from(field); at < values.to(field); at++) {
      byte b = values.line().text()[at];
      int small = b | 0x20;
      if (!Ascii.isDigit(b) && (small < 'a' || small > 'f')) return false;
    }
    return true;
  }
}
