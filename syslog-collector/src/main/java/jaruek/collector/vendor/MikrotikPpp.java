package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import java.util.List;

/**
 * RouterOS PPP servers (PPPoE, PPTP, L2TP, SSTP, OVPN), with topics such as
 * "pppoe,ppp,info,account":
 *
 * <pre>
 * somchai logged in, 10.10.0.5 from AA:BB:CC:DD:EE:FF
 * somchai logged out, 3600 1234 5678 10 20 from AA:BB:CC:DD:EE:FF
 * </pre>
 *
 * <p>The numbers of the second are seconds, bytes from the user, bytes to the user, and packets.
 * The end behind "from" is a hardware address for PPPoE and the outer address for tunnels; older
 * versions leave it out. A name that looks like such a line itself is nobody's.
 */
final class MikrotikPpp implements VendorFormat {
  private static final byte[] IN = Ascii.bytes(" logged in, ");
  private static final byte[] OUT = Ascii.bytes(" logged out, ");
  private static final byte[] FROM = Ascii.bytes(" from ");

  @Override
  public String vendor() {
    return "mikrotik";
  }

  @Override
  public List<String> marks() {
    return List.of(" logged in, ", " logged out, ");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    if (MikrotikTopics.isOfAProcess(line)) return Recognition.NO;
    Cursor cursor = new Cursor(line, MikrotikTopics.skip(line));
    boolean in = cursor.until(IN);
    if (!in && !cursor.until(OUT)) return Recognition.NO;
    byte[] user = cursor.bytes();
    if (line.find(IN, cursor.at) >= 0 || line.find(OUT, cursor.at) >= 0) return Recognition.PARTLY;
    RowWriter row = rows.identity(in ? "login" : "logout");
    cursor.upTo(" ");
    if (in) {
      if (!cursor.write(row, Identity.ADDRESS)) return Recognition.NO;
    } else {
      if (!cursor.write(row, Identity.SECONDS)) return Recognition.NO;
      cursor.word();
      cursor.write(row, Identity.INPUT_BYTES);
      cursor.word();
      cursor.write(row, Identity.OUTPUT_BYTES);
    }
    if (cursor.until(FROM)) {
      cursor.upTo(" ");
      cursor.write(row, Identity.MAC);
    }
    if (user.length > 0) row.set(Identity.USER_NAME, user);
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }
}
