package jaruek.retention.record;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address as two 64-bit words, big-endian. IPv4 is held as ::ffff:a.b.c.d (RFC 4291
 * section 2.5.5.2), so a mapped address and the plain one are equal; its text is the plain one.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {

  /** The IPv6 unspecified address, "::". */
  public static final IpAddress UNSPECIFIED = new IpAddress(0, 0);

  private static final long V4_PREFIX = 0x0000_ffff_0000_0000L;

  /** The IPv4 address with these 32 bits. */
  public static IpAddress ofIpv4(int bits) {
    return new IpAddress(0, lowOfIpv4(bits));
  }

  /** The low word of an IPv4 address (its high word is 0). */
  public static long lowOfIpv4(int bits) {
    return V4_PREFIX | (bits & 0xffff_ffffL);
  }

  /**
   * The address in network byte order.
   *
   * @throws IllegalArgumentException unless there are 4 or 16 bytes
   */
  public static IpAddress ofBytes(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> ofIpv4((int) word(bytes, 0, 4));
      case 16 -> new IpAddress(word(bytes, 0, 8), word(bytes, 8, 8));
      default -> throw new IllegalArgumentException("an address of " + bytes.length + " bytes");
    };
  }

  private static long word(byte[] bytes, int offset, int length) {
    long word = 0;
    for (int i = 0; i < length; i++) word = word << 8 | (bytes[offset + i] & 0xff);
    return word;
  }

  /**
   * The address with this text (dotted quad or RFC 4291 section 2.2), empty if it is none; never
   * asks a name server.
   */
  public static Optional<IpAddress> parse(CharSequence text) {
    return AddressText.parse(text);
  }

  /**
   * The address with this text.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static IpAddress of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("not an address: " + text));
  }

  /** Whether this is an IPv4 address. */
  public boolean isIpv4() {
    return isIpv4(high, low);
  }

  /** Whether these words hold an IPv4 address. */
  public static boolean isIpv4(long high, long low) {
    return high == 0 && (low & 0xffff_ffff_0000_0000L) == V4_PREFIX;
  }

  /** Network byte order, 4 or 16 bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[isIpv4() ? 4 : 16];
    for (int i = bytes.length - 1, shift = 0; i >= 0; i--, shift += 8) {
      bytes[i] = (byte) ((shift < 64 ? low : high) >>> (shift & 63));
    }
    return bytes;
  }

  /** Unsigned, so IPv4 sorts among the lowest. */
  @Override
  public int compareTo(IpAddress other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** RFC 5952 text; IPv4 as a dotted quad. */
  @Override
  public String toString() {
    return new String(utf8(high, low), StandardCharsets.US_ASCII);
  }

  /** The RFC 5952 text of these words as ASCII bytes. */
  public static byte[] utf8(long high, long low) {
    return AddressText.format(high, low);
  }
}
