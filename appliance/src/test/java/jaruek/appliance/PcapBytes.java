package jaruek.appliance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A capture of UDP over IPv4 over Ethernet, in the byte order of a PC. */
final class PcapBytes {
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();

  PcapBytes() {
    all.writeBytes(
        little(24)
            .putInt(0xa1b2c3d4)
            .putShort((short) 2)
            .putShort((short) 4)
            .putLong(0)
            .putInt(65_535)
            .putInt(1)
            .array());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  PcapBytes udp(long atMillis, int source, int destinationPort, byte[] payload) {
    int length = 14 + 20 + 8 + payload.length;
    ByteBuffer packet = ByteBuffer.allocate(length);
    packet.position(12);
    packet.putShort((short) 0x0800);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) (length - 14)).putInt(0);
    packet.put((byte) 64).put((byte) 17).putShort((short) 0).putInt(source).putInt(0x7f000001);
    packet.putShort((short) 40_000).putShort((short) destinationPort);
    packet.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
    all.writeBytes(
        little(16)
            .putInt((int) (atMillis / 1_000))
            .putInt((int) (atMillis % 1_000) * 1_000)
            .putInt(length)
            .putInt(length)
            .array());
    all.writeBytes(packet.array());
    return this;
  }

  byte[] bytes() {
    return all.toByteArray();
  }
}
