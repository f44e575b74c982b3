package jaruek.appliance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A capture for softflowd: each flow is three packets from an inside address of its own. */
final class Capture {
  static final int FLOWS = 40;
  static final int FIRST_PORT = 40_000;
  static final String SERVER = "198.51.100.7";

  private static final int RAW_IP = 101; // LINKTYPE_RAW: packets begin with their IP header
  private static final int PACKETS = 3;
  private static final int HEADERS_BYTES = 40;

  private Capture() {}

  /** Octets that an exporter counts in this flow. */
  static long bytes(int flow) {
    return PACKETS * (HEADERS_BYTES + 10L * flow);
  }

  static void write(Path file, long startMillis) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    out.putInt(65_535).putInt(RAW_IP);
    for (int i = 0; i < FLOWS * PACKETS; i++) {
      long micros = startMillis * 1_000 + i * 20_000L;
      byte[] packet = packet(i % FLOWS);
      out.putInt((int) (micros / 1_000_000)).putInt((int) (micros % 1_000_000));
      out.putInt(packet.length).putInt(packet.length).put(packet);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    Files.write(file, bytes);
  }

  /** A TCP segment from 10.0.0.(flow+1). */
  private static byte[] packet(int flow) {
    ByteBuffer out = ByteBuffer.allocate(HEADERS_BYTES + 10 * flow);
    out.put((byte) 0x45).put((byte) 0).putShort((short) out.capacity()).putInt(0);
    out.put((byte) 64).put((byte) 6).putShort((short) 0);
    out.putInt(0x0a000001 + flow).putInt(0xc6336407);
    out.putShort((short) (FIRST_PORT + flow)).putShort((short) 443);
    out.putLong(1).put((byte) 0x50).put((byte) 0x12).putShort((short) 1_000).putInt(0);
    return out.array();
  }
}
