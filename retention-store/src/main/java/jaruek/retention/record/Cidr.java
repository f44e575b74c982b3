package jaruek.retention.record;

import java.util.Optional;

/**
 * A range of addresses by prefix, "192.0.2.0/24" or "2001:db8::/32"; an address alone is the whole
 * of its length.
 *
 * @param first the lowest address of the range
 * @param prefixLength 0-128, counted in the 128-bit form (an IPv4 /24 is 120 here)
 */
public record Cidr(IpAddress first, int prefixLength) {

  /** Clears the bits behind the prefix. */
  public Cidr {
    if (prefixLength < 0 || prefixLength > 128) {
      throw new IllegalArgumentException("prefix length " + prefixLength);
    }
    first =
        new IpAddress(first.high() & highMask(prefixLength), first.low() & lowMask(prefixLength));
  }

  /** The range with this text, empty if it is none. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) return Optional.empty();
    int offset = address.get().isIpv4() ? 96 : 0;
    if (slash < 0) return Optional.of(new Cidr(address.get(), 128));
    String digits = text.substring(slash + 1);
    if (!digits.matches("[0-9]{1,3}")) return Optional.empty();
    int prefix = Integer.parseInt(digits) + offset;
    return prefix > 128 ? Optional.empty() : Optional.of(new Cidr(address.get(), prefix));
  }

  /**
   * The range with this text.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Cidr of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not an address range: " + text));
  }

  /** The highest address of the range. */
  public IpAddress last() {
    return new IpAddress(
        first.high() | ~highMask(prefixLength), first.low() | ~lowMask(prefixLength));
  }

  /** Whether an address is in both. */
  public boolean overlaps(Cidr other) {
    return contains(other.first) || other.contains(first);
  }

  /** Whether the address lies in the range. */
  public boolean contains(IpAddress address) {
    return contains(address.high(), address.low());
  }

  /** Whether the address with these words lies in the range. */
  public boolean contains(long high, long low) {
    return (high & highMask(prefixLength)) == first.high()
        && (low & lowMask(prefixLength)) == first.low();
  }

  private static long highMask(int prefixLength) {
    return prefixLength >= 64 ? -1L : prefixLength == 0 ? 0 : -1L << (64 - prefixLength);
  }

  private static long lowMask(int prefixLength) {
    return prefixLength <= 64 ? 0 : -1L << (128 - prefixLength);
  }

  @Override
  public String toString() {
    return first + "/" + (first.isIpv4() && prefixLength >= 96 ? prefixLength - 96 : prefixLength);
  }
}
