package jaruek.radius.eap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The AVPs in an EAP-TTLS tunnel, RFC 5281 section 10: of Diameter's form, with RADIUS's numbers.
 */
final class TtlsAvps {
  static final int USER_NAME = 1;
  static final int USER_PASSWORD = 2;
  static final int CHAP_PASSWORD = 3;
  static final int CHAP_CHALLENGE = 60;
  static final int EAP_MESSAGE = 79;

  /** Microsoft's attributes, RFC 2548, under numbers that no AVP without vendor has. */
  static final int MS_CHAP_RESPONSE = 0x10001;

  static final int MS_CHAP_CHALLENGE = 0x1000b;
  static final int MS_CHAP2_RESPONSE = 0x10019;

  /** More than any client sends; keeps the cost of a message bounded. */
  static final int AVPS_MAX = 64;

  private static final int MICROSOFT = 311;
  private static final int MICROSOFT_OFFSET = 0x10000;
  private static final int MS_CHAP2_SUCCESS = 26;
  private static final int HEADER_BYTES = 8;
  private static final int VENDOR_BYTES = 4;
  private static final int FLAG_VENDOR = 0x80;
  private static final int FLAG_MANDATORY = 0x40;
  private static final int RADIUS_NUMBERS = 256;

  private final Map<Integer, byte[]> values = new HashMap<>();

  private TtlsAvps() {}

  /** What came of reading bytes. */
  sealed interface Read {
    /** AVPs. */
    record Sound(TtlsAvps avps) implements Read {}

    /** Not such; the reason is a word of ours. */
    record Malformed(String reason) implements Read {}
  }

  /** Whatever the bytes, it returns. */
  static Read read(byte[] bytes) {
    TtlsAvps avps = new TtlsAvps();
    int count = 0;
    for (int at = 0; at < bytes.length; ) {
      if (++count > AVPS_MAX) return malformed("ttls-too-many-avps");
      if (bytes.length - at < HEADER_BYTES) return malformed("ttls-avp-truncated");
      ByteBuffer header = ByteBuffer.wrap(bytes, at, HEADER_BYTES);
      int code = header.getInt();
      int flags = header.get() & 0xff;
      int length = (header.get() & 0xff) << 16 | header.getShort() & 0xffff;
      int vendorBytes = (flags & FLAG_VENDOR) == 0 ? 0 : VENDOR_BYTES;
      if (length < HEADER_BYTES + vendorBytes) return malformed("ttls-avp-length");
      if (length > bytes.length - at) return malformed("ttls-avp-truncated");
      int vendor =
          vendorBytes == 0 ? 0 : ByteBuffer.wrap(bytes, at + HEADER_BYTES, VENDOR_BYTES).getInt();
      byte[] value = Arrays.copyOfRange(bytes, at + HEADER_BYTES + vendorBytes, at + length);
      String fault = avps.put(vendor, code, (flags & FLAG_MANDATORY) != 0, value);
      if (fault != null) return malformed(fault);
      at += length + 3 & ~3; // padded to four bytes; the last one's may be left out
    }
    return new Read.Sound(avps);
  }

  private static Read malformed(String reason) {
    return new Read.Malformed(reason);
  }

  private @Nullable String put(int vendor, int code, boolean mandatory, byte[] value) {
    boolean radius = vendor == 0 && code >= 0 && code < RADIUS_NUMBERS;
    boolean microsoft = vendor == MICROSOFT && code >= 0 && code < RADIUS_NUMBERS;
    if (!radius && !microsoft) return mandatory ? "ttls-avp-unknown" : null;
    int key = microsoft ? MICROSOFT_OFFSET + code : code;
    byte[] before = values.putIfAbsent(key, value);
    if (before == null) return null;
    if (key != EAP_MESSAGE) return "ttls-avp-repeated";
    ByteArrayOutputStream joined = new ByteArrayOutputStream(); // in pieces, as in RADIUS
    joined.writeBytes(before);
    joined.writeBytes(value);
    values.put(key, joined.toByteArray());
    return null;
  }

  /** The value of an AVP; null if it is not there. */
  byte @Nullable [] get(int number) {
    return values.get(number);
  }

  /** An EAP packet as an AVP. */
  static byte[] eapMessage(byte[] packet) {
    return padded(
        ByteBuffer.allocate(HEADER_BYTES + packet.length)
            .putInt(EAP_MESSAGE)
            .putInt(FLAG_MANDATORY << 24 | HEADER_BYTES + packet.length)
            .put(packet)
            .array());
  }

  /** MS-CHAP2-Success, RFC 2548 section 2.3.3. */
  static byte[] msChap2Success(int ident, byte[] text) {
    int length = HEADER_BYTES + VENDOR_BYTES + 1 + text.length;
    return padded(
        ByteBuffer.allocate(length)
            .putInt(MS_CHAP2_SUCCESS)
            .putInt((FLAG_VENDOR | FLAG_MANDATORY) << 24 | length)
            .putInt(MICROSOFT)
            .put((byte) ident)
            .put(text)
            .array());
  }

  private static byte[] padded(byte[] avp) {
    return Arrays.copyOf(avp, avp.length + 3 & ~3);
  }
}
