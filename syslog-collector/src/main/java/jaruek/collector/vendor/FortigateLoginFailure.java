package jaruek.collector.vendor;

import static jaruek.collector.vendor.FortigateLine.*;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import java.util.List;

/**
 * FortiGate event lines: a refused login (action "…-fail", or status failed) is a reject with the
 * device's reason; any other event is known and kept as a message.
 */
final class FortigateLoginFailure implements VendorFormat {
  private static final byte[] EVENT = Ascii.bytes("event");
  private static final byte[] FAILED = Ascii.bytes("failed");
  private static final byte[] FAILURE = Ascii.bytes("failure");
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
    Values values = FortigateLine.read(line);
    if (!values.has(LOGID) && !values.has(DEVID)) return Recognition.NO;
    if (!values.is(TYPE, EVENT)) return Recognition.NO;
    long time = timeMillis(values);
    if (time != LogLine.NO_TIME) rows.deviceTime(time);
    IpAddress address = address(values, values.has(REMIP) ? REMIP : SRCIP).orElse(null);
    if (address == null || !isLoginFailure(values)) return Recognition.KNOWN;
    RowWriter row = rows.identity("reject");
    row.set(address.isIpv4() ? Identity.ADDRESS : Identity.ADDRESS_V6, address);
    text(values, USER, row, Identity.USER_NAME);
    text(values, REASON, row, Identity.REASON);
    if (time != LogLine.NO_TIME) row.set(Identity.EVENT_AT, time);
    row.end();
    return Recognition.KNOWN;
  }

  private static boolean isLoginFailure(Values values) {
    int end = values.to(ACTION);
    return (values.has(ACTION)
            && end - values.from(ACTION) >= FAIL.length
            && values.line().has(FAIL, end - FAIL.length))
        || (values.has(USER) && (values.is(STATUS, FAILED) || values.is(STATUS, FAILURE)));
  }
}
