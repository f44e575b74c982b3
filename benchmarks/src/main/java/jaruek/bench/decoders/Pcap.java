package jaruek.bench.decoders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes pcap files (microseconds, Ethernet), as exporters and reference decoders read them. */
final class Pcap {
  private static final int MAGIC = 0xa1b2c3d4;
  private static final int ETHERNET = 1;
  private static final int HEADER_BYTES = 24;
  private static final int PACKET_HEADER_BYTES = 16;
  private static final int LOOPBACK = 0x7f000001;

  private Pcap() {}

  /** One frame with the time it passed, epoch microseconds. */
  record Packet(long micros, byte[] frame) {}

  static void write(Path file, List<Packet> packets) throws IOException {
    int bytes = HEADER_BYTES;
    for (Packet packet : packets) bytes += PACKET_HEADER_BYTES + packet.frame().length;
    ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putShort((short) 2).putShort((short) 4).putLong(0);
    out.putInt(65_535 + 100).putInt(ETHERNET);
    for (Packet packet : packets) {
      out.putInt((int) (packet.micros() / 1_000_000)).putInt((int) (packet.micros() % 1_000_000));
      out.putInt(packet.frame().length).putInt(packet.frame().length).put(packet.frame());
    }
    Files.write(file, out.array());
  }

  /** Datagrams as if they had been sent over loopback to this port. */
  static void writeDatagrams(Path file, int port, List<byte[]> datagrams) throws IOException {
    List<Packet> packets = new ArrayList<>();
    long micros = System.currentTimeMillis() * 1_000;
    for (byte[] datagram : datagrams) {
      byte[] udp = Frames.udp(9_000, port, datagram);
      byte[] ip = Frames.ipv4(17, LOOPBACK, LOOPBACK, 0, udp);
      packets.add(new Packet(micros++, Frames.ethernet(Frames.IPV4, -1, ip)));
    }
    write(file, packets);
  }
}
