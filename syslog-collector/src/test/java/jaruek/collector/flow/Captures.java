package jaruek.collector.flow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes pcap files: packets for an exporter to look at, datagrams for tshark to read. */
final class Captures {
  /** LINKTYPE_RAW: packets begin with their IP header. */
  private static final int RAW_IP = 101;

  private static final int LOOPBACK = 0x7f000001;
  private static final int IPV4_HEADER_BYTES = 20;
  private static final int TCP = 6;

  private Captures() {}

  /** One packet with the time it passed. */
  record Packet(long micros, byte[] bytes) {}

  static void write(Path file, List<Packet> packets) throws IOException {
    int bytes = packets.stream().mapToInt(p -> 16 + p.bytes().length).sum();
    ByteBuffer out = ByteBuffer.allocate(24 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    out.putInt(65_535).putInt(RAW_IP);
    for (Packet packet : packets) {
      out.putInt((int) (packet.micros() / 1_000_000)).putInt((int) (packet.micros() % 1_000_000));
      out.putInt(packet.bytes().length).putInt(packet.bytes().length).put(packet.bytes());
    }
    Files.write(file, out.array());
  }

  /** The datagrams as if they had been sent to this port. */
  static void writeDatagrams(Path file, int port, List<byte[]> datagrams) throws IOException {
    write(
        file,
        datagrams.stream()
            .map(d -> new Packet(0, packet(17, LOOPBACK, 9_000, LOOPBACK, port, 0, d)))
            .toList());
  }

  /** A TCP segment with these flags, or a UDP datagram. */
  static byte[] packet(
      int protocol,
      int source,
      int sourcePort,
      int destination,
      int destinationPort,
      int tcpFlags,
      byte[] payload) {
    int headerBytes = protocol == TCP ? 20 : 8;
    ByteBuffer out = ByteBuffer.allocate(IPV4_HEADER_BYTES + headerBytes + payload.length);
    out.put((byte) 0x45).put((byte) 0).putShort((short) out.capacity()).putInt(0);
    out.put((byte) 64).put((byte) protocol).putShort((short) 0).putInt(source).putInt(destination);
    out.putShort((short) sourcePort).putShort((short) destinationPort);
    if (protocol == TCP) {
      out.putLong(1).put((byte) 0x50).put((byte) tcpFlags).putShort((short) 1_000).putInt(0);
    } else {
      out.putShort((short) (headerBytes + payload.length)).putShort((short) 0);
    }
    return out.put(payload).array();
  }
}
