package jaruek.appliance;

import java.nio.ByteBuffer;
import java.util.List;

/** Datagrams of flows as exporters send them, put together by hand so that they can be wrong. */
final class Exports {
  /** A record's template: source and destination port. */
  static final int[] PORTS = {7, 2, 11, 2};

  private Exports() {}

  private static int seconds() {
    return (int) (System.currentTimeMillis() / 1_000);
  }

  /**
   * NetFlow v5.
   *
   * @param said records, by the header
   * @param held records there are
   */
  static byte[] v5(int sequence, int said, int held) {
    ByteBuffer out = ByteBuffer.allocate(24 + 48 * held);
    out.putShort((short) 5).putShort((short) said).putInt(100_000).putInt(seconds()).putInt(0);
    out.putInt(sequence).put((byte) 0).put((byte) 1).putShort((short) 0);
    for (int i = 0; i < held; i++) {
      out.position(24 + 48 * i);
      out.putInt(0x0a000001).putInt(0xcb007107);
      out.position(24 + 48 * i + 16).putInt(1).putInt(100).putInt(90_000).putInt(95_000);
      out.putShort((short) (sequence + i)).putShort((short) 443);
    }
    return out.array();
  }

  static byte[] v9(int domain, int sequence, byte[]... sets) {
    ByteBuffer out = ByteBuffer.allocate(20 + length(sets));
    out.putShort((short) 9).putShort((short) sets.length).putInt(100_000).putInt(seconds());
    out.putInt(sequence).putInt(domain);
    for (byte[] set : sets) out.put(set);
    return out.array();
  }

  static byte[] ipfix(int domain, int sequence, byte[]... sets) {
    ByteBuffer out = ByteBuffer.allocate(16 + length(sets));
    out.putShort((short) 10).putShort((short) out.capacity()).putInt(seconds());
    out.putInt(sequence).putInt(domain);
    for (byte[] set : sets) out.put(set);
    return out.array();
  }

  private static int length(byte[]... sets) {
    return List.of(sets).stream().mapToInt(set -> set.length).sum();
  }

  /** A set of one template. */
  static byte[] template(int set, int id, int... fields) {
    ByteBuffer out = ByteBuffer.allocate(8 + 2 * fields.length);
    out.putShort((short) set).putShort((short) out.capacity());
    out.putShort((short) id).putShort((short) (fields.length / 2));
    for (int field : fields) out.putShort((short) field);
    return out.array();
  }

  /** NetFlow v9: sampling of the whole exporter, and one record that says so. */
  static byte[] options(int id) {
    ByteBuffer out = ByteBuffer.allocate(18 + 12);
    out.putShort((short) 1).putShort((short) 18).putShort((short) id);
    out.putShort((short) 4).putShort((short) 4);
    out.putShort((short) 1).putShort((short) 4).putShort((short) 34).putShort((short) 4);
    out.putShort((short) id).putShort((short) 12).putInt(0).putInt(10);
    return out.array();
  }

  /** A set of so many records of {@link #PORTS}. */
  static byte[] ports(int id, int records) {
    ByteBuffer out = ByteBuffer.allocate(4 + 4 * records);
    out.putShort((short) id).putShort((short) out.capacity());
    for (int i = 0; i < records; i++) out.putShort((short) (1_000 + i)).putShort((short) 443);
    return out.array();
  }
}
