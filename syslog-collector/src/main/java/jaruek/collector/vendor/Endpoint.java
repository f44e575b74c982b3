package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address with its port.
 *
 * @param port 0-65535, or -1 where the text has none
 */
record Endpoint(IpAddress address, int port) {

  /** Reads "192.0.2.1:80", "192.0.2.1", "[2001:db8::1]:80" or "2001:db8::1"; null if it is none. */
  static @Nullable Endpoint read(byte[] text, int from, int to) {
    if (from >= to) return null;
    int addressFrom = from;
    int addressTo = to;
    int port = -1;
    int colon;
    if (text[from] == '[') {
      addressFrom = from + 1;
      addressTo = Ascii.find(text, ']', from, to);
      if (addressTo < 0) return null;
      colon = addressTo + 1;
      if (colon < to && text[colon] != ':') return null;
    } else {
      colon = Ascii.find(text, ':', from, to);
      boolean bareIpv6 = colon >= 0 && Ascii.find(text, ':', colon + 1, to) >= 0;
      if (colon < 0 || bareIpv6) colon = to;
      else addressTo = colon;
    }
    if (colon < to) {
      port = Ascii.number(text, colon + 1, to, 65_535);
      if (port < 0) return null;
    }
    IpAddress address = Ascii.address(text, addressFrom, addressTo).orElse(null);
    return address == null ? null : new Endpoint(address, port);
  }

  void write(RowWriter row, Column addressColumn, Column portColumn) {
    row.set(addressColumn, address);
    if (port >= 0) row.set(portColumn, port);
  }
}
