package jaruek.bench.decoders;

import java.nio.ByteBuffer;

/** Puts packets together, layer by layer, big-endian, with right checksums of IPv4 headers. */
final class Frames {
  static final int IPV4 = 0x0800;
  static final int IPV6 = 0x86dd;
  private static final int VLAN = 0x8100;

  private Frames() {}

  /**
   * @param vlan negative for none
   */
  static byte[] ethernet(int type, int vlan, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(14 + (vlan < 0 ? 0 : 4) + payload.length);
    out.putShort((short) 0x0200).putInt(0x5e000001).putShort((short) 0x0200).putInt(0x5e000002);
    if (vlan >= 0) out.putShort((short) VLAN).putShort((short) vlan);
    return out.putShort((short) type).put(payload).array();
  }

  /**
   * @param fragment the flags and offset of the header, 0 for a whole packet
   */
  static byte[] ipv4(int protocol, int source, int destination, int fragment, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(20 + payload.length);
    out.putShort((short) 0x4500).putShort((short) out.capacity());
    out.putShort((short) 0x1234).putShort((short) fragment);
    out.put((byte) 64).put((byte) protocol).putShort((short) 0).putInt(source).putInt(destination);
    out.putShort(10, checksum(out.array(), 20));
    return out.put(payload).array();
  }

  static byte[] ipv6(int protocol, long source, long destination, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(40 + payload.length);
    out.putInt(0x60000000).putShort((short) payload.length).put((byte) protocol).put((byte) 64);
    out.putLong(0x20010db8_00000000L).putLong(source);
    return out.putLong(0x20010db8_00010000L).putLong(destination).put(payload).array();
  }

  static byte[] tcp(int sourcePort, int destinationPort, int flags, int payloadBytes) {
    ByteBuffer out = ByteBuffer.allocate(20 + payloadBytes);
    out.putShort((short) sourcePort).putShort((short) destinationPort).putLong(1);
    return out.put((byte) 0x50).put((byte) flags).putShort((short) 1_000).array();
  }

  static byte[] udp(int sourcePort, int destinationPort, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(8 + payload.length);
    out.putShort((short) sourcePort).putShort((short) destinationPort);
    return out.putShort((short) out.capacity()).putShort((short) 0).put(payload).array();
  }

  static byte[] icmp(int type, int code, int payloadBytes) {
    return ByteBuffer.allocate(8 + payloadBytes).put((byte) type).put((byte) code).array();
  }

  /** RFC 2784, without a key. */
  static byte[] gre(byte[] packet) {
    return ByteBuffer.allocate(4 + packet.length).putInt(IPV4).put(packet).array();
  }

  /** RFC 7348. */
  static byte[] vxlan(int network, byte[] frame) {
    byte[] payload =
        ByteBuffer.allocate(8 + frame.length)
            .putInt(0x08000000)
            .putInt(network << 8)
            .put(frame)
            .array();
    return udp(40_000 + network, 4_789, payload);
  }

  private static short checksum(byte[] bytes, int length) {
    int sum = 0;
    for (int i = 0; i < length; i += 2) sum += (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~(sum + (sum >>> 16));
  }
}
