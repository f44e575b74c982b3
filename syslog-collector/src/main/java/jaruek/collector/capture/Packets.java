package jaruek.collector.capture;

import jaruek.retention.record.IpAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * From a captured packet to the UDP datagram in it: link headers of Ethernet with VLAN tags, Linux
 * cooked (both), raw IP and loopback, then IPv4 or IPv6 with its extension headers. Every length is
 * checked against what is there. Used by one thread.
 */
final class Packets {
  private static final int UDP = 17;
  private static final int VLANS_MAX = 4;
  private static final int EXTENSIONS_MAX = 16;

  private final CaptureCounts counts;
  private byte[] bytes = {};
  private int end;
  private boolean cut;
  private long millis;
  private @Nullable CapturedDatagram found;

  Packets(CaptureCounts counts) {
    this.counts = counts;
  }

  static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  /** The datagram of the last packet, once; null if it held none. */
  @Nullable CapturedDatagram take() {
    CapturedDatagram taken = found;
    found = null;
    return taken;
  }

  /**
   * Looks into a packet.
   *
   * @param packet good until the next call
   * @param length how much of it is there
   * @param whole how long it was on the wire
   */
  void read(byte[] packet, int length, long whole, int linkType, long atMillis) {
    bytes = packet;
    end = length;
    cut = whole > length;
    millis = atMillis;
    counts.packet();
    String fault = link(linkType);
    if (fault == null) counts.datagram();
    else counts.skip(fault);
  }

  /** What is wrong with a header that ends behind the packet. */
  private String missing() {
    return cut ? "cut" : "bad-length";
  }

  private @Nullable String link(int type) {
    return switch (type) {
      case 0, 108 -> loopback();
      case 1 -> end < 14 ? missing() : network(u16(bytes, 12), 14);
      case 12, 14, 101 -> internet(0);
      case 113 -> end < 16 ? missing() : network(u16(bytes, 14), 16);
      case 228 -> ipv4(0);
      case 229 -> ipv6(0);
      case 276 -> end < 20 ? missing() : network(u16(bytes, 0), 20);
      default -> "link-type";
    };
  }

  /** Four bytes of address family, in the byte order of whoever wrote it. */
  private @Nullable String loopback() {
    return end < 4 ? missing() : internet(4);
  }

  private @Nullable String network(int etherType, int at) {
    int type = etherType;
    int from = at;
    for (int i = 0; type == 0x8100 || type == 0x88a8 || type == 0x9100; i++) {
      if (end - from < 4) return missing();
      if (i == VLANS_MAX) return "not-udp";
      type = u16(bytes, from + 2);
      from += 4;
    }
    return switch (type) {
      case 0x0800 -> ipv4(from);
      case 0x86dd -> ipv6(from);
      default -> "not-udp";
    };
  }

  private @Nullable String internet(int at) {
    if (at >= end) return missing();
    return switch ((bytes[at] & 0xff) >>> 4) {
      case 4 -> ipv4(at);
      case 6 -> ipv6(at);
      default -> "not-udp";
    };
  }

  private @Nullable String ipv4(int at) {
    if (end - at < 20) return missing();
    int header = (bytes[at] & 0x0f) * 4;
    int total = u16(bytes, at + 2);
    if ((bytes[at] & 0xf0) != 0x40 || header < 20) return "bad-length";
    if ((bytes[at + 9] & 0xff) != UDP) return "not-udp";
    if ((u16(bytes, at + 6) & 0x3fff) != 0) return "fragment";
    if (total == 0) total = end - at; // segmentation offload
    if (total < header || total > end - at) return total < header ? "bad-length" : missing();
    IpAddress source = IpAddress.ofBytes(Arrays.copyOfRange(bytes, at + 12, at + 16));
    IpAddress destination = IpAddress.ofBytes(Arrays.copyOfRange(bytes, at + 16, at + 20));
    return udp(at + header, at + total, source, destination);
  }

  private @Nullable String ipv6(int at) {
    if (end - at < 40) return missing();
    if ((bytes[at] & 0xf0) != 0x60) return "bad-length";
    int payload = u16(bytes, at + 4);
    int limit = payload == 0 ? end : at + 40 + payload; // 0: a jumbogram or offload
    int next = bytes[at + 6] & 0xff;
    int from = at + 40;
    for (int i = 0; next != UDP; i++) {
      boolean known = next == 0 || next == 43 || next == 60 || next == 135 || next == 51;
      if (next == 44) return "fragment";
      if (!known || i == EXTENSIONS_MAX) return "not-udp";
      if (Math.min(limit, end) - from < 8) return missing();
      int words = bytes[from + 1] & 0xff;
      int length = next == 51 ? (words + 2) * 4 : (words + 1) * 8;
      next = bytes[from] & 0xff;
      from += length;
      if (from > limit) return "bad-length";
    }
    if (limit > end) return missing();
    IpAddress source = IpAddress.ofBytes(Arrays.copyOfRange(bytes, at + 8, at + 24));
    IpAddress destination = IpAddress.ofBytes(Arrays.copyOfRange(bytes, at + 24, at + 40));
    return udp(from, limit, source, destination);
  }

  private @Nullable String udp(int at, int limit, IpAddress source, IpAddress destination) {
    if (limit - at < 8) return "bad-length";
    int length = u16(bytes, at + 4);
    if (length == 0) length = limit - at;
    if (length < 8 || length > limit - at) return "bad-length";
    found =
        new CapturedDatagram(
            millis,
            source,
            u16(bytes, at),
            destination,
            u16(bytes, at + 2),
            Arrays.copyOfRange(bytes, at + 8, at + length));
    return null;
  }
}
