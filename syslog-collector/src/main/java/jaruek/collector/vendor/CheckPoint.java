package jaruek.collector.vendor;

import static jaruek.collector.vendor.FieldMap.into;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * Check Point's Log Exporter in its three syslog forms ("Log Exporter and Log Field Mappings",
 * sk122323 and sk144192): {@code [action:"Accept"; src:"…"; …]}, with the brackets or without and
 * in any order, CEF and LEEF. Its own times are seconds since the epoch (time:) or milliseconds
 * (rt=).
 */
final class CheckPoint implements VendorFormat {
  private static final byte[] VENDOR = Ascii.bytes("|Check Point|");
  private static final byte[] OWN = Ascii.bytes("action:\"");
  private static final byte[] OPENING = Ascii.bytes("[action:\"");
  private static final byte[] CEF = Ascii.bytes("CEF:");

  private static final FieldMap FIELDS =
      FieldMap.of(
          List.of("time", "rt", "origin_host_name"),
          into(Traffic.SOURCE_ADDRESS, "src"),
          into(Traffic.SOURCE_PORT, "s_port", "spt", "srcPort"),
          into(Traffic.DESTINATION_ADDRESS, "dst"),
          into(Traffic.DESTINATION_PORT, "service", "dpt", "dstPort"),
          into(Traffic.PROTOCOL, "proto"),
          into(Traffic.NAT_SOURCE_ADDRESS, "xlatesrc", "sourceTranslatedAddress", "srcPostNAT"),
          into(Traffic.NAT_SOURCE_PORT, "xlatesport", "sourceTranslatedPort", "srcPostNATPort"),
          into(
              Traffic.NAT_DESTINATION_ADDRESS,
              "xlatedst",
              "destinationTranslatedAddress",
              "dstPostNAT"),
          into(
              Traffic.NAT_DESTINATION_PORT,
              "xlatedport",
              "destinationTranslatedPort",
              "dstPostNATPort"),
          into(Traffic.ACTION, "action", "act"),
          into(Traffic.USER_NAME, "src_user_name", "suser", "usrName"),
          into(Traffic.BYTES, "client_outbound_bytes", "out", "srcBytes"),
          into(Traffic.SOURCE_MAC, "mac_source_address", "smac"),
          into(Traffic.URL, "resource", "request", "url"));

  private static final int ACTION = FIELDS.index("action");
  private static final int TIME = FIELDS.index("time");
  private static final int RT = FIELDS.index("rt");
  private static final int SRC = FIELDS.index("src");
  private static final int DST = FIELDS.index("dst");

  @Override
  public String vendor() {
    return "checkpoint";
  }

  @Override
  public List<String> marks() {
    return List.of("|Check Point|", "[action:\"", "; action:\"", "action:\"Accept\"; ");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Values values = read(line);
    if (values == null) return Recognition.PARTLY;
    if (values.escaping() == Escaping.STRUCTURED_DATA && !values.has(ACTION)) return Recognition.NO;
    long time = values.number(RT);
    if (time < 0 && values.has(TIME)) time = Math.min(values.number(TIME), 1L << 40) * 1000;
    if (time <= 0) time = line.sentAtMillis();
    else rows.deviceTime(time);
    if (values.address(SRC).isEmpty() || values.address(DST).isEmpty()) return Recognition.KNOWN;
    RowWriter row = rows.traffic();
    FIELDS.write(values, row, Dataset.TRAFFIC);
    if (time != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, time);
    row.end();
    return Recognition.KNOWN;
  }

  private static @org.jspecify.annotations.Nullable Values read(LogLine line) {
    int own = opening(line);
    if (own >= 0) return own(line, own);
    if (Ascii.find(line.text(), CEF, 0, line.to()) >= 0) {
      Cef cef = Cef.read(line, VENDOR, FIELDS.keys());
      return cef == null ? null : cef.values();
    }
    Leef leef = Leef.read(line, VENDOR, FIELDS.keys());
    return leef == null ? null : leef.values();
  }

  /** Where the first key of its own form stands, or -1. */
  private static int opening(LogLine line) {
    byte[] text = line.text();
    int bracketed = Ascii.find(text, OPENING, 0, line.to());
    if (bracketed >= 0) return bracketed + 1;
    int from = line.from();
    if (from < line.to() && text[from] == '[') from++;
    int at = from;
    while (at < line.to() && (Ascii.isLetter(text[at]) || text[at] == '_')) at++;
    boolean key = at > from && at + 1 < line.to() && text[at] == ':' && text[at + 1] == '"';
    return key && line.find(OWN, from) >= 0 ? from : -1;
  }

  /** {@code key:"value"; key:"value"]}. */
  private static Values own(LogLine line, int from) {
    byte[] text = line.text();
    int to = line.to();
    Values values = FIELDS.keys().none(line, Escaping.STRUCTURED_DATA);
    int at = from;
    while (at < to) {
      at = Ascii.skipSpaces(text, at, to);
      int colon = Ascii.find(text, ':', at, to);
      if (colon < 0 || colon + 1 >= to || text[colon + 1] != '"') break;
      int end = colon + 2;
      while (end < to && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      if (end >= to) break;
      FIELDS.keys().put(values, at, colon, colon + 2, end);
      at = end + 1;
      if (at < to && text[at] == ';') at++;
    }
    return values;
  }
}
