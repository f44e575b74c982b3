package jaruek.radius.eap.tls;

import java.io.ByteArrayOutputStream;

/** The little DER that an OCSP request needs. */
final class Der {
  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int SEQUENCE = 0x30;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) content.writeBytes(part);
    return element(SEQUENCE, content.toByteArray());
  }

  static byte[] octets(byte[] value) {
    return element(OCTETS, value);
  }

  static byte[] integer(byte[] twosComplement) {
    return element(INTEGER, twosComplement);
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length < 128) {
      out.write(length);
    } else if (length < 256) {
      out.write(0x81);
      out.write(length);
    } else if (length < 65_536) {
      out.write(0x82);
      out.write(length >>> 8);
      out.write(length);
    } else {
      throw new IllegalArgumentException("DER of " + length + " bytes");
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
