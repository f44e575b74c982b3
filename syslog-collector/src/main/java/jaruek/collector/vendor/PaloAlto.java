package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * Palo Alto Networks, comma-separated ("Syslog Field Descriptions", PAN-OS 6.1 to 11.1): every
 * version adds fields behind those of the one before, so the positions up to the last one that is
 * read hold for all, and a line with fewer is one cut short.
 *
 * <p>GlobalProtect lines are those of "GlobalProtect Log Fields" (PAN-OS 10.1, 10.2 and 11.0 alike;
 * counted from 0: 8 event, 12 user, 15 and 16 public addresses, 17 and 18 private ones, 25 reason,
 * 26 error, 28 status). Lines of 9.1 that have other fields before the type are not taken for them.
 *
 * <p>The device names both addresses before and after translation. Bytes and packets are those of
 * the client. Times stand in the device's zone without its name: they are read in the zone of the
 * source. A user mapping of a port range (a terminal server) is not the address's user and is kept
 * as a message only.
 */
final class PaloAlto implements VendorFormat {
  private static final int FIELDS_MAX = 48;
  private static final int SUBTYPE = 4;
  private static final int GENERATED = 6;
  private static final int RULE_END = 30;
  private static final byte[] TRAFFIC = Ascii.bytes(",TRAFFIC,");
  private static final byte[] THREAT = Ascii.bytes(",THREAT,");
  private static final byte[] USERID = Ascii.bytes(",USERID,");
  private static final byte[] GLOBALPROTECT = Ascii.bytes(",GLOBALPROTECT,");
  private static final List<byte[]> OTHERS =
      List.of(
          Ascii.bytes(",SYSTEM,"),
          Ascii.bytes(",CONFIG,"),
          Ascii.bytes(",HIPMATCH,"),
          Ascii.bytes(",HIP-MATCH,"),
          Ascii.bytes(",DECRYPTION,"),
          Ascii.bytes(",AUTHENTICATION,"),
          Ascii.bytes(",CORRELATION,"),
          Ascii.bytes(",GTP,"),
          Ascii.bytes(",IPTAG,"),
          Ascii.bytes(",TUNNEL,"));
  private static final byte[] URL = Ascii.bytes("url");
  private static final byte[] END = Ascii.bytes("end");
  private static final byte[] LOGIN = Ascii.bytes("login");
  private static final byte[] LOGOUT = Ascii.bytes("logout");
  private static final byte[] CONNECTED = Ascii.bytes("gateway-connected");
  private static final byte[] GATEWAY_LOGOUT = Ascii.bytes("gateway-logout");
  private static final byte[] AUTH = Ascii.bytes("-auth");
  private static final byte[] FAILURE = Ascii.bytes("failure");
  private static final byte[] SUCCESS = Ascii.bytes("success");
  private static final byte[] ZERO = Ascii.bytes("0");

  @Override
  public String vendor() {
    return "paloalto";
  }

  @Override
  public List<String> marks() {
    return List.of(
        ",TRAFFIC,",
        ",THREAT,",
        ",USERID,",
        ",GLOBALPROTECT,",
        ",SYSTEM,",
        ",CONFIG,",
        ",HIPMATCH,",
        ",HIP-MATCH,",
        ",DECRYPTION,",
        ",AUTHENTICATION,",
        ",CORRELATION,",
        ",GTP,",
        ",IPTAG,",
        ",TUNNEL,");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Values values = fields(line, TRAFFIC);
    if (values != null) return traffic(values, rows, 45);
    values = fields(line, THREAT);
    if (values != null) return traffic(values, rows, 31);
    values = fields(line, USERID);
    if (values != null) return userId(values, rows);
    values = fields(line, GLOBALPROTECT);
    if (values != null) return globalProtect(values, rows);
    for (byte[] type : OTHERS) {
      values = fields(line, type);
      if (values != null) {
        time(values, rows);
        return Recognition.KNOWN;
      }
    }
    return Recognition.NO;
  }

  /**
   * The fields of a line of this type: "1,2026/11/23 09:59:58,SERIAL,TYPE,…"; null if it is none.
   * The first field may be behind anything a relay has put before it.
   */
  private static @org.jspecify.annotations.Nullable Values fields(LogLine line, byte[] type) {
    byte[] text = line.text();
    int comma = line.find(type, line.from());
    if (comma < 0) return null;
    int serial = comma;
    while (serial > line.from() && text[serial - 1] != ',') serial--;
    int time = serial - 1 - "2026/11/23 09:59:58".length();
    if (time - 2 < line.from() || text[time - 1] != ',' || text[serial - 1] != ',') return null;
    if (text[time + 4] != '/' || text[time + 13] != ':') return null;
    int first = time - 1;
    while (first > line.from() && Ascii.isDigit(text[first - 1])) first--;
    return CsvFields.read(line, first, FIELDS_MAX);
  }

  private static long time(Values values, VendorRows rows) {
    if (values.count() <= GENERATED) return LogLine.NO_TIME;
    LogLine line = values.line();
    long time = DeviceTime.millis(line, values.from(GENERATED), values.to(GENERATED));
    if (time != LogLine.NO_TIME) rows.deviceTime(time);
    rows.messageId(line.bytes(values.from(3), values.to(3)));
    return time;
  }

  private static Recognition traffic(Values values, VendorRows rows, int last) {
    long time = time(values, rows);
    if (values.count() <= RULE_END
        || values.address(7).isEmpty()
        || values.address(8).isEmpty()
        || values.count() <= Math.min(last, 33)) {
      return Recognition.PARTLY;
    }
    RowWriter row = rows.traffic();
    values.write(7, row, Traffic.SOURCE_ADDRESS);
    values.write(8, row, Traffic.DESTINATION_ADDRESS);
    if (values.write(9, row, Traffic.NAT_SOURCE_ADDRESS)) {
      values.write(26, row, Traffic.NAT_SOURCE_PORT);
    }
    if (values.write(10, row, Traffic.NAT_DESTINATION_ADDRESS)) {
      values.write(27, row, Traffic.NAT_DESTINATION_PORT);
    }
    values.write(12, row, Traffic.USER_NAME);
    values.write(24, row, Traffic.SOURCE_PORT);
    values.write(25, row, Traffic.DESTINATION_PORT);
    values.write(29, row, Traffic.PROTOCOL);
    values.write(30, row, Traffic.ACTION);
    if (last == 31) {
      if (values.is(SUBTYPE, URL)) values.write(31, row, Traffic.URL);
      if (time != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, time);
    } else {
      writeSession(values, time, row);
    }
    row.end();
    return Recognition.KNOWN;
  }

  private static void writeSession(Values values, long time, RowWriter row) {
    values.write(32, row, Traffic.BYTES);
    if (values.count() > 44) values.write(44, row, Traffic.PACKETS);
    LogLine line = values.line();
    long start =
        values.count() > 36
            ? DeviceTime.millis(line, values.from(35), values.to(35))
            : LogLine.NO_TIME;
    if (start == LogLine.NO_TIME) start = time;
    if (start != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, start);
    long seconds = values.count() > 36 ? values.number(36, Integer.MAX_VALUE) : -1;
    if (values.is(SUBTYPE, END) && start != LogLine.NO_TIME && seconds >= 0) {
      row.set(Traffic.ENDED_AT, start + seconds * 1000);
    }
  }

  private static Recognition userId(Values values, VendorRows rows) {
    long time = time(values, rows);
    boolean login = values.count() > SUBTYPE && values.is(SUBTYPE, LOGIN);
    if (!login && !(values.count() > SUBTYPE && values.is(SUBTYPE, LOGOUT))) {
      return Recognition.KNOWN;
    }
    if (values.count() <= 15) return Recognition.PARTLY;
    if (values.has(14) && !values.is(14, ZERO)) return Recognition.KNOWN;
    RowWriter row = rows.identity(login ? "login" : "logout");
    if (!values.write(8, row, Identity.ADDRESS) || !values.write(9, row, Identity.USER_NAME)) {
      return Recognition.PARTLY;
    }
    if (time != LogLine.NO_TIME) row.set(Identity.EVENT_AT, time);
    row.end();
    return Recognition.KNOWN;
  }

  private static Recognition globalProtect(Values values, VendorRows rows) {
    long time = time(values, rows);
    if (values.count() <= 28) return Recognition.PARTLY;
    boolean success = values.is(28, SUCCESS);
    boolean in = success && values.is(8, CONNECTED);
    boolean out = success && values.is(8, GATEWAY_LOGOUT);
    boolean refused = values.endsWith(8, AUTH) && values.is(28, FAILURE);
    if (!in && !out && !refused) return Recognition.KNOWN;
    RowWriter row = rows.identity(in ? "login" : out ? "logout" : "reject");
    boolean placed;
    if (refused) {
      placed = values.write(15, row, Identity.ADDRESS);
      if (values.write(16, row, Identity.ADDRESS_V6)) placed = true;
      if (values.says(26)) values.write(26, row, Identity.REASON);
      else values.write(25, row, Identity.REASON);
    } else {
      placed = values.write(17, row, Identity.ADDRESS);
      if (values.write(18, row, Identity.ADDRESS_V6)) placed = true;
      if (out) values.write(25, row, Identity.CAUSE);
    }
    if (!placed || !values.write(12, row, Identity.USER_NAME)) return Recognition.PARTLY;
    if (time != LogLine.NO_TIME) row.set(Identity.EVENT_AT, time);
    row.end();
    return Recognition.KNOWN;
  }
}
