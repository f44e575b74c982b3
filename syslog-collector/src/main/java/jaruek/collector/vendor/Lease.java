package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * A lease that a DHCP server's line tells of: an address and the device that has it from now on, or
 * no longer. The client's own name is no column: whoever asks for an address may call himself what
 * he likes.
 *
 * @param given assigned or renewed; else released, expired or deleted
 */
record Lease(boolean given, IpAddress address, MacAddress mac) {

  /** Reads address and hardware address from two ranges; null if one of them is none. */
  static @Nullable Lease read(
      LogLine line, boolean given, int addressFrom, int addressTo, int macFrom, int macTo) {
    IpAddress address = Ascii.address(line.text(), addressFrom, addressTo).orElse(null);
    MacAddress mac = Ascii.mac(line.text(), macFrom, macTo).orElse(null);
    return address == null || mac == null ? null : new Lease(given, address, mac);
  }

  /** Begins its row, at the header's time. */
  RowWriter row(LogLine line, VendorRows rows) {
    RowWriter row = rows.identity("dhcp").set(Identity.MAC, mac);
    row.set(address.isIpv4() ? Identity.ADDRESS : Identity.ADDRESS_V6, address);
    row.set(Identity.CAUSE, given ? "assigned" : "deassigned");
    CiscoAsa.at(line, row);
    return row;
  }
}
