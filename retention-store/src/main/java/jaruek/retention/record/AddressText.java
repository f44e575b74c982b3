package jaruek.retention.record;

import java.util.Arrays;
import java.util.Optional;

/** Addresses from and to text: RFC 4291 section 2.2 read, RFC 5952 written. */
final class AddressText {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private AddressText() {}

  static byte[] format(long high, long low) {
    return IpAddress.isIpv4(high, low) ? formatIpv4((int) low) : formatIpv6(high, low);
  }

  private static byte[] formatIpv4(int bits) {
    byte[] text = new byte[15];
    int end = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
      int octet = bits >>> shift & 0xff;
      if (octet >= 100) text[end++] = (byte) ('0' + octet / 100);
      if (octet >= 10) text[end++] = (byte) ('0' + octet / 10 % 10);
      text[end++] = (byte) ('0' + octet % 10);
      if (shift > 0) text[end++] = '.';
    }
    return Arrays.copyOf(text, end);
  }

  private static byte[] formatIpv6(long high, long low) {
    int zerosStart = -1;
    int zerosLength = 1; // a single zero group is not shortened
    for (int start = 0; start < 8; start++) {
      int length = 0;
      while (start + length < 8 && group(high, low, start + length) == 0) length++;
      if (length > zerosLength) {
        zerosStart = start;
        zerosLength = length;
      }
    }
    byte[] text = new byte[39];
    int end = 0;
    for (int i = 0; i < 8; i++) {
      if (i == zerosStart) {
        text[end++] = ':';
        text[end++] = ':';
        i += zerosLength - 1;
        continue;
      }
      if (i > 0 && text[end - 1] != ':') text[end++] = ':';
      int group = group(high, low, i);
      for (int shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0;
          shift >= 0;
          shift -= 4) {
        text[end++] = HEX[group >>> shift & 0xf];
      }
    }
    return Arrays.copyOf(text, end);
  }

  private static int group(long high, long low, int index) {
    return (int) ((index < 4 ? high : low) >>> 48 - 16 * (index & 3)) & 0xffff;
  }

  static Optional<IpAddress> parse(CharSequence text) {
    int length = text.length();
    if (length < 2 || length > 45) return Optional.empty();
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) == ':') return parseIpv6(text);
    }
    long bits = parseIpv4(text, 0);
    return bits < 0 ? Optional.empty() : Optional.of(IpAddress.ofIpv4((int) bits));
  }

  /** The 32 bits of the dotted quad that fills the text from here to its end, or -1. */
  private static long parseIpv4(CharSequence text, int from) {
    long bits = 0;
    int octets = 0;
    int at = from;
    while (octets < 4) {
      int octet = 0;
      int start = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        octet = octet * 10 + text.charAt(at++) - '0';
        if (at - start > 3) return -1;
      }
      if (at == start || octet > 255) return -1;
      bits = bits << 8 | octet;
      octets++;
      if (octets < 4 && (at >= text.length() || text.charAt(at++) != '.')) return -1;
    }
    return at == text.length() ? bits : -1;
  }

  private static Optional<IpAddress> parseIpv6(CharSequence text) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = 0;
    int length = text.length();
    if (text.charAt(0) == ':') {
      if (text.charAt(1) != ':') return Optional.empty();
      gap = 0;
      at = 2;
    }
    while (at < length) {
      if (count == 8) return Optional.empty();
      int start = at;
      int group = 0;
      while (at < length && Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 128) {
        group = group << 4 | Character.digit(text.charAt(at++), 16);
        if (at - start > 4) return Optional.empty();
      }
      if (at < length && text.charAt(at) == '.') {
        long bits = count > 6 ? -1 : parseIpv4(text, start);
        if (bits < 0) return Optional.empty();
        groups[count++] = (int) (bits >>> 16);
        groups[count++] = (int) bits & 0xffff;
        at = length;
        break;
      }
      if (at == start) return Optional.empty();
      groups[count++] = group;
      if (at == length) break;
      if (text.charAt(at++) != ':') return Optional.empty();
      if (at == length) return Optional.empty();
      if (text.charAt(at) == ':') {
        if (gap >= 0) return Optional.empty();
        gap = count;
        at++;
      }
    }
    if (gap < 0 ? count != 8 : count > 7) return Optional.empty();
    long high = 0;
    long low = 0;
    for (int i = 0; i < 8; i++) {
      int group =
          gap < 0 || i < gap ? groups[i] : i < 8 - (count - gap) ? 0 : groups[i - (8 - count)];
      if (i < 4) high = high << 16 | group;
      else low = low << 16 | group;
    }
    return Optional.of(new IpAddress(high, low));
  }
}
