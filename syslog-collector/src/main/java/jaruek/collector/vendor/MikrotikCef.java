package jaruek.collector.vendor;

import java.util.List;

/**
 * RouterOS 7.18 and later with {@code remote-log-format=cef}: the topics are the name, the line is
 * the msg with CEF's escapes.
 *
 * <pre>
 * CEF:0|MikroTik|hAP ax^2|7.25|10|dhcp,info|Low|dvchost=gw dvc=192.168.88.1 msg=dhcp1 assigned
 *   192.168.1.14 for AA:44:33:00:77:CC phone
 * </pre>
 *
 * <p>It is read as the plain line would be; what stands in keys of its own behind the msg (app,
 * duser, src) is not needed.
 */
final class MikrotikCef implements VendorFormat {
  private static final byte[] CEF = Ascii.bytes("CEF:");
  private static final byte[] OPENING = Ascii.bytes("|MikroTik|");
  private static final KeyValues KEYS = new KeyValues(List.of("msg", "dvchost"));
  private static final int MSG = KEYS.index("msg");
  private static final int HOST = KEYS.index("dvchost");

  private final List<VendorFormat> plain;

  /** A reader of lines whose msg is read by these. */
  MikrotikCef(List<VendorFormat> plain) {
    this.plain = plain;
  }

  @Override
  public String vendor() {
    return "mikrotik";
  }

  @Override
  public List<String> marks() {
    return List.of("|MikroTik|");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    if (!line.has(CEF, line.from())) return Recognition.NO;
    int pipe = line.from() + CEF.length + 1; // behind the version
    if (!line.has(OPENING, pipe)) return Recognition.NO;
    Cef cef = Cef.read(line, OPENING, KEYS);
    if (cef == null) return Recognition.PARTLY;
    byte[] topics = cef.header().bytes(Cef.NAME);
    Recognition how = cef.values().has(MSG) ? plain(line, topics, cef, rows) : Recognition.KNOWN;
    rows.hostname(cef.values().bytes(HOST));
    rows.appName(topics);
    return how;
  }

  private Recognition plain(LogLine line, byte[] topics, Cef cef, VendorRows rows) {
    byte[] message = cef.values().bytes(MSG);
    byte[] text = new byte[topics.length + 1 + message.length];
    System.arraycopy(topics, 0, text, 0, topics.length);
    text[topics.length] = ' ';
    System.arraycopy(message, 0, text, topics.length + 1, message.length);
    LogLine inner = new LogLine(text, 0, text.length, line.sentAtMillis(), line.zone());
    for (VendorFormat format : plain) {
      if (format.write(inner, rows) == Recognition.KNOWN) return Recognition.KNOWN;
    }
    return Recognition.KNOWN; // one of the many lines that say nothing of anybody
  }
}
