package jaruek.radius.eap;

import java.util.OptionalInt;

/** The result TLV of PEAP version 0 in an EAP packet of type 33 (MS-PEAP section 2.2.8). */
final class PeapTlv {
  /** EAP Extensions. */
  static final int TYPE = 33;

  static final int SUCCESS = 1;
  static final int FAILURE = 2;

  private static final int RESULT = 3;
  private static final int HEADER_BYTES = 4;
  private static final int TYPE_MASK = 0x3fff;
  private static final int MANDATORY = 0x8000;

  private PeapTlv() {}

  /** The request, with its EAP header, which is not left out for this type. */
  static byte[] request(int id, int result) {
    byte[] tlv = {(byte) 0x80, RESULT, 0, 2, 0, (byte) result};
    return EapPacket.request(id, TYPE, tlv);
  }

  /**
   * The result among TLVs.
   *
   * @return empty if there is none, more than one, something mandatory besides, or the lengths are
   *     wrong
   */
  static OptionalInt result(byte[] data) {
    int result = 0;
    for (int at = 0; at < data.length; ) {
      if (data.length - at < HEADER_BYTES) return OptionalInt.empty();
      int type = (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
      int length = (data[at + 2] & 0xff) << 8 | data[at + 3] & 0xff;
      int value = at + HEADER_BYTES;
      if (length > data.length - value) return OptionalInt.empty();
      if ((type & TYPE_MASK) == RESULT) {
        if (length != 2 || result != 0) return OptionalInt.empty();
        result = (data[value] & 0xff) << 8 | data[value + 1] & 0xff;
        if (result != SUCCESS && result != FAILURE) return OptionalInt.empty();
      } else if ((type & MANDATORY) != 0) {
        return OptionalInt.empty();
      }
      at = value + length;
    }
    return result == 0 ? OptionalInt.empty() : OptionalInt.of(result);
  }
}
