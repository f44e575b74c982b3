package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * Packets that Linux logs (iptables -j LOG, nft log, ufw, Proxmox, UniFi and EdgeOS gateways): the
 * rule's prefix, then {@code IN= OUT= MAC= SRC= DST= … PROTO= SPT= DPT=}; the kernel's {@code
 * nf_log_syslog.c}.
 *
 * <p>A line is one packet, so bytes and packets stay empty. The action is the rule's prefix as it
 * is worded: what stands in brackets, or the last word before the fields; Ubiquiti's rule names
 * have A, D, R or RET in them, which are accept, drop, reject and return. Of MAC= the second six
 * bytes are the source's. The packet that an ICMP error quotes in brackets is not read.
 */
final class Netfilter implements VendorFormat {
  private static final byte[] QUOTED = Ascii.bytes(" [SRC=");
  private static final byte[] DEFAULT = Ascii.bytes("default");
  private static final byte[] RETURN = Ascii.bytes("RET");
  private static final List<byte[]> VOICES =
      List.of(Ascii.bytes("kernel"), Ascii.bytes("ulogd"), Ascii.bytes("pvefw-logger"));
  private static final byte[] KERNEL = Ascii.bytes("kernel");
  private static final int MAC_FROM = 18;
  private static final int MAC_TO = 35;
  private static final int PREFIX_LENGTH_MAX = 256;

  private static final FieldMap FIELDS =
      FieldMap.of(
          List.of("MAC", "SRC", "DST", "IN", "OUT"),
          FieldMap.into(Traffic.SOURCE_ADDRESS, "SRC"),
          FieldMap.into(Traffic.DESTINATION_ADDRESS, "DST"),
          FieldMap.into(Traffic.SOURCE_PORT, "SPT"),
          FieldMap.into(Traffic.DESTINATION_PORT, "DPT"),
          FieldMap.into(Traffic.PROTOCOL, "PROTO"));

  private static final int MAC = FIELDS.index("MAC");
  private static final int SRC = FIELDS.index("SRC");
  private static final int DST = FIELDS.index("DST");
  private static final int PROTO = FIELDS.index("PROTO");
  private static final byte[] TCP = Ascii.bytes("TCP");
  private static final byte[][] FLAGS = {
    Ascii.bytes(" FIN "), Ascii.bytes(" SYN "), Ascii.bytes(" RST "), Ascii.bytes(" PSH "),
    Ascii.bytes(" ACK "), Ascii.bytes(" URG "), Ascii.bytes(" ECE "), Ascii.bytes(" CWR ")
  };

  private final boolean ubiquiti;

  /** The format of Ubiquiti's rule names, or of all others. */
  Netfilter(boolean ubiquiti) {
    this.ubiquiti = ubiquiti;
  }

  @Override
  public String vendor() {
    return ubiquiti ? "unifi" : "iptables";
  }

  @Override
  public List<String> marks() {
    return List.of(" SRC=");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    int prefixTo = fieldsFrom(line);
    if (prefixTo < 0 || isOfAnotherProcess(line)) return Recognition.NO;
    int quoted = line.find(QUOTED, prefixTo);
    LogLine outer =
        quoted < 0
            ? line
            : new LogLine(line.text(), line.from(), quoted, line.sentAtMillis(), line.zone());
    Values values = FIELDS.keys().read(outer, prefixTo);
    if (values.to(SRC) == 0 || values.to(DST) == 0) return Recognition.NO;
    int rule = ubiquiti ? ubiquitiRule(line, prefixTo) : 0;
    if (rule < 0) return Recognition.NO;
    if (values.address(SRC).isEmpty() && values.address(DST).isEmpty()) return Recognition.PARTLY;
    if (!values.has(PROTO)) return Recognition.PARTLY;
    RowWriter row = rows.traffic();
    FIELDS.write(values, row, Dataset.TRAFFIC);
    if (values.to(MAC) - values.from(MAC) >= MAC_TO) {
      int mac = values.from(MAC);
      Ascii.mac(line.text(), mac + MAC_FROM, mac + MAC_TO)
          .ifPresent(m -> row.set(Traffic.SOURCE_MAC, m));
    }
    if (values.is(PROTO, TCP)) writeFlags(outer, values.to(PROTO), row);
    if (ubiquiti) row.set(Traffic.ACTION, word(rule));
    else writeAction(line, prefixTo, row);
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, line.sentAtMillis());
    row.end();
    return Recognition.KNOWN;
  }

  /** "sshd[9]: Invalid user IN=…": the kernel has no number, ulogd and Proxmox speak for it. */
  private static boolean isOfAnotherProcess(LogLine line) {
    Tag tag = Tag.read(line);
    boolean numbered = tag.to() < line.to() && line.text()[tag.to()] == '[';
    return numbered && !tag.isNone() && !tag.is(VOICES);
  }

  /** Where the first KEY= begins, or -1. */
  private static int fieldsFrom(LogLine line) {
    int equals = Ascii.find(line.text(), '=', line.from(), line.to());
    if (equals < 0) return -1;
    int at = equals;
    while (at > line.from() && line.text()[at - 1] >= 'A' && line.text()[at - 1] <= 'Z') at--;
    return at == equals ? -1 : at;
  }

  /**
   * The action of a rule's name right before the fields, -1 if that is not how Ubiquiti names
   * rules: "[WAN_LOCAL-D-2147483647]" and "[LAN_IN-RET-2000]" of UniFi OS, "[LAN_IN-2000-A]" and
   * "[WAN_IN-default-D]" of older gateways.
   */
  private static int ubiquitiRule(LogLine line, int to) {
    byte[] text = line.text();
    int close = to - 1;
    if (close > line.from() && text[close] == ' ') close--;
    if (close <= line.from() || text[close] != ']') return -1;
    int limit = Math.max(line.from(), close - PREFIX_LENGTH_MAX);
    int second = dashBefore(text, close, limit);
    int first = dashBefore(text, second, limit);
    if (first < 0) return -1;
    int open = first - 1;
    while (open >= limit && isChain(text[open])) open--;
    if (open < limit || text[open] != '[' || open == first - 1) return -1;
    boolean actionFirst = isNumber(line, second + 1, close);
    if (actionFirst) return action(line, first + 1, second);
    boolean numbered = isNumber(line, first + 1, second) || isDefault(line, first + 1, second);
    return numbered ? action(line, second + 1, close) : -1;
  }

  private static int dashBefore(byte[] text, int from, int limit) {
    int at = from - 1;
    while (at >= limit && text[at] != '-' && text[at] != '[') at--;
    return at >= limit && text[at] == '-' ? at : -1;
  }

  private static boolean isChain(byte b) {
    return Ascii.isLetter(b) || Ascii.isDigit(b) || b == '_';
  }

  private static boolean isNumber(LogLine line, int from, int to) {
    return Ascii.number(line.text(), from, to) >= 0;
  }

  private static boolean isDefault(LogLine line, int from, int to) {
    return to - from == DEFAULT.length && line.has(DEFAULT, from);
  }

  /** A, D or R, or T for RET: the rule hands the packet back to the chain that asked. */
  private static int action(LogLine line, int from, int to) {
    if (to - from == RETURN.length && line.has(RETURN, from)) return 'T';
    return to - from == 1 && "ADR".indexOf(line.text()[from]) >= 0 ? line.text()[from] : -1;
  }

  private static String word(int rule) {
    return switch (rule) {
      case 'A' -> "accept";
      case 'D' -> "drop";
      case 'R' -> "reject";
      default -> "return";
    };
  }

  private static void writeAction(LogLine line, int prefixTo, RowWriter row) {
    byte[] text = line.text();
    int to = prefixTo;
    while (to > line.from() && (text[to - 1] == ' ' || text[to - 1] == ':')) to--;
    int from = to;
    if (to > line.from() && text[to - 1] == ']') {
      to--;
      while (from > line.from() && text[from - 1] != '[') from--;
      if (from == line.from()) return;
    } else {
      while (from > line.from() && text[from - 1] != ' ' && text[from - 1] != ']') from--;
    }
    boolean word = to > from && Ascii.isLetter(text[from]) && to - from < PREFIX_LENGTH_MAX;
    if (word && !(to - from == KERNEL.length && line.has(KERNEL, from))) {
      row.set(Traffic.ACTION, line.bytes(from, to));
    }
  }

  private static void writeFlags(LogLine line, int from, RowWriter row) {
    int flags = 0;
    for (int bit = 0; bit < FLAGS.length; bit++) {
      byte[] flag = FLAGS[bit];
      if (line.find(flag, from) >= 0 || endsWith(line, flag)) flags |= 1 << bit;
    }
    if (flags != 0) row.set(Traffic.TCP_FLAGS, flags);
  }

  /** Whether the line ends with the flag, without a space behind it. */
  private static boolean endsWith(LogLine line, byte[] flag) {
    int at = line.to() - flag.length + 1;
    if (at < line.from()) return false;
    for (int i = 0; i < flag.length - 1; i++) if (line.text()[at + i] != flag[i]) return false;
    return true;
  }
}
