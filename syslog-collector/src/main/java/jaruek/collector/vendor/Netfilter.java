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
 * is worded: what stands in brackets, or the last word before the fields; Ubiquiti's rule names end
 * in A, D or R, which are accept, drop and reject. Of MAC= the second six bytes are the source's.
 * The packet that an ICMP error quotes in brackets is not read.
 */
final class Netfilter implements VendorFormat {
  private static final byte[] QUOTED = Ascii.bytes(" [SRC=");
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
    if (prefixTo < 0) return Recognition.NO;
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
    if (ubiquiti) row.set(Traffic.ACTION, rule == 'A' ? "accept" : rule == 'D' ? "drop" : "reject");
    else writeAction(line, prefixTo, row);
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, line.sentAtMillis());
    row.end();
    return Recognition.KNOWN;
  }

  /** Where the first KEY= begins, or -1. */
  private static int fieldsFrom(LogLine line) {
    int equals = Ascii.find(line.text(), '=', line.from(), line.to());
    if (equals < 0) return -1;
    int at = equals;
    while (at > line.from() && line.text()[at - 1] >= 'A' && line.text()[at - 1] <= 'Z') at--;
    return at == equals ? -1 : at;
  }

  /** The letter of "[WAN_LOCAL-A-2147483647]" or "[LAN_IN-2000-D]", or -1. */
  private static int ubiquitiRule(LogLine line, int to) {
    byte[] text = line.text();
    int open = Ascii.find(text, '[', Math.max(line.from(), to - PREFIX_LENGTH_MAX), to);
    while (open >= 0) {
      int close = Ascii.find(text, ']', open, to);
      if (close < 0) return -1;
      int dashes = 0;
      int letter = -1;
      for (int at = open + 1; at < close; at++) {
        if (text[at] != '-') continue;
        dashes++;
        boolean alone = at + 2 == close || (at + 2 < close && text[at + 2] == '-');
        if (alone && "ADR".indexOf(text[at + 1]) >= 0) letter = text[at + 1];
      }
      if (dashes == 2 && letter > 0) return letter;
      open = Ascii.find(text, '[', close, to);
    }
    return -1;
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
