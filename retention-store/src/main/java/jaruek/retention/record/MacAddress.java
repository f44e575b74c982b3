package jaruek.retention.record;

import java.util.Optional;

/** A 48-bit hardware address. Stored and shown as six lower-case pairs with colons. */
public record MacAddress(long bits) {

  /** Cuts to 48 bits. */
  public MacAddress {
    bits &= 0xffff_ffff_ffffL;
  }

  /**
   * Reads the forms seen in the field: aa:bb:cc:dd:ee:ff, AA-BB-…, aabb.ccdd.eeff, aabbccddeeff;
   * empty if it is none.
   */
  public static Optional<MacAddress> parse(CharSequence text) {
    if (text.length() < 12 || text.length() > 17) return Optional.empty();
    long bits = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit >= 0) {
        bits = bits << 4 | digit;
        if (++digits > 12) return Optional.empty();
      } else if ((c != ':' && c != '-' && c != '.')
          || digits == 0
          || (digits & 1) != 0
          || digits == 12) {
        return Optional.empty();
      }
    }
    return digits == 12 ? Optional.of(new MacAddress(bits)) : Optional.empty();
  }

  @Override
  public String toString() {
    char[] text = new char[17];
    for (int i = 0, shift = 44; shift >= 0; shift -= 4) {
      text[i++] = Character.forDigit((int) (bits >>> shift) & 0xf, 16);
      if ((shift & 4) == 0 && shift > 0) text[i++] = ':';
    }
    return new String(text);
  }
}
