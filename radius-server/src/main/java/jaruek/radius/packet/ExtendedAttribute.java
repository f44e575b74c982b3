package jaruek.radius.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An attribute of the extended space, RFC 6929: 241-244 short, 245 and 246 long, whose values may
 * be split over several attributes.
 *
 * @param type 241-246
 * @param extendedType 1-255; 26 holds vendors' (section 2.4)
 * @param value whole
 */
public record ExtendedAttribute(int type, int extendedType, byte[] value) {
  /** The first long one. */
  private static final int LONG = 245;

  private static final int FIRST = 241;
  private static final int LAST = 246;
  private static final int MORE = 0x80;

  /** The longest value of a short one: its second type takes a byte. */
  public static final int SHORT_BYTES_MAX = Attribute.VALUE_BYTES_MAX - 1;

  /** The longest value of a long one that is sent or read. */
  public static final int LONG_BYTES_MAX = 2048;

  private static final int FRAGMENT_BYTES_MAX = Attribute.VALUE_BYTES_MAX - 2;

  /** Checks the ranges. */
  public ExtendedAttribute {
    if (type < FIRST || type > LAST) throw new IllegalArgumentException("type " + type);
    if (extendedType < 1 || extendedType > 255) {
      throw new IllegalArgumentException("extended type " + extendedType);
    }
    int max = type < LONG ? SHORT_BYTES_MAX : LONG_BYTES_MAX;
    if (value.length > max) {
      throw new IllegalArgumentException(
          "attribute "
              + type
              + "."
              + extendedType
              + " of "
              + value.length
              + " bytes, limit "
              + max);
    }
  }

  /** Whether attributes of this type are extended ones. */
  public static boolean isExtended(int type) {
    return type >= FIRST && type <= LAST;
  }

  /** The value of a vendor's attribute, section 2.4: the vendor's number, its type, its value. */
  public static byte[] vendorValue(int vendor, int vendorType, byte[] value) {
    return ByteBuffer.allocate(5 + value.length)
        .putInt(vendor)
        .put((byte) vendorType)
        .put(value)
        .array();
  }

  /** As it is sent: one attribute, or the fragments of a long one in their order. */
  public List<Attribute> attributes() {
    if (type < LONG) {
      return List.of(
          new Attribute(
              type,
              ByteBuffer.allocate(1 + value.length).put((byte) extendedType).put(value).array()));
    }
    List<Attribute> fragments = new ArrayList<>();
    int at = 0;
    do {
      int length = Math.min(FRAGMENT_BYTES_MAX, value.length - at);
      boolean more = at + length < value.length;
      fragments.add(
          new Attribute(
              type,
              ByteBuffer.allocate(2 + length)
                  .put((byte) extendedType)
                  .put((byte) (more ? MORE : 0))
                  .put(value, at, length)
                  .array()));
      at += length;
    } while (at < value.length);
    return fragments;
  }

  /**
   * Those of a packet. One whose structure is wrong reads as absent (section 2.7): no type, a
   * fragment without its others, one that is too long.
   */
  public static List<ExtendedAttribute> in(Packet packet) {
    List<ExtendedAttribute> found = new ArrayList<>();
    for (int type = FIRST; type <= LAST; type++) {
      List<byte[]> values = packet.all(type);
      if (type < LONG) values.forEach(new Reader(type, found)::shortOne);
      else new Reader(type, found).longOnes(values);
    }
    return found;
  }

  /** Reads values of one type. */
  private record Reader(int type, List<ExtendedAttribute> found) {
    void shortOne(byte[] value) {
      if (value.length < 1 || value[0] == 0) return;
      found.add(
          new ExtendedAttribute(type, value[0] & 0xff, Arrays.copyOfRange(value, 1, value.length)));
    }

    void longOnes(List<byte[]> values) {
      ByteBuffer whole = ByteBuffer.allocate(LONG_BYTES_MAX);
      int open = 0;
      for (byte[] value : values) {
        if (value.length < 2 || value[0] == 0) {
          open = 0;
          continue;
        }
        int extendedType = value[0] & 0xff;
        // another one begins before this ended: what there is of this counts for nothing
        if (open != extendedType) whole.clear();
        if (value.length - 2 > whole.remaining()) {
          whole.clear();
          open = 0;
          continue;
        }
        whole.put(value, 2, value.length - 2);
        open = (value[1] & MORE) != 0 ? extendedType : 0;
        if (open == 0) {
          byte[] copy = Arrays.copyOf(whole.array(), whole.position());
          found.add(new ExtendedAttribute(type, extendedType, copy));
          whole.clear();
        }
      }
    }
  }
}
