package jaruek.radius.server;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An EAP packet in attributes, RFC 3579 section 3.1. */
final class EapMessages {
  private EapMessages() {}

  /** In pieces of what an attribute holds. */
  static List<Attribute> split(byte[] message) {
    List<Attribute> attributes = new ArrayList<>();
    for (int at = 0; at < message.length; at += Attribute.VALUE_BYTES_MAX) {
      int end = Math.min(message.length, at + Attribute.VALUE_BYTES_MAX);
      byte[] piece = Arrays.copyOfRange(message, at, end);
      attributes.add(new Attribute(AttributeType.EAP_MESSAGE, piece));
    }
    return attributes;
  }

  /** The pieces put together, in their order. */
  static byte[] join(List<byte[]> pieces) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    pieces.forEach(message::writeBytes);
    return message.toByteArray();
  }
}
