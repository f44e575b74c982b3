package jaruek.collector.imported;

import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Flows as nfdump prints them with {@code -6 -q -N} and {@link #FORMAT}, its times in UTC: its own
 * CSV lacks the translation. What nfdump prints for "not there" (0.0.0.0, INVALID, &lt;empty&gt;)
 * is left out. A line that is none is counted as rejected.
 */
public final class NfdumpLines {
  /** What nfdump is to be asked for, with commas between. */
  public static final String FORMAT =
      "fmt:%ts,%te,%pr,%sa,%sp,%da,%dp,%ipkt,%ibyt,%flg,%in,%out,%ra,"
          + "%evt,%nsa,%nsp,%nda,%ndp,%pbstart,%pbend,%pbstep,%ismc,%uname";

  private static final String ORIGIN = "nfcapd";
  private static final int FIELDS = 23;
  private static final int LINE_LENGTH_MAX = 1_024;
  private static final int TIME_LENGTH = 23;
  private static final String FLAGS = "CEUAPRSF";

  private NfdumpLines() {}

  /** By their places in {@link #FORMAT}. */
  private enum Field {
    START(0),
    END(1),
    PROTOCOL(2),
    SOURCE(3),
    SOURCE_PORT(4),
    DESTINATION(5),
    DESTINATION_PORT(6),
    PACKETS(7),
    BYTES(8),
    FLAGS(9),
    INPUT(10),
    OUTPUT(11),
    ROUTER(12),
    EVENT(13),
    NAT_SOURCE(14),
    NAT_SOURCE_PORT(15),
    NAT_DESTINATION(16),
    NAT_DESTINATION_PORT(17),
    BLOCK_START(18),
    BLOCK_END(19),
    BLOCK_STEP(20),
    SOURCE_MAC(21),
    USER(22);

    private final int place;

    Field(int place) {
      this.place = place;
    }
  }

  /** Whether nfdump was asked for this: a start that is a time, and as many fields. */
  public static boolean isLine(String line) {
    return line.length() <= LINE_LENGTH_MAX && fields(line).length == FIELDS;
  }

  /** The last one may hold commas. */
  private static String[] fields(String line) {
    String[] fields = line.split(",", FIELDS);
    for (int i = 0; i < fields.length; i++) fields[i] = fields[i].strip();
    return fields;
  }

  static void decode(ImportItem item, RowSink rows) {
    String text = new String(item.bytes(), StandardCharsets.UTF_8);
    for (String line : text.split("\n", -1)) {
      if (!line.isBlank() && !decode(item, line, rows)) {
        rows.reject(new Rejected("nfdump", "bad-line", line.length() + " characters"));
      }
    }
  }

  private static boolean decode(ImportItem item, String line, RowSink rows) {
    if (!isLine(line)) return false;
    String[] fields = fields(line);
    long start = millis(of(fields, Field.START));
    long end = millis(of(fields, Field.END));
    IpAddress source = IpAddress.parse(of(fields, Field.SOURCE)).orElse(null);
    IpAddress destination = IpAddress.parse(of(fields, Field.DESTINATION)).orElse(null);
    if (start < 0 || end < 0 || source == null || destination == null) return false;
    RowWriter row = rows.row(Dataset.TRAFFIC).set(Traffic.ORIGIN, ORIGIN);
    row.set(Traffic.STARTED_AT, start).set(Traffic.ENDED_AT, Math.max(start, end));
    row.set(Traffic.EXPORTER, exporter(item, fields));
    long protocol = number(of(fields, Field.PROTOCOL), 255);
    if (protocol >= 0) row.set(Traffic.PROTOCOL, protocol);
    address(row, Traffic.SOURCE_ADDRESS, source.toString());
    address(row, Traffic.DESTINATION_ADDRESS, destination.toString());
    port(row, Traffic.SOURCE_PORT, of(fields, Field.SOURCE_PORT), protocol);
    port(row, Traffic.DESTINATION_PORT, of(fields, Field.DESTINATION_PORT), protocol);
    number(row, Traffic.PACKETS, of(fields, Field.PACKETS));
    number(row, Traffic.BYTES, of(fields, Field.BYTES));
    number(row, Traffic.INPUT_INTERFACE, of(fields, Field.INPUT));
    number(row, Traffic.OUTPUT_INTERFACE, of(fields, Field.OUTPUT));
    long flags = flags(of(fields, Field.FLAGS));
    if (flags > 0) row.set(Traffic.TCP_FLAGS, flags);
    translation(row, fields);
    MacAddress.parse(of(fields, Field.SOURCE_MAC))
        .filter(mac -> mac.bits() != 0)
        .ifPresent(mac -> row.set(Traffic.SOURCE_MAC, mac));
    String user = of(fields, Field.USER);
    if (!user.isEmpty() && !user.equals("<empty>")) row.set(Traffic.USER_NAME, user);
    row.end();
    return true;
  }

  private static String of(String[] fields, Field field) {
    return fields[field.place];
  }

  /** What was claimed for the file, else who nfcapd had it from. */
  private static IpAddress exporter(ImportItem item, String[] fields) {
    if (!item.source().equals(IpAddress.UNSPECIFIED)) return item.source();
    return IpAddress.parse(of(fields, Field.ROUTER)).orElse(IpAddress.UNSPECIFIED);
  }

  private static void translation(RowWriter row, String[] fields) {
    String event = of(fields, Field.EVENT).toLowerCase(Locale.ROOT);
    switch (event) {
      case "add" -> row.set(Traffic.NAT_EVENT, 1);
      case "delete" -> row.set(Traffic.NAT_EVENT, 2);
      default -> {}
    }
    long blockEnd = number(of(fields, Field.BLOCK_END), 65_535);
    if (address(row, Traffic.NAT_SOURCE_ADDRESS, of(fields, Field.NAT_SOURCE))) {
      long blockStart = number(of(fields, Field.BLOCK_START), 65_535);
      if (blockEnd > 0 && blockStart >= 0) {
        block(row, blockStart, blockEnd, number(of(fields, Field.BLOCK_STEP), 65_535));
        return;
      }
      natPort(row, Traffic.NAT_SOURCE_PORT, of(fields, Field.NAT_SOURCE_PORT));
    }
    if (address(row, Traffic.NAT_DESTINATION_ADDRESS, of(fields, Field.NAT_DESTINATION))) {
      natPort(row, Traffic.NAT_DESTINATION_PORT, of(fields, Field.NAT_DESTINATION_PORT));
    }
    boolean nothing = event.isEmpty() || event.equals("invalid") || event.equals("ignore");
    if (!nothing && event.length() <= 32) row.set(Traffic.ACTION, event);
  }

  private static void block(RowWriter row, long start, long end, long step) {
    row.set(Traffic.NAT_SOURCE_PORT, start).set(Traffic.NAT_DESTINATION_PORT, end);
    row.set(Traffic.ACTION, step > 1 ? Traffic.PORT_BLOCK + "/" + step : Traffic.PORT_BLOCK);
  }

  /** Whether there is one. */
  private static boolean address(RowWriter row, Column column, String text) {
    IpAddress address = IpAddress.parse(text).orElse(IpAddress.UNSPECIFIED);
    boolean none = address.equals(IpAddress.UNSPECIFIED) || address.equals(IpAddress.ofIpv4(0));
    if (!none) row.set(column, address);
    return !none;
  }

  private static void natPort(RowWriter row, Column column, String text) {
    long port = number(text, 65_535);
    if (port > 0) row.set(column, port);
  }

  /** Those of ICMP are its type and code. */
  private static void port(RowWriter row, Column column, String text, long protocol) {
    long port = number(text, 65_535);
    if (port > 0 || port == 0 && (protocol == 6 || protocol == 17)) row.set(column, port);
  }

  private static void number(RowWriter row, Column column, String text) {
    long number = number(text, Long.MAX_VALUE);
    if (number >= 0) row.set(column, number);
  }

  /** A number up to the limit, else -1. */
  private static long number(String text, long most) {
    if (text.isEmpty() || text.length() > 18) return -1;
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') return -1;
      number = number * 10 + c - '0';
    }
    return number <= most ? number : -1;
  }

  private static long flags(String text) {
    if (text.length() != FLAGS.length()) return -1;
    long flags = 0;
    for (int i = 0; i < FLAGS.length(); i++) {
      char c = text.charAt(i);
      if (c != '.' && c != FLAGS.charAt(i)) return -1;
      flags = flags << 1 | (c == '.' ? 0 : 1);
    }
    return flags;
  }

  /** "2026-11-23 02:13:11.000" in UTC, else -1. */
  private static long millis(String text) {
    if (text.length() != TIME_LENGTH || text.charAt(10) != ' ') return -1;
    try {
      return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException e) {
      return -1;
    }
  }
}
