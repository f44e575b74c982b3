package jaruek.bench.decoders;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A switch of our own that samples packets: sFlow v5 datagrams (sflow.org, July 2004) with raw
 * headers in plain and expanded samples, counter samples between them.
 */
final class SflowSource {
  private static final int SAMPLES = 6;
  private static final int HEADER_BYTES_MAX = 128;
  private static final int RATE = 256;
  private static final int AGENT = 0xc0000202;

  private SflowSource() {}

  static List<byte[]> datagrams(List<Pcap.Packet> packets) {
    List<byte[]> datagrams = new ArrayList<>();
    for (int from = 0; from < packets.size(); from += SAMPLES) {
      List<byte[]> samples = new ArrayList<>();
      for (int i = from; i < Math.min(packets.size(), from + SAMPLES); i++) {
        samples.add(sample(i, packets.get(i).frame()));
      }
      if (datagrams.size() % 5 == 0) samples.add(counters());
      datagrams.add(datagram(datagrams.size(), samples));
    }
    return datagrams;
  }

  private static byte[] datagram(int number, List<byte[]> samples) {
    int bytes = samples.stream().mapToInt(sample -> sample.length).sum();
    ByteBuffer out = ByteBuffer.allocate(28 + bytes);
    out.putInt(5).putInt(1).putInt(AGENT).putInt(0).putInt(number + 1).putInt(60_000 + number);
    out.putInt(samples.size());
    samples.forEach(out::put);
    return out.array();
  }

  /** Every third one expanded. */
  private static byte[] sample(int number, byte[] frame) {
    boolean expanded = number % 3 == 0;
    byte[] record = header(frame);
    ByteBuffer out = ByteBuffer.allocate(8 + (expanded ? 44 : 32) + record.length);
    out.putInt(expanded ? 3 : 1).putInt(out.capacity() - 8).putInt(number);
    int input = 1 + number % 4;
    if (expanded) {
      out.putInt(0).putInt(input).putInt(RATE).putInt(RATE * number).putInt(0);
      out.putInt(0).putInt(input).putInt(0).putInt(70_005);
    } else {
      out.putInt(input).putInt(RATE).putInt(RATE * number).putInt(0).putInt(input).putInt(5);
    }
    return out.putInt(1).put(record).array();
  }

  private static byte[] header(byte[] frame) {
    int taken = Math.min(frame.length, HEADER_BYTES_MAX);
    int padded = taken + 3 & ~3;
    ByteBuffer out = ByteBuffer.allocate(24 + padded);
    out.putInt(1).putInt(16 + padded).putInt(1).putInt(frame.length + 4).putInt(4).putInt(taken);
    return out.put(frame, 0, taken).array();
  }

  /** Processor counters (1001). */
  private static byte[] counters() {
    ByteBuffer out = ByteBuffer.allocate(8 + 12 + 8 + 28);
    out.putInt(2).putInt(48).putInt(1).putInt(1).putInt(1);
    return out.putInt(1_001).putInt(28).array();
  }
}
