package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.util.List;

/**
 * RouterOS DHCP server lines:
 *
 * <pre>
 * dhcp1 assigned 192.168.30.236 to E2:9B:5A:11:22:33             version 6
 * dhcp1 deassigned 192.168.30.236 from E2:9B:5A:11:22:33         version 6
 * defconf assigned 192.168.88.250 for E2:9B:5A:11:22:33 phone    version 7, client's name last
 * </pre>
 *
 * <p>Both become a dhcp event; its cause, "assigned" or "deassigned", tells whether the lease began
 * or ended.
 */
final class MikrotikDhcp implements VendorFormat {
  private static final byte[] ASSIGNED = Ascii.bytes("assigned ");
  private static final List<byte[]> JOINTS =
      List.of(Ascii.bytes(" to "), Ascii.bytes(" for "), Ascii.bytes(" from "));

  @Override
  public String vendor() {
    return "mikrotik";
  }

  @Override
  public List<String> marks() {
    return List.of(" assigned ", " deassigned ");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int word = line.find(ASSIGNED, line.from());
    if (word < 2 || !MikrotikTopics.opens(line, word)) return Recognition.NO;
    boolean released = line.text()[word - 1] == 'e' && line.text()[word - 2] == 'd';
    int addressFrom = word + ASSIGNED.length;
    int addressTo = Ascii.wordEnd(line.text(), addressFrom, line.to());
    IpAddress address = Ascii.address(line.text(), addressFrom, addressTo).orElse(null);
    if (address == null) return Recognition.NO;
    for (byte[] joint : JOINTS) {
      if (!line.has(joint, addressTo)) continue;
      int macFrom = addressTo + joint.length;
      int macTo = Ascii.wordEnd(line.text(), macFrom, line.to());
      MacAddress mac = Ascii.mac(line.text(), macFrom, macTo).orElse(null);
      if (mac == null) return Recognition.NO;
      RowWriter row = rows.identity("dhcp").set(Identity.MAC, mac);
      row.set(address.isIpv4() ? Identity.ADDRESS : Identity.ADDRESS_V6, address);
      row.set(Identity.CAUSE, released ? "deassigned" : "assigned");
      if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Identity.EVENT_AT, line.sentAtMillis());
      row.end();
      return Recognition.KNOWN;
    }
    return Recognition.NO;
  }
}
