package jaruek.collector.vendor;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * FortiOS 6 and 7 with {@code set format cef} ("FortiOS Log Message Reference", CEF support): the
 * same logs under CEF's names, the others with {@code FTNTFGT} before them.
 *
 * <pre>
 * CEF:0|Fortinet|Fortigate|v7.4.3|00013|traffic:forward accept|3|deviceExternalId=FGT1
 *   FTNTFGTlogid=0000000013 cat=traffic:forward FTNTFGTeventtime=… src=… spt=… dst=… dpt=… proto=6
 *   act=accept sourceTranslatedAddress=… sourceTranslatedPort=… out=… FTNTFGTsentpkt=…
 * </pre>
 *
 * <p>It is written out with FortiOS's own names and read as that line would be. A user's name is
 * suser in traffic and duser in events.
 */
final class FortigateCef implements VendorFormat {
  private static final byte[] CEF = Ascii.bytes("CEF:");
  private static final byte[] OPENING = Ascii.bytes("|Fortinet|Fortigate|");

  /** The name in CEF, and FortiOS's own. */
  private static final List<List<String>> NAMES =
      List.of(
          List.of("deviceExternalId", "devid"),
          List.of("dvchost", "devname"),
          List.of("FTNTFGTlogid", "logid"),
          List.of("FTNTFGTeventtime", "eventtime"),
          List.of("FTNTFGTtz", "tz"),
          List.of("src", "srcip"),
          List.of("spt", "srcport"),
          List.of("dst", "dstip"),
          List.of("dpt", "dstport"),
          List.of("proto", "proto"),
          List.of("FTNTFGTtrandisp", "trandisp"),
          List.of("sourceTranslatedAddress", "transip"),
          List.of("sourceTranslatedPort", "transport"),
          List.of("destinationTranslatedAddress", "tranip"),
          List.of("destinationTranslatedPort", "tranport"),
          List.of("out", "sentbyte"),
          List.of("FTNTFGTsentpkt", "sentpkt"),
          List.of("FTNTFGTduration", "duration"),
          List.of("act", "action"),
          List.of("outcome", "status"),
          List.of("reason", "reason"),
          List.of("request", "url"),
          List.of("dhost", "hostname"),
          List.of("FTNTFGTsrcmac", "srcmac"),
          List.of("FTNTFGTremip", "remip"),
          List.of("FTNTFGTtunnelip", "tunnelip"),
          List.of("FTNTFGTdhcp_msg", "dhcp_msg"),
          List.of("FTNTFGTmac", "mac"),
          List.of("FTNTFGTip", "ip"),
          List.of("FTNTFGTlease", "lease"),
          List.of("FTNTFGTlogdesc", "logdesc"));

  private static final KeyValues KEYS =
      new KeyValues(
          java.util.stream.Stream.concat(
                  NAMES.stream().map(List::getFirst),
                  java.util.stream.Stream.of("cat", "suser", "duser"))
              .toList());

  private static final int CATEGORY = KEYS.index("cat");
  private static final byte[] EVENT = Ascii.bytes("event:");

  private final List<VendorFormat> plain;

  /** A reader of lines that are read by these. */
  FortigateCef(List<VendorFormat> plain) {
    this.plain = plain;
  }

  @Override
  public String vendor() {
    return "fortigate";
  }

  @Override
  public List<String> marks() {
    return List.of("|Fortinet|Fortigate|");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int at = line.from();
    if (line.has(CEF, at)) at = Ascii.skipSpaces(line.text(), at + CEF.length, line.to());
    if (!line.has(OPENING, at + 1)) return Recognition.NO; // behind the version
    Cef cef = Cef.read(line, OPENING, KEYS);
    if (cef == null || !cef.values().has(CATEGORY)) return Recognition.PARTLY;
    byte[] text = plain(cef.values());
    LogLine inner = new LogLine(text, 0, text.length, line.sentAtMillis(), line.zone());
    for (VendorFormat format : plain) {
      Recognition how = format.write(inner, rows);
      if (how != Recognition.NO) return how;
    }
    return Recognition.KNOWN;
  }

  private static byte[] plain(Values values) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(values.line().to());
    byte[] category = values.bytes(CATEGORY);
    int colon = Ascii.find(category, ':', 0, category.length);
    int end = colon < 0 ? category.length : colon;
    put(text, "type", java.util.Arrays.copyOf(category, end));
    if (colon >= 0) {
      put(text, "subtype", java.util.Arrays.copyOfRange(category, colon + 1, category.length));
    }
    for (int key = 0; key < NAMES.size(); key++) {
      if (values.has(key)) put(text, NAMES.get(key).getLast(), values.bytes(key));
    }
    int user = KEYS.index(values.startsWith(CATEGORY, EVENT) ? "duser" : "suser");
    if (values.has(user)) put(text, "user", values.bytes(user));
    return text.toByteArray();
  }

  private static void put(ByteArrayOutputStream text, String key, byte[] value) {
    text.writeBytes(Ascii.bytes(text.size() == 0 ? key : " " + key));
    text.write('=');
    text.write('"');
    for (byte b : value) {
      if (b == '"' || b == '\\') text.write('\\'); // as FortiOS writes them itself
      text.write(b);
    }
    text.write('"');
  }
}
