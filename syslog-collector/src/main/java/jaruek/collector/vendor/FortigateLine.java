package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.IpAddress;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key=value lines of FortiOS 5 to 7: their keys, and the values that several formats read. */
final class FortigateLine {
  static final int TYPE = 0;
  static final int DATE = 1;
  static final int TIME = 2;
  static final int EVENTTIME = 3;
  static final int TZ = 4;
  static final int SRCIP = 5;
  static final int SRCPORT = 6;
  static final int DSTIP = 7;
  static final int DSTPORT = 8;
  static final int PROTO = 9;
  static final int TRANIP = 10;
  static final int TRANPORT = 11;
  static final int TRANSIP = 12;
  static final int TRANSPORT = 13;
  static final int TRANDISP = 14;
  static final int SENTBYTE = 15;
  static final int SENTPKT = 16;
  static final int DURATION = 17;
  static final int ACTION = 18;
  static final int USER = 19;
  static final int SRCMAC = 20;
  static final int URL = 21;
  static final int HOSTNAME = 22;
  static final int REMIP = 23;
  static final int REASON = 24;
  static final int STATUS = 25;
  static final int DEVID = 26;
  static final int LOGID = 27;
  static final int DEVNAME = 28;
  static final int SUBTYPE = 29;
  static final int MAC = 30;
  static final int IP = 31;
  static final int DHCP_MSG = 32;
  static final int LEASE = 33;
  static final int TUNNELIP = 34;
  static final int LOGDESC = 35;

  private static final KeyValues KEYS =
      new KeyValues(
          List.of(
              "type",
              "date",
              "time",
              "eventtime",
              "tz",
              "srcip",
              "srcport",
              "dstip",
              "dstport",
              "proto",
              "tranip",
              "tranport",
              "transip",
              "transport",
              "trandisp",
              "sentbyte",
              "sentpkt",
              "duration",
              "action",
              "user",
              "srcmac",
              "url",
              "hostname",
              "remip",
              "reason",
              "status",
              "devid",
              "logid",
              "devname",
              "subtype",
              "mac",
              "ip",
              "dhcp_msg",
              "lease",
              "tunnelip",
              "logdesc"));

  private static final byte[] NOT_AVAILABLE = Ascii.bytes("N/A");

  private FortigateLine() {}

  /** Reads the line; its names are there for a header that has none. */
  static Values read(LogLine line, VendorRows rows) {
    Values values = KEYS.read(line);
    rows.hostname(values.bytes(DEVNAME));
    rows.appName(values.bytes(SUBTYPE));
    rows.messageId(values.bytes(LOGID));
    return values;
  }

  /** The address, empty where there is none or it is the unspecified one. */
  static Optional<IpAddress> address(Values values, int key) {
    return Ascii.address(values.line().text(), values.from(key), values.to(key))
        .filter(a -> !a.equals(IpAddress.UNSPECIFIED) && !a.equals(IpAddress.ofIpv4(0)));
  }

  /** Sets a text column unless the value is empty or "N/A". */
  static void text(Values values, int key, RowWriter row, Column column) {
    if (values.has(key) && !values.is(key, NOT_AVAILABLE)) row.set(column, values.bytes(key));
  }

  /**
   * When the line was written, milliseconds since the epoch: eventtime (seconds in 6.0, nanoseconds
   * from 6.2), else date and time in tz or in the line's zone, else the header's time.
   */
  static long timeMillis(Values values) {
    long epoch = values.number(EVENTTIME);
    if (epoch > 0) {
      if (epoch >= 100_000_000_000_000_000L) return epoch / 1_000_000;
      if (epoch >= 100_000_000_000_000L) return epoch / 1_000;
      return epoch >= 100_000_000_000L ? epoch : epoch * 1_000;
    }
    long local = localTimeMillis(values);
    return local == LogLine.NO_TIME ? values.line().sentAtMillis() : local;
  }

  private static long localTimeMillis(Values values) {
    if (values.to(DATE) - values.from(DATE) != 10 || values.to(TIME) - values.from(TIME) < 8) {
      return LogLine.NO_TIME;
    }
    return DeviceTime.millis(values.line(), values.from(DATE), values.from(TIME), offset(values));
  }

  /** The tz key, "+0700" or "-0730"; null for the line's zone. */
  private static @Nullable ZoneOffset offset(Values values) {
    byte[] text = values.line().text();
    int from = values.from(TZ);
    if (values.to(TZ) - from == 5 && (text[from] == '+' || text[from] == '-')) {
      int hours = Ascii.number(text, from + 1, from + 3, 17);
      int minutes = Ascii.number(text, from + 3, from + 5, 59);
      if ((hours | minutes) >= 0) {
        int seconds = hours * 3600 + minutes * 60;
        return ZoneOffset.ofTotalSeconds(text[from] == '-' ? -seconds : seconds);
      }
    }
    return null;
  }
}
