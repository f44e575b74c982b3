package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import java.util.List;

/**
 * RouterOS refused logins to the router itself: "login failure for user admin from 192.0.2.9 via
 * ssh". A reject whose reason says how it was tried.
 */
final class MikrotikLoginFailure implements VendorFormat {
  private static final byte[] FAILURE = Ascii.bytes("login failure for user ");
  private static final byte[] FROM = Ascii.bytes(" from ");

  @Override
  public String vendor() {
    return "mikrotik";
  }

  @Override
  public List<String> marks() {
    return List.of("login failure for user ");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int failure = line.find(FAILURE, line.from());
    if (failure < 0) return Recognition.NO;
    int user = failure + FAILURE.length;
    int from = line.findLast(FROM, user); // the name is whatever somebody typed
    if (from < 0) return Recognition.NO;
    int addressFrom = from + FROM.length;
    int addressTo = Ascii.wordEnd(line.text(), addressFrom, line.to());
    IpAddress address = Ascii.address(line.text(), addressFrom, addressTo).orElse(null);
    if (address == null) return Recognition.NO;
    RowWriter row = rows.identity("reject").set(Identity.USER_NAME, line.bytes(user, from));
    row.set(address.isIpv4() ? Identity.ADDRESS : Identity.ADDRESS_V6, address);
    row.set(Identity.REASON, "router login failure" + line.string(addressTo, line.to()));
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Identity.EVENT_AT, line.sentAtMillis());
    row.end();
    return Recognition.KNOWN;
  }
}
