package jaruek.radius.dictionary;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.ExtendedAttribute;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a value into the attributes that carry it. */
final class Encoding {
  private static final Pattern TAG = Pattern.compile("(\\d{1,2}):(.*)", Pattern.DOTALL);
  private static final int TAG_MAX = 31;
  private static final int VENDORS = 26;

  private Encoding() {}

  static List<Attribute> of(Definition definition, String text) {
    byte[] value = definition.tagged() ? tagged(definition, text) : plain(definition, text);
    if (value.length == 0) throw new IllegalArgumentException("has no value");
    int[] path = definition.path();
    Vendor vendor = definition.vendor();
    if (vendor == null) {
      if (!ExtendedAttribute.isExtended(path[0])) return List.of(new Attribute(path[0], value));
      if (path.length < 2) throw new IllegalArgumentException("holds other attributes");
      return new ExtendedAttribute(path[0], path[1], nested(path, 2, value)).attributes();
    }
    if (definition.space() > 0) {
      byte[] inner =
          ExtendedAttribute.vendorValue(vendor.number(), path[0], nested(path, 1, value));
      return new ExtendedAttribute(definition.space(), VENDORS, inner).attributes();
    }
    return List.of(vendorSpecific(vendor, path[0], nested(path, 1, value)));
  }

  private static byte[] plain(Definition definition, String text) {
    return definition.type().encode(text, definition.words());
  }

  /** RFC 2868: a number gives its first byte to the tag, a string gets one before it, if any. */
  private static byte[] tagged(Definition definition, String text) {
    Matcher form = TAG.matcher(text);
    int tag = form.matches() ? Integer.parseInt(form.group(1)) : 0;
    byte[] value = plain(definition, form.matches() ? form.group(2) : text);
    if (tag > TAG_MAX) throw new IllegalArgumentException("has no tag from 0 to " + TAG_MAX);
    if (definition.type() == ValueType.INTEGER) {
      if (value[0] != 0) throw new IllegalArgumentException("is no number of three bytes");
      value[0] = (byte) tag;
      return value;
    }
    if (tag == 0) return value;
    return ByteBuffer.allocate(1 + value.length).put((byte) tag).put(value).array();
  }

  /** The value within its types from this place on, each with its length: RFC 6929 section 2.3. */
  private static byte[] nested(int[] path, int from, byte[] value) {
    byte[] inner = value;
    for (int i = path.length - 1; i >= from; i--) {
      if (inner.length > Attribute.VALUE_BYTES_MAX) {
        throw new IllegalArgumentException(
            "is longer than " + Attribute.VALUE_BYTES_MAX + " bytes");
      }
      inner =
          ByteBuffer.allocate(2 + inner.length)
              .put((byte) path[i])
              .put((byte) (2 + inner.length))
              .put(inner)
              .array();
    }
    return inner;
  }

  private static Attribute vendorSpecific(Vendor vendor, int type, byte[] value) {
    int head = vendor.typeBytes() + vendor.lengthBytes();
    int most = Attribute.VALUE_BYTES_MAX - 4 - head;
    if (value.length > most)
      throw new IllegalArgumentException("is longer than " + most + " bytes");
    ByteBuffer bytes = ByteBuffer.allocate(4 + head + value.length).putInt(vendor.number());
    bytes.put(bigEndian(type, vendor.typeBytes()));
    bytes.put(bigEndian(head + value.length, vendor.lengthBytes()));
    return new Attribute(AttributeType.VENDOR_SPECIFIC, bytes.put(value).array());
  }

  private static byte[] bigEndian(int number, int bytes) {
    return Arrays.copyOfRange(ByteBuffer.allocate(4).putInt(number).array(), 4 - bytes, 4);
  }
}
