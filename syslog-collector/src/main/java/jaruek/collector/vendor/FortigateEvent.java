package jaruek.collector.vendor;

import static jaruek.collector.vendor.FortigateLine.*;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import java.util.List;

/**
 * FortiGate event lines ("FortiOS Log Message Reference"): logins and logouts of users, VPN users
 * and administrators, leases of its DHCP server, and refused logins (action "…-fail", or status
 * failed), a reject with the device's reason. Any other event is known and kept as a message.
 *
 * <p>By the reference: 43039, 43040 and 43014 have user and srcip; 26001 and 26002 mac, ip and
 * lease; 39947 and its likes user, tunnelip and remip. Of these remip is where a VPN user came
 * from, which a household or a café shares: a tunnel without an address of its own stays a message.
 */
final class FortigateEvent implements VendorFormat {
  private static final byte[] EVENT = Ascii.bytes("event");
  private static final byte[] FAILED = Ascii.bytes("failed");
  private static final byte[] FAILURE = Ascii.bytes("failure");
  private static final byte[] TUNNEL_UP = Ascii.bytes("tunnel-up");
  private static final byte[] TUNNEL_DOWN = Ascii.bytes("tunnel-down");
  private static final byte[] LOGON = Ascii.bytes("logon");
  private static final byte[] LOGOFF = Ascii.bytes("logoff");
  private static final byte[] LOGOUT = Ascii.bytes("logout");
  private static final byte[] AUTHENTICATION = Ascii.bytes("authentication");
  private static final byte[] LOGIN = Ascii.bytes("login");
  private static final byte[] SUCCESS = Ascii.bytes("success");
  private static final byte[] ACK = Ascii.bytes("Ack");
  private static final byte[] RELEASE = Ascii.bytes("Release");
  private static final byte[] FAIL = Ascii.bytes("-fail");

  @Override
  public String vendor() {
    return "fortigate";
  }

  @Override
  public List<String> marks() {
    return List.of("type=event", "type=\"event\"");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Values values = FortigateLine.read(line, rows);
    if (!values.has(LOGID) && !values.has(DEVID)) return Recognition.NO;
    if (!values.is(TYPE, EVENT)) return Recognition.NO;
    long time = timeMillis(values);
    if (time != LogLine.NO_TIME) rows.deviceTime(time);
    if (values.has(DHCP_MSG)) return dhcp(values, time, rows);
    String event = isLoginFailure(values) ? "reject" : session(values);
    if (event.isEmpty()) return Recognition.KNOWN;
    boolean tunnel = values.is(ACTION, TUNNEL_UP) || values.is(ACTION, TUNNEL_DOWN);
    int key = tunnel ? TUNNELIP : values.has(REMIP) ? REMIP : SRCIP;
    IpAddress address = address(values, key).orElse(null);
    if (address == null) return Recognition.KNOWN; // at the console, or a tunnel without address
    RowWriter row = rows.identity(event);
    row.set(address.isIpv4() ? Identity.ADDRESS : Identity.ADDRESS_V6, address);
    text(values, USER, row, Identity.USER_NAME);
    text(values, REASON, row, event.equals("logout") ? Identity.CAUSE : Identity.REASON);
    if (time != LogLine.NO_TIME) row.set(Identity.EVENT_AT, time);
    row.end();
    return Recognition.KNOWN;
  }

  /**
   * Firewall users (auth-logon, auth-logout; FSSO-logon, FSSO-logoff), SSL VPN (tunnel-up,
   * tunnel-down) and administrators (login, logout).
   */
  private static String session(Values values) {
    if (!values.says(USER)) return "";
    if (values.is(ACTION, TUNNEL_UP) || values.endsWith(ACTION, LOGON)) return "login";
    if (values.is(ACTION, TUNNEL_DOWN)
        || values.endsWith(ACTION, LOGOUT)
        || values.endsWith(ACTION, LOGOFF)) {
      return "logout";
    }
    return values.is(ACTION, LOGIN) && values.is(STATUS, SUCCESS) ? "login" : "";
  }

  /** dhcp_msg="Ack" is a lease given, "Release" one given back; the others promise nothing yet. */
  private static Recognition dhcp(Values values, long time, VendorRows rows) {
    if (!values.is(DHCP_MSG, ACK) && !values.is(DHCP_MSG, RELEASE)) return Recognition.KNOWN;
    RowWriter row = rows.identity("dhcp");
    if (!values.write(IP, row, Identity.ADDRESS) || !values.write(MAC, row, Identity.MAC)) {
      return Recognition.PARTLY;
    }
    row.set(Identity.CAUSE, values.is(DHCP_MSG, ACK) ? "assigned" : "deassigned");
    values.write(LEASE, row, Identity.SECONDS);
    if (time != LogLine.NO_TIME) row.set(Identity.EVENT_AT, time);
    row.end();
    return Recognition.KNOWN;
  }

  private static boolean isLoginFailure(Values values) {
    int end = values.to(ACTION);
    return (values.has(ACTION)
            && end - values.from(ACTION) >= FAIL.length
            && values.line().has(FAIL, end - FAIL.length))
        || (values.has(USER)
            && (values.is(ACTION, LOGIN) || values.is(ACTION, AUTHENTICATION))
            && (values.is(STATUS, FAILED) || values.is(STATUS, FAILURE)));
  }
}
