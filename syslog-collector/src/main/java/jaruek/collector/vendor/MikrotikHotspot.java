package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import java.util.List;

/**
 * RouterOS hotspot lines, with or without topics and the log prefix "->: ":
 *
 * <pre>
 * somchai (192.168.20.29): logged in
 * somchai (192.168.20.29): logged out: keepalive timeout
 * somchai (192.168.20.29): login failed: invalid username or password
 * somchai (192.168.20.29): trying to log in by http-chap
 * </pre>
 *
 * <p>They become login, logout (the cause as worded) and reject (the reason as worded). An attempt
 * is known and kept as a message, but is no identity row: nobody was let in yet. A user that is a
 * MAC address, as in login by MAC and in trials ("T-aa:bb:…"), fills the mac column, too.
 *
 * <p>Anybody may try to log in as "somchai (10.0.0.9): logged in", and the refusal repeats it: a
 * line with two ends of a name is nobody's.
 */
final class MikrotikHotspot implements VendorFormat {
  private static final byte[] CLOSE = Ascii.bytes("): ");
  private static final byte[] ARROW_PREFIX = Ascii.bytes("->: ");
  private static final byte[] LOGGED_IN = Ascii.bytes("logged in");
  private static final byte[] LOGGED_OUT = Ascii.bytes("logged out");
  private static final byte[] FAILED = Ascii.bytes("login failed");
  private static final byte[] TRYING = Ascii.bytes("trying to log in");

  @Override
  public String vendor() {
    return "mikrotik";
  }

  @Override
  public List<String> marks() {
    return List.of("): logged in", "): logged out", "): login failed", "): trying to log in");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    if (MikrotikTopics.isOfAProcess(line)) return Recognition.NO;
    int from = MikrotikTopics.skip(line);
    if (line.has(ARROW_PREFIX, from)) from += ARROW_PREFIX.length;
    int close = line.find(CLOSE, from);
    if (close >= 0 && line.find(CLOSE, close + 1) >= 0) return Recognition.PARTLY;
    int open = close;
    while (open > from && line.text()[open] != '(') open--;
    if (open - 1 <= from || line.text()[open - 1] != ' ') return Recognition.NO;
    IpAddress address = Ascii.address(line.text(), open + 1, close).orElse(null);
    if (address == null) return Recognition.NO;
    int what = close + CLOSE.length;
    if (line.has(TRYING, what)) return Recognition.KNOWN;
    RowWriter row;
    if (line.has(LOGGED_IN, what)) {
      int end = Ascii.skipSpaces(line.text(), what + LOGGED_IN.length, line.to());
      if (end < line.to()) return Recognition.PARTLY;
      row = rows.identity("login");
    } else if (line.has(LOGGED_OUT, what)) {
      row = rows.identity("logout");
      int cause = behindColon(line, what + LOGGED_OUT.length);
      if (cause < line.to()) row.set(Identity.CAUSE, line.bytes(cause, line.to()));
    } else if (line.has(FAILED, what)) {
      row = rows.identity("reject");
      int reason = behindColon(line, what + FAILED.length);
      if (reason < line.to()) row.set(Identity.REASON, line.bytes(reason, line.to()));
    } else {
      return Recognition.NO;
    }
    row.set(Identity.USER_NAME, line.bytes(from, open - 1));
    row.set(address.isIpv4() ? Identity.ADDRESS : Identity.ADDRESS_V6, address);
    int mac = line.text()[from] == 'T' && line.text()[from + 1] == '-' ? from + 2 : from;
    Ascii.mac(line.text(), mac, open - 1).ifPresent(m -> row.set(Identity.MAC, m));
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Identity.EVENT_AT, line.sentAtMillis());
    row.end();
    return Recognition.KNOWN;
  }

  private static int behindColon(LogLine line, int at) {
    return at < line.to() && line.text()[at] == ':'
        ? Ascii.skipSpaces(line.text(), at + 1, line.to())
        : line.to();
  }
}
