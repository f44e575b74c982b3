package jaruek.collector.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the UDP datagrams of a capture: pcap (microseconds and nanoseconds) and pcapng, of either
 * byte order, from a stream. It holds one packet at a time, of at most {@link #PACKET_BYTES_MAX};
 * memory does not depend on what the file says of its lengths. Fragments are counted and skipped.
 *
 * <p>Formats: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.
 */
public final class CaptureReader {
  /** The longest packet: that of libpcap's largest snap length. */
  public static final int PACKET_BYTES_MAX = 262_144;

  /** The most interfaces of a pcapng section. */
  static final int INTERFACES_MAX = 1_024;

  private static final int PCAP_MICROS = 0xa1b2c3d4;
  private static final int PCAP_NANOS = 0xa1b23c4d;
  private static final int SECTION_HEADER = 0x0a0d0d0a;
  private static final int BYTE_ORDER = 0x1a2b3c4d;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;

  private final InputStream in;
  private final CaptureCounts counts = new CaptureCounts();
  private final Packets packets = new Packets(counts);
  private final List<Interface> interfaces = new ArrayList<>();
  private final byte[] word = new byte[16];
  private byte[] packet = new byte[2_048];
  private long offset;
  private boolean little;
  private boolean blocks;
  private Interface link = new Interface(0, 1_000_000, 0, 0);

  /** A link and its clock; options of pcapng's interface description. */
  private record Interface(int type, long unitsPerSecond, long offsetSeconds, long snapLength) {}

  /**
   * Reads the header.
   *
   * @param in the file, uncompressed; not closed here
   * @throws CaptureException if it is no capture
   */
  public CaptureReader(InputStream in) throws IOException {
    this.in = in;
    require(word, 4);
    int magic = number(word, 0);
    if (magic == SECTION_HEADER) {
      blocks = true;
      section();
      return;
    }
    little = magic != PCAP_MICROS && magic != PCAP_NANOS;
    magic = number(word, 0);
    if (magic != PCAP_MICROS && magic != PCAP_NANOS) throw new CaptureException("no-capture", 0);
    byte[] header = new byte[20];
    require(header, header.length);
    int units = magic == PCAP_NANOS ? 1_000_000_000 : 1_000_000;
    // the upper bits say how long a frame check sequence is
    link = new Interface(number(header, 16) & 0x0fff_ffff, units, 0, 0);
  }

  /** Whether a file that begins like this is one. */
  public static boolean isCapture(byte[] head) {
    if (head.length < 4) return false;
    int big = Packets.u16(head, 0) << 16 | Packets.u16(head, 2);
    int small = Integer.reverseBytes(big);
    return big == SECTION_HEADER
        || big == PCAP_MICROS
        || big == PCAP_NANOS
        || small == PCAP_MICROS
        || small == PCAP_NANOS;
  }

  /** What became of the packets so far. */
  public CaptureCounts counts() {
    return counts;
  }

  /** Bytes read so far. */
  public long offset() {
    return offset;
  }

  /**
   * The next UDP datagram; null at the end.
   *
   * @throws CaptureException where the file is cut short or lies; all before was given
   */
  public @Nullable CapturedDatagram next() throws IOException {
    while (true) {
      if (!(blocks ? nextBlock() : nextRecord())) return null;
      CapturedDatagram found = packets.take();
      if (found != null) return found;
    }
  }

  private boolean nextRecord() throws IOException {
    if (!begin(word, 16)) return false;
    long seconds = unsigned(word, 0);
    long fraction = unsigned(word, 4);
    int kept = packet(number(word, 8));
    long units = link.unitsPerSecond;
    long millis = seconds * 1_000 + Math.min(fraction, units - 1) * 1_000 / units;
    packets.read(packet, kept, unsigned(word, 12), link.type, millis);
    return true;
  }

  /** Reads so much of a packet into the buffer, which grows as bytes come. */
  private int packet(int length) throws IOException {
    if (length < 0 || length > PACKET_BYTES_MAX) throw new CaptureException("bad-length", offset);
    int at = 0;
    while (at < length) {
      if (packet.length == at) {
        packet = java.util.Arrays.copyOf(packet, Math.min(PACKET_BYTES_MAX, 2 * at));
      }
      int read = in.readNBytes(packet, at, Math.min(length, packet.length) - at);
      offset += read;
      if (read == 0) throw new CaptureException("truncated", offset);
      at += read;
    }
    return length;
  }

  // ---- pcapng

  /** One block; false at the end. Whether it was a packet is known from {@link Packets#take}. */
  private boolean nextBlock() throws IOException {
    if (!begin(word, 4)) return false;
    int type = number(word, 0);
    if (type == SECTION_HEADER) {
      section();
      return true;
    }
    require(word, 4);
    int length = number(word, 0);
    if (length < 12 || length % 4 != 0) throw new CaptureException("bad-length", offset - 4);
    int body = length - 12;
    switch (type) {
      case INTERFACE_DESCRIPTION -> description(body);
      case ENHANCED_PACKET -> enhanced(body);
      case SIMPLE_PACKET -> simple(body);
      default -> skip(body);
    }
    require(word, 4);
    if (number(word, 0) != length) throw new CaptureException("bad-length", offset - 4);
    return true;
  }

  /** Behind its type: its byte order is its own, and interfaces are counted anew. */
  private void section() throws IOException {
    byte[] head = new byte[8];
    require(head, 8);
    little = false;
    if (number(head, 4) != BYTE_ORDER) {
      little = true;
      if (number(head, 4) != BYTE_ORDER) throw new CaptureException("byte-order", offset - 4);
    }
    int length = number(head, 0);
    if (length < 28 || length % 4 != 0) throw new CaptureException("bad-length", offset - 8);
    interfaces.clear();
    skip(length - 16);
    require(word, 4);
    if (number(word, 0) != length) throw new CaptureException("bad-length", offset - 4);
  }

  private void description(int body) throws IOException {
    if (body < 8 || interfaces.size() == INTERFACES_MAX) {
      throw new CaptureException(body < 8 ? "bad-length" : "interfaces", offset);
    }
    require(word, 8);
    int type = little ? Short.toUnsignedInt((short) number(word, 0)) : number(word, 0) >>> 16;
    long snap = unsigned(word, 4);
    long units = 1_000_000;
    long shift = 0;
    int left = body - 8;
    while (left >= 4) {
      require(word, 4);
      left -= 4;
      int first = number(word, 0);
      int code = little ? first & 0xffff : first >>> 16;
      int length = little ? first >>> 16 : first & 0xffff;
      int padded = length + 3 & ~3;
      if (padded > left) throw new CaptureException("bad-length", offset);
      left -= padded;
      if (code == 0) break;
      if (code == 9 && length == 1) {
        require(word, 4);
        units = units(word[0] & 0xff);
      } else if (code == 14 && length == 8) {
        require(word, 8);
        shift = wide(word);
      } else {
        skip(padded);
      }
    }
    skip(left);
    interfaces.add(new Interface(type, units, shift, snap));
  }

  /** If_tsresol: a negative power of ten, of two where the highest bit is set. */
  private long units(int resolution) throws CaptureException {
    int power = resolution & 0x7f;
    boolean two = (resolution & 0x80) != 0;
    if (power > (two ? 62 : 18)) throw new CaptureException("time-resolution", offset);
    long units = 1;
    for (int i = 0; i < power; i++) units *= two ? 2 : 10;
    return units;
  }

  private long wide(byte[] bytes) {
    long first = unsigned(bytes, 0);
    long second = unsigned(bytes, 4);
    return little ? second << 32 | first : first << 32 | second;
  }

  private void enhanced(int body) throws IOException {
    byte[] head = new byte[20];
    if (body < head.length) throw new CaptureException("bad-length", offset);
    require(head, head.length);
    long number = unsigned(head, 0);
    if (number >= interfaces.size()) throw new CaptureException("interfaces", offset - 20);
    Interface on = interfaces.get((int) number);
    long time = unsigned(head, 4) << 32 | unsigned(head, 8);
    long kept = unsigned(head, 12);
    if (kept > body - head.length) throw new CaptureException("bad-length", offset - 8);
    int length = packet((int) kept);
    skip(body - head.length - length);
    packets.read(packet, length, unsigned(head, 16), on.type, millis(time, on));
  }

  private static long millis(long time, Interface on) {
    long seconds = Long.divideUnsigned(time, on.unitsPerSecond);
    long rest = Long.remainderUnsigned(time, on.unitsPerSecond);
    long millis = (long) ((double) rest * 1_000 / on.unitsPerSecond);
    if (on.unitsPerSecond <= Long.MAX_VALUE / 1_000) millis = rest * 1_000 / on.unitsPerSecond;
    // what is no time of this world is none
    long at = seconds + on.offsetSeconds;
    return at < 0 || at > 0xffff_ffffL * 2 ? 0 : at * 1_000 + millis;
  }

  private void simple(int body) throws IOException {
    if (body < 4 || interfaces.isEmpty()) {
      throw new CaptureException(body < 4 ? "bad-length" : "interfaces", offset);
    }
    require(word, 4);
    long whole = unsigned(word, 0);
    Interface on = interfaces.getFirst();
    long kept = Math.min(whole, body - 4);
    if (on.snapLength > 0) kept = Math.min(kept, on.snapLength);
    int length = packet((int) Math.min(kept, Integer.MAX_VALUE));
    skip(body - 4 - length);
    packets.read(packet, length, whole, on.type, 0);
  }

  // ---- bytes

  private void skip(int count) throws IOException {
    for (long left = count; left > 0; ) {
      long some = in.skip(left);
      if (some <= 0) {
        if (in.read() < 0) throw new CaptureException("truncated", offset);
        some = 1;
      }
      offset += some;
      left -= some;
    }
  }

  private void require(byte[] into, int count) throws IOException {
    if (!begin(into, count)) throw new CaptureException("truncated", offset);
  }

  /** False if there is nothing more at all. */
  private boolean begin(byte[] into, int count) throws IOException {
    int read = in.readNBytes(into, 0, count);
    offset += read;
    if (read == 0) return false;
    if (read < count) throw new CaptureException("truncated", offset);
    return true;
  }

  private long unsigned(byte[] bytes, int at) {
    return Integer.toUnsignedLong(number(bytes, at));
  }

  private int number(byte[] bytes, int at) {
    int big = Packets.u16(bytes, at) << 16 | Packets.u16(bytes, at + 2);
    return little ? Integer.reverseBytes(big) : big;
  }
}
