package jaruek.bench.decoders;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Packets of {@link #CONVERSATIONS} conversations for an exporter to look at: IPv4 and IPv6, TCP,
 * UDP and ICMP, a fifth of them tagged, and tunnels (GRE, IPv6 in IPv4, VXLAN) with many inside.
 * The same for the same seed, but for the time.
 */
final class Traffic {
  static final int CONVERSATIONS = 400;

  private static final int TUNNELLED = 90;
  private static final long SPAN_MICROS = 40_000_000;
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int IPV6_IN_IPV4 = 41;
  private static final int GRE = 47;
  private static final int ICMP_V6 = 58;

  private final SplittableRandom random;
  private final long startMicros;
  private final List<Pcap.Packet> packets = new ArrayList<>();

  private Traffic(long seed, long startMillis) {
    random = new SplittableRandom(seed);
    startMicros = startMillis * 1_000;
  }

  /** In the order of time. */
  static List<Pcap.Packet> packets(long seed, long startMillis) {
    Traffic traffic = new Traffic(seed, startMillis);
    for (int i = 0; i < CONVERSATIONS; i++) traffic.conversation(i);
    for (int i = 0; i < TUNNELLED; i++) traffic.tunnelled(i);
    traffic.packets.sort(Comparator.comparingLong(Pcap.Packet::micros));
    return traffic.packets;
  }

  /** The other direction of most is a flow of its own. */
  private void conversation(int number) {
    boolean six = random.nextInt(3) == 0;
    int vlan = random.nextInt(5) == 0 ? 100 + number % 7 : -1;
    int kind = random.nextInt(10);
    int protocol = kind < 5 ? TCP : kind < 9 ? UDP : six ? ICMP_V6 : ICMP;
    int inside = random.nextInt(250) + 1;
    int outside = random.nextInt(60_000) + 1;
    int port = 1_024 + number * 97 % 60_000;
    int service = new int[] {443, 80, 53, 5_228, 22}[random.nextInt(5)];
    int count = 1 + random.nextInt(6);
    boolean answered = random.nextInt(4) > 0;
    long micros = startMicros + random.nextLong(SPAN_MICROS);
    for (int i = 0; i < count; i++) {
      int size = random.nextInt(900);
      int flags = i == 0 ? 0x02 : i == count - 1 ? 0x11 : 0x18;
      byte[] out = transport(protocol, port, service, flags, size, false);
      add(micros, vlan, packet(six, protocol, inside, outside, out, false));
      if (answered) {
        byte[] back =
            transport(protocol, service, port, i == 0 ? 0x12 : flags, random.nextInt(900), true);
        add(micros + 3_000, vlan, packet(six, protocol, inside, outside, back, true));
      }
      micros += 7_000 + random.nextInt(1_500_000);
    }
  }

  private void add(long micros, int vlan, byte[] packet) {
    int type = packet[0] >>> 4 == 6 ? Frames.IPV6 : Frames.IPV4;
    packets.add(new Pcap.Packet(micros, Frames.ethernet(type, vlan, packet)));
  }

  private static byte[] transport(
      int protocol, int from, int to, int flags, int size, boolean answer) {
    return switch (protocol) {
      case TCP -> Frames.tcp(from, to, flags, size);
      case UDP -> Frames.udp(from, to, new byte[size]);
      case ICMP -> Frames.icmp(answer ? 0 : from % 3 == 0 ? 3 : 8, from % 3 == 0 ? 1 : 0, size);
      default -> Frames.icmp(answer ? 129 : 128, 0, size);
    };
  }

  private static byte[] packet(
      boolean six, int protocol, int inside, int outside, byte[] payload, boolean answer) {
    if (six) {
      return answer
          ? Frames.ipv6(protocol, outside, inside, payload)
          : Frames.ipv6(protocol, inside, outside, payload);
    }
    int here = 0x0a140000 + inside;
    int there = 0x2d000000 + outside;
    return answer
        ? Frames.ipv4(protocol, there, here, 0, payload)
        : Frames.ipv4(protocol, here, there, 0, payload);
  }

  /** Three tunnels between two gateways each, many flows inside. */
  private void tunnelled(int number) {
    byte[] inner =
        packet(
            number % 3 == 1,
            TCP,
            1 + number,
            5_000 + number,
            Frames.tcp(20_000 + number, 443, 0x18, random.nextInt(400)),
            false);
    byte[] outer =
        switch (number % 3) {
          case 0 -> Frames.ipv4(GRE, 0xcb007101, 0xc6336401, 0, Frames.gre(inner));
          case 1 -> Frames.ipv4(IPV6_IN_IPV4, 0xcb007102, 0xc6336402, 0, inner);
          default ->
              Frames.ipv4(
                  UDP,
                  0xcb007103,
                  0xc6336403,
                  0,
                  Frames.vxlan(number % 5, Frames.ethernet(Frames.IPV4, -1, inner)));
        };
    add(startMicros + random.nextLong(SPAN_MICROS), -1, outer);
  }
}
