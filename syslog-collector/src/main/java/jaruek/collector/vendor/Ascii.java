package jaruek.collector.vendor;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Searches, numbers and addresses in the ASCII parts of a text. A range is [from, to); nothing
 * outside it is read. Linear, but for {@link #find}, which is linear for words that do not repeat
 * their beginning.
 */
public final class Ascii {
  private static final int ADDRESS_LENGTH_MAX = 45;

  private Ascii() {}

  /** The bytes of an ASCII text. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the byte is '0'-'9'. */
  public static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Whether the byte is a letter of the English alphabet. */
  public static boolean isLetter(byte b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  /** Whether the word stands at this place. */
  public static boolean startsWith(byte[] text, byte[] word, int at, int to) {
    if (at < 0 || to - at < word.length) return false;
    for (int i = 0; i < word.length; i++) {
      if (text[at + i] != word[i]) return false;
    }
    return true;
  }

  /** Where the word first stands, or -1. */
  public static int find(byte[] text, byte[] word, int from, int to) {
    byte first = word[0];
    for (int at = from; at <= to - word.length; at++) {
      if (text[at] == first && startsWith(text, word, at, to)) return at;
    }
    return -1;
  }

  /** Where the byte first stands, or -1. */
  public static int find(byte[] text, char wanted, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text[at] == wanted) return at;
    }
    return -1;
  }

  /** The first place that is no space, or the end. */
  public static int skipSpaces(byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] == ' ') at++;
    return at;
  }

  /** The place of the first space, or the end. */
  public static int wordEnd(byte[] text, int from, int to) {
    int space = find(text, ' ', from, to);
    return space < 0 ? to : space;
  }

  /** The number of 1-19 digits, at most 2⁶³-1, that fills the range, or -1. */
  public static long number(byte[] text, int from, int to) {
    if (from >= to || to - from > 19) return -1;
    long number = 0;
    for (int at = from; at < to; at++) {
      if (!isDigit(text[at])) return -1;
      number = number * 10 + text[at] - '0';
    }
    return number < 0 ? -1 : number; // 19 digits reach past 2⁶³ but not past 2⁶⁴
  }

  /** The number that fills the range if it is at most this, or -1. */
  public static int number(byte[] text, int from, int to, int max) {
    long number = number(text, from, to);
    return number > max ? -1 : (int) number;
  }

  /** The address that fills the range, empty if it is none. */
  public static Optional<IpAddress> address(byte[] text, int from, int to) {
    if (to - from < 2 || to - from > ADDRESS_LENGTH_MAX) return Optional.empty();
    return IpAddress.parse(latin(text, from, to));
  }

  /** The hardware address that fills the range, empty if it is none. */
  public static Optional<MacAddress> mac(byte[] text, int from, int to) {
    if (to - from < 12 || to - from > 17) return Optional.empty();
    return MacAddress.parse(latin(text, from, to));
  }

  private static String latin(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
