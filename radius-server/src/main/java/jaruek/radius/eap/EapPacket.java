package jaruek.radius.eap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An EAP packet, RFC 3748 section 4.
 *
 * @param code 1-4
 * @param id 0-255, matches responses to requests
 * @param type of requests and responses; 0 of success and failure
 * @param data behind the type
 */
record EapPacket(int code, int id, int type, byte[] data) {
  static final int REQUEST = 1;
  static final int RESPONSE = 2;
  static final int SUCCESS = 3;
  static final int FAILURE = 4;

  static final int IDENTITY = 1;
  static final int NOTIFICATION = 2;
  static final int NAK = 3;
  static final int EXPANDED = 254;

  static final int HEADER_BYTES = 4;

  /** What came of reading bytes. */
  sealed interface Read {
    /** A packet. */
    record Sound(EapPacket packet) implements Read {}

    /** Not one; the reason is a word of ours. */
    record Malformed(String reason) implements Read {}
  }

  /** Whatever the bytes, it returns. What stands behind the length is padding (section 4.1). */
  static Read read(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) return new Read.Malformed("eap-truncated");
    int code = bytes[0] & 0xff;
    int length = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    if (code < REQUEST || code > FAILURE) return new Read.Malformed("eap-unknown-code");
    if (length > bytes.length) return new Read.Malformed("eap-truncated");
    boolean typed = code == REQUEST || code == RESPONSE;
    if (length < (typed ? HEADER_BYTES + 1 : HEADER_BYTES)) {
      return new Read.Malformed("eap-bad-length");
    }
    int id = bytes[1] & 0xff;
    if (!typed) return new Read.Sound(new EapPacket(code, id, 0, new byte[0]));
    byte[] data = Arrays.copyOfRange(bytes, HEADER_BYTES + 1, length);
    return new Read.Sound(new EapPacket(code, id, bytes[HEADER_BYTES] & 0xff, data));
  }

  static byte[] request(int id, int type, byte[] data) {
    int length = HEADER_BYTES + 1 + data.length;
    return ByteBuffer.allocate(length)
        .put((byte) REQUEST)
        .put((byte) id)
        .putShort((short) length)
        .put((byte) type)
        .put(data)
        .array();
  }

  static byte[] success(int id) {
    return new byte[] {SUCCESS, (byte) id, 0, HEADER_BYTES};
  }

  static byte[] failure(int id) {
    return new byte[] {FAILURE, (byte) id, 0, HEADER_BYTES};
  }

  /** The data as text; malformed sequences become U+FFFD. */
  String text() {
    return new String(data, StandardCharsets.UTF_8);
  }

  /** Never the data: it may be a password. */
  @Override
  public String toString() {
    return "EAP code " + code + " id " + id + " type " + type + ", " + data.length + " bytes";
  }
}
