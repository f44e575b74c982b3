package jaruek.collector.capture;

import jaruek.retention.record.IpAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Captures and packets made here, byte for byte. */
final class CaptureBytes {
  static final long AT = 1_795_405_321_234L;
  static final IpAddress SOURCE = IpAddress.of("192.0.2.1");
  static final IpAddress DESTINATION = IpAddress.of("192.0.2.2");

  private CaptureBytes() {}

  // ---- packets, the network's byte order

  static byte[] udp(int sourcePort, int destinationPort, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + payload.length)
        .putShort((short) sourcePort)
        .putShort((short) destinationPort)
        .putShort((short) (8 + payload.length))
        .putShort((short) 0)
        .put(payload)
        .array();
  }

  static byte[] ipv4(int protocol, byte[] payload) {
    return ByteBuffer.allocate(20 + payload.length)
        .put((byte) 0x45)
        .put((byte) 0)
        .putShort((short) (20 + payload.length))
        .putInt(0)
        .put((byte) 64)
        .put((byte) protocol)
        .putShort((short) 0)
        .put(SOURCE.bytes())
        .put(DESTINATION.bytes())
        .put(payload)
        .array();
  }

  static byte[] ipv6(int next, byte[] payload) {
    return ByteBuffer.allocate(40 + payload.length)
        .putInt(0x6000_0000)
        .putShort((short) payload.length)
        .put((byte) next)
        .put((byte) 64)
        .put(IpAddress.of("2001:db8::1").bytes())
        .put(IpAddress.of("2001:db8::2").bytes())
        .put(payload)
        .array();
  }

  static byte[] ethernet(int etherType, byte[] payload) {
    return joined(new byte[12], u16(etherType), payload);
  }

  static byte[] good(String text) {
    return ethernet(0x0800, ipv4(17, udp(2055, 2055, text)));
  }

  static byte[] u16(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) all.writeBytes(part);
    return all.toByteArray();
  }

  // ---- files

  static byte[] pcap(ByteOrder order, boolean nanos, int linkType, byte[]... packets) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(
        ByteBuffer.allocate(24)
            .order(order)
            .putInt(nanos ? 0xa1b23c4d : 0xa1b2c3d4)
            .putShort((short) 2)
            .putShort((short) 4)
            .putLong(0)
            .putInt(65_535)
            .putInt(linkType)
            .array());
    for (byte[] packet : packets) file.writeBytes(record(order, nanos, packet, packet.length));
    return file.toByteArray();
  }

  static byte[] pcap(int linkType, byte[]... packets) {
    return pcap(ByteOrder.LITTLE_ENDIAN, false, linkType, packets);
  }

  static byte[] record(ByteOrder order, boolean nanos, byte[] packet, int whole) {
    int fraction = (int) (AT % 1_000) * (nanos ? 1_000_000 : 1_000);
    byte[] head =
        ByteBuffer.allocate(16)
            .order(order)
            .putInt((int) (AT / 1_000))
            .putInt(fraction)
            .putInt(packet.length)
            .putInt(whole)
            .array();
    return joined(head, packet);
  }

  static byte[] block(ByteOrder order, int type, byte[] body) {
    byte[] padded = Arrays.copyOf(body, body.length + 3 & ~3);
    return ByteBuffer.allocate(12 + padded.length)
        .order(order)
        .putInt(type)
        .putInt(12 + padded.length)
        .put(padded)
        .putInt(12 + padded.length)
        .array();
  }

  static byte[] section(ByteOrder order) {
    byte[] body =
        ByteBuffer.allocate(16)
            .order(order)
            .putInt(0x1a2b3c4d)
            .putShort((short) 1)
            .putShort((short) 0)
            .putLong(-1)
            .array();
    return block(order, 0x0a0d0d0a, body);
  }

  /** Options: if_tsresol. */
  static byte[] description(ByteOrder order, int linkType, int resolution) {
    byte[] body =
        ByteBuffer.allocate(20)
            .order(order)
            .putShort((short) linkType)
            .putShort((short) 0)
            .putInt(65_535)
            .putShort((short) 9)
            .putShort((short) 1)
            .put((byte) resolution)
            .put(new byte[3])
            .putInt(0)
            .array();
    return block(order, 1, body);
  }

  static byte[] enhanced(ByteOrder order, int on, long time, byte[] packet) {
    byte[] body =
        ByteBuffer.allocate(20 + packet.length)
            .order(order)
            .putInt(on)
            .putInt((int) (time >>> 32))
            .putInt((int) time)
            .putInt(packet.length)
            .putInt(packet.length)
            .put(packet)
            .array();
    return block(order, 6, body);
  }

  static byte[] simple(ByteOrder order, byte[] packet) {
    byte[] body =
        ByteBuffer.allocate(4 + packet.length)
            .order(order)
            .putInt(packet.length)
            .put(packet)
            .array();
    return block(order, 3, body);
  }

  static byte[] pcapng(ByteOrder order, byte[]... packets) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(section(order));
    file.writeBytes(description(order, 1, 9));
    for (byte[] packet : packets) file.writeBytes(enhanced(order, 0, AT * 1_000_000, packet));
    return file.toByteArray();
  }
}
