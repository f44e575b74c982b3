package jaruek.radius.packet;

import jaruek.retention.decode.Rejected;
import java.util.Arrays;

/**
 * The structure check of a datagram, RFC 2865 section 3 and 5: whatever the bytes, it returns. What
 * stands behind the Length field is padding and ignored; a datagram shorter than it says is
 * refused.
 */
public final class PacketCheck {
  /** Code, identifier, length, authenticator. */
  public static final int HEADER_BYTES = 20;

  /** The longest packet, RFC 2865 section 3. */
  public static final int PACKET_BYTES_MAX = 4096;

  /** More attributes than any client sends; keeps the cost of a packet bounded. */
  public static final int ATTRIBUTES_MAX = 200;

  private static final int MESSAGE_AUTHENTICATOR_LENGTH = 18;
  private static final int CHAP_PASSWORD_LENGTH = 19;

  private PacketCheck() {}

  /** Checks a datagram; the bytes are copied. */
  public static Checked check(byte[] datagram) {
    if (datagram.length < HEADER_BYTES) return malformed("truncated", datagram.length, 0);
    int length = (datagram[2] & 0xff) << 8 | datagram[3] & 0xff;
    if (length < HEADER_BYTES || length > PACKET_BYTES_MAX)
      return malformed("bad-length", length, 2);
    if (length > datagram.length) return malformed("truncated", datagram.length, 2);
    byte[] bytes = Arrays.copyOf(datagram, length);
    return attributes(bytes);
  }

  private static Checked attributes(byte[] bytes) {
    int count = 0;
    boolean authenticated = false;
    for (int at = HEADER_BYTES; at < bytes.length; ) {
      if (bytes.length - at < 2) return malformed("attribute-truncated", bytes.length, at);
      int type = bytes[at] & 0xff;
      int length = bytes[at + 1] & 0xff;
      if (type == 0) return malformed("attribute-type", type, at);
      if (length < 2) return malformed("attribute-length", length, at);
      if (length > bytes.length - at) return malformed("attribute-truncated", length, at);
      if (++count > ATTRIBUTES_MAX) return malformed("too-many-attributes", count, at);
      if (type == AttributeType.MESSAGE_AUTHENTICATOR) {
        if (authenticated) return malformed("message-authenticator-repeated", length, at);
        authenticated = true;
        if (length != MESSAGE_AUTHENTICATOR_LENGTH)
          return malformed("attribute-length", length, at);
      }
      if (type == AttributeType.CHAP_PASSWORD && length != CHAP_PASSWORD_LENGTH) {
        return malformed("attribute-length", length, at);
      }
      at += length;
    }
    return new Checked.Sound(new Packet(bytes));
  }

  private static Checked malformed(String reason, int value, int offset) {
    return new Checked.Malformed(
        new Rejected("radius", reason, "value " + value + " at offset " + offset));
  }
}
