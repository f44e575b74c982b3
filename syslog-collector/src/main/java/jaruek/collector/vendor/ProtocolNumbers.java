package jaruek.collector.vendor;

import java.util.Locale;
import java.util.Map;

/** IANA protocol numbers of the names that gateways log. */
final class ProtocolNumbers {
  private static final Map<String, Integer> BY_NAME =
      Map.ofEntries(
          Map.entry("icmp", 1),
          Map.entry("igmp", 2),
          Map.entry("ipip", 4),
          Map.entry("ip-encap", 4),
          Map.entry("tcp", 6),
          Map.entry("egp", 8),
          Map.entry("udp", 17),
          Map.entry("dccp", 33),
          Map.entry("ipv6", 41),
          Map.entry("ipv6-encap", 41),
          Map.entry("rsvp", 46),
          Map.entry("gre", 47),
          Map.entry("esp", 50),
          Map.entry("ipsec-esp", 50),
          Map.entry("ah", 51),
          Map.entry("ipsec-ah", 51),
          Map.entry("icmpv6", 58),
          Map.entry("ipv6-icmp", 58),
          Map.entry("ospf", 89),
          Map.entry("ospfigp", 89),
          Map.entry("etherip", 97),
          Map.entry("pim", 103),
          Map.entry("vrrp", 112),
          Map.entry("l2tp", 115),
          Map.entry("sctp", 132),
          Map.entry("udp-lite", 136),
          Map.entry("udplite", 136));

  private ProtocolNumbers() {}

  /** The number 0-255 of the name or decimal number that fills the range, or -1. */
  static int of(byte[] text, int from, int to) {
    if (from >= to || to - from > 16) return -1;
    if (Ascii.isDigit(text[from])) return Ascii.number(text, from, to, 255);
    if (to - from == 3) {
      int lower = (text[from] | 0x20) << 16 | (text[from + 1] | 0x20) << 8 | text[from + 2] | 0x20;
      if (lower == ('t' << 16 | 'c' << 8 | 'p')) return 6;
      if (lower == ('u' << 16 | 'd' << 8 | 'p')) return 17;
    }
    String name = new String(text, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
    return BY_NAME.getOrDefault(name.toLowerCase(Locale.ROOT), -1);
  }
}
