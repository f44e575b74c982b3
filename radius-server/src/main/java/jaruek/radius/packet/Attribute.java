package jaruek.radius.packet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One attribute to be sent.
 *
 * @param type 1-255
 * @param value 0-253 bytes; not to be changed after
 */
public record Attribute(int type, byte[] value) {
  /** The longest value: the length octet counts type and length too. */
  public static final int VALUE_BYTES_MAX = 253;

  /** Checks the ranges. */
  public Attribute {
    if (type < 1 || type > 255) throw new IllegalArgumentException("attribute type " + type);
    if (value.length > VALUE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "attribute " + type + " of " + value.length + " bytes, limit " + VALUE_BYTES_MAX);
    }
  }

  /** A text attribute, UTF-8. */
  public static Attribute text(int type, String value) {
    return new Attribute(type, value.getBytes(StandardCharsets.UTF_8));
  }

  /** An integer or time attribute: the low 32 bits. */
  public static Attribute number(int type, long value) {
    return new Attribute(
        type,
        new byte[] {
          (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
        });
  }

  /**
   * The value as an unsigned 32-bit number.
   *
   * @throws IllegalStateException if it has not 4 bytes
   */
  public long asNumber() {
    if (value.length != 4) throw new IllegalStateException("attribute " + type + " is no number");
    return ByteBuffer.wrap(value).getInt() & 0xffff_ffffL;
  }

  /**
   * A vendor's attribute, RFC 2865 section 5.26.
   *
   * @param vendor its private enterprise number
   * @param type of the vendor, 0-255
   * @param value at most 247 bytes
   */
  public static Attribute vendor(int vendor, int type, byte[] value) {
    return new Attribute(
        AttributeType.VENDOR_SPECIFIC,
        ByteBuffer.allocate(6 + value.length)
            .putInt(vendor)
            .put((byte) type)
            .put((byte) (2 + value.length))
            .put(value)
            .array());
  }
}
