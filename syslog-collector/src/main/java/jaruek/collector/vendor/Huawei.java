package jaruek.collector.vendor;

import static jaruek.collector.vendor.FieldMap.into;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * Huawei USG and H3C: names and values with commas or semicolons between them.
 *
 * <p>Huawei ("Meanings of Log Fields", USG6000E): {@code %%01SECLOG/6/SESSION_TEARDOWN(l):IPVer=4,
 * Protocol=tcp,SourceIP=…,SourceNatIP=…,BeginTime=…} and {@code %%01POLICY/6/POLICYPERMIT(l):vsys=
 * public, protocol=6, source-ip=…}. H3C ("Flow log configuration", SecPath): {@code
 * %%10NAT/6/NAT_FLOW: Protocol(1001)=UDP;SrcIPAddr(1003)=…;NatSrcIPAddr(1005)=…}, the number in
 * brackets being part of the name on the line and left out here. Both name the addresses before and
 * after translation, and begin and end in seconds since the epoch or not at all.
 */
final class Huawei implements VendorFormat {
  private static final FieldMap FIELDS =
      FieldMap.of(
          List.of("BeginTime", "EndTime"),
          into(Traffic.SOURCE_ADDRESS, "SourceIP", "source-ip", "SrcIPAddr"),
          into(Traffic.SOURCE_PORT, "SourcePort", "source-port", "SrcPort"),
          into(Traffic.DESTINATION_ADDRESS, "DestinationIP", "destination-ip", "DstIPAddr"),
          into(Traffic.DESTINATION_PORT, "DestinationPort", "destination-port", "DstPort"),
          into(Traffic.PROTOCOL, "Protocol", "protocol"),
          into(Traffic.NAT_SOURCE_ADDRESS, "SourceNatIP", "NatSrcIPAddr", "NATSrcIPAddr"),
          into(Traffic.NAT_SOURCE_PORT, "SourceNatPort", "NatSrcPort", "NATSrcPort"),
          into(Traffic.NAT_DESTINATION_ADDRESS, "DestinationNatIP", "NatDstIPAddr", "NATDstIPAddr"),
          into(Traffic.NAT_DESTINATION_PORT, "DestinationNatPort", "NatDstPort", "NATDstPort"),
          into(Traffic.BYTES, "SendBytes", "InitByteCount"),
          into(Traffic.PACKETS, "SendPkts", "InitPktCount"),
          into(Traffic.ACTION, "Event", "Action", "action"),
          into(Traffic.USER_NAME, "UserName", "user-name", "user"));

  private static final int BEGIN = FIELDS.index("BeginTime");
  private static final int END = FIELDS.index("EndTime");
  private static final byte[] POLICY = Ascii.bytes("POLICY");
  private static final byte[] SESSION = Ascii.bytes("SESSION");
  private static final byte[] NAT = Ascii.bytes("NAT");

  private final String vendor;
  private final String mark;
  private final char separator;
  private final byte[] opening;

  private Huawei(String vendor, String mark, char separator) {
    this.vendor = vendor;
    this.mark = mark;
    this.separator = separator;
    opening = Ascii.bytes(mark);
  }

  static Huawei huawei() {
    return new Huawei("huawei", "%%01", ',');
  }

  static Huawei h3c() {
    return new Huawei("h3c", "%%10", ';');
  }

  @Override
  public String vendor() {
    return vendor;
  }

  @Override
  public List<String> marks() {
    return List.of(mark);
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int opening = Ascii.find(line.text(), this.opening, 0, line.to());
    int slash = opening < 0 ? -1 : Ascii.find(line.text(), '/', opening, line.to());
    int colon = slash < 0 ? -1 : Ascii.find(line.text(), ':', slash, line.to());
    if (colon < 0) return Recognition.NO;
    int name = opening + this.opening.length;
    Values values = read(line, colon + 1);
    boolean flow = has(line, POLICY, name, colon) || has(line, SESSION, name, colon);
    flow |= has(line, NAT, name, colon);
    if (values.address(FIELDS.index("SourceIP")).isEmpty()
        && values.address(FIELDS.index("source-ip")).isEmpty()
        && values.address(FIELDS.index("SrcIPAddr")).isEmpty()) {
      return flow ? Recognition.PARTLY : Recognition.KNOWN;
    }
    RowWriter row = rows.traffic();
    FIELDS.write(values, row, Dataset.TRAFFIC);
    if (has(line, POLICY, name, colon)) {
      int last = colon;
      int from = last;
      while (from > name && line.text()[from - 1] != '/') from--;
      int bracket = Ascii.find(line.text(), '(', from, last);
      row.set(Traffic.ACTION, line.bytes(from, bracket < 0 ? last : bracket));
    }
    long begin = values.number(BEGIN, Integer.MAX_VALUE);
    long end = values.number(END, Integer.MAX_VALUE);
    if (begin > 0) row.set(Traffic.STARTED_AT, begin * 1000);
    else if (end <= 0 && line.sentAtMillis() != LogLine.NO_TIME) {
      row.set(Traffic.STARTED_AT, line.sentAtMillis());
    }
    if (end > 0) row.set(Traffic.ENDED_AT, end * 1000);
    row.end();
    return Recognition.KNOWN;
  }

  private static boolean has(LogLine line, byte[] word, int from, int to) {
    for (int at = from; at <= to - word.length; at++) {
      int i = 0;
      while (i < word.length && (line.text()[at + i] & ~0x20) == word[i]) i++;
      if (i == word.length) return true;
    }
    return false;
  }

  private Values read(LogLine line, int from) {
    byte[] text = line.text();
    int to = line.to();
    Values values = FIELDS.keys().none(line, Escaping.NONE);
    int at = from;
    while (at < to) {
      int end = Ascii.find(text, separator, at, to);
      if (end < 0) end = to;
      int keyFrom = Ascii.skipSpaces(text, at, end);
      int equals = Ascii.find(text, '=', keyFrom, end);
      if (equals > keyFrom) {
        int bracket = Ascii.find(text, '(', keyFrom, equals);
        int valueTo = end;
        if (end == to && text[to - 1] == '.') valueTo--; // a full stop ends the message
        FIELDS.keys().put(values, keyFrom, bracket < 0 ? equals : bracket, equals + 1, valueTo);
      }
      at = end + 1;
    }
    return values;
  }
}
