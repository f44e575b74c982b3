package jaruek.collector.syslog;

import java.util.Arrays;

/**
 * Turns the bytes of a message into well-formed UTF-8. Well-formed UTF-8 stays as it is. Otherwise
 * the text is one of three, told by its bytes above 127: mostly UTF-8 with a few broken bytes (cut
 * off, mixed), Thai in TIS-620 or Windows-874, or ISO 8859-1. ASCII stays where it is in all of
 * them, and each byte that is not understood becomes the character of its number, so none is lost.
 */
final class Utf8 {
  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** Windows-874 from 0x80 to 0x9f; 0 where nothing is assigned. */
  private static final char[] WINDOWS_874_LOW = {
    '\u20ac', 0, 0, 0, 0, '\u2026', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\u2018', '\u2019', '\u201c',
    '\u201d', '\u2022', '\u2013', '\u2014', 0, 0, 0, 0, 0, 0, 0, 0
  };

  private Utf8() {}

  /** The text as UTF-8; the same array if it is that already. */
  static byte[] of(byte[] raw) {
    int or = 0;
    for (byte b : raw) or |= b;
    if (or >= 0) return raw;
    int inSequences = 0;
    int broken = 0;
    for (int at = 0; at < raw.length; ) {
      int length = sequenceLength(raw, at);
      if (length == 0) broken++;
      else if (length > 1) inSequences += length;
      at += Math.max(length, 1);
    }
    if (broken == 0) return raw;
    boolean mostlyUtf8 = inSequences >= 3 * broken || hasBom(raw);
    return mostlyUtf8 || !looksThai(raw) ? mended(raw, mostlyUtf8) : fromThai(raw);
  }

  private static boolean hasBom(byte[] raw) {
    for (int at = 0; at + BOM.length <= raw.length; at++) {
      if (raw[at] == BOM[0] && Arrays.equals(raw, at, at + 3, BOM, 0, 3)) return true;
    }
    return false;
  }

  /** The length of the well-formed sequence at this place (Unicode table 3-7), or 0. */
  static int sequenceLength(byte[] raw, int at) {
    int lead = raw[at] & 0xff;
    if (lead < 0x80) return 1;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (raw.length - at < length) return 0;
    int second = raw[at + 1] & 0xff;
    int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) return 0;
    for (int i = 2; i < length; i++) {
      if ((raw[at + i] & 0xc0) != 0x80) return 0;
    }
    return length;
  }

  /**
   * Thai letters come in runs that begin with a consonant or a vowel of its own; in European text
   * the bytes above 127 stand alone, or would be Thai marks without a letter to stand on.
   */
  private static boolean looksThai(byte[] raw) {
    int high = 0;
    int inThaiRuns = 0;
    for (int at = 0; at < raw.length; at++) {
      if (raw[at] >= 0) continue;
      int from = at;
      while (at < raw.length && raw[at] < 0) {
        if (thai(raw[at]) == 0) return false;
        at++;
      }
      high += at - from;
      if (at - from > 1 && !isMark(raw[from] & 0xff)) inThaiRuns += at - from;
    }
    return inThaiRuns * 2 >= high;
  }

  private static boolean isMark(int b) {
    return b == 0xd1 || (b >= 0xd4 && b <= 0xda) || (b >= 0xe7 && b <= 0xee);
  }

  /** The character of a Windows-874 byte above 127, 0 where nothing is assigned. */
  private static char thai(byte value) {
    int b = value & 0xff;
    if (b < 0xa0) return WINDOWS_874_LOW[b - 0x80];
    if (b == 0xa0) return '\u00a0';
    if ((b > 0xda && b < 0xdf) || b > 0xfb) return 0;
    return (char) (0x0e01 + b - 0xa1);
  }

  private static byte[] fromThai(byte[] raw) {
    byte[] text = new byte[raw.length * 3];
    int length = 0;
    for (byte b : raw) length = put(text, length, b >= 0 ? (char) b : thai(b));
    return Arrays.copyOf(text, length);
  }

  private static byte[] mended(byte[] raw, boolean keepSequences) {
    byte[] text = new byte[raw.length * 2];
    int length = 0;
    for (int at = 0; at < raw.length; ) {
      int sequence = keepSequences || raw[at] >= 0 ? sequenceLength(raw, at) : 0;
      if (sequence == 0) {
        length = put(text, length, (char) (raw[at++] & 0xff));
      } else {
        System.arraycopy(raw, at, text, length, sequence);
        at += sequence;
        length += sequence;
      }
    }
    return Arrays.copyOf(text, length);
  }

  private static int put(byte[] text, int at, char c) {
    int next = at;
    if (c < 0x80) {
      text[next++] = (byte) c;
    } else if (c < 0x800) {
      text[next++] = (byte) (0xc0 | c >> 6);
      text[next++] = (byte) (0x80 | (c & 0x3f));
    } else {
      text[next++] = (byte) (0xe0 | c >> 12);
      text[next++] = (byte) (0x80 | (c >> 6 & 0x3f));
      text[next++] = (byte) (0x80 | (c & 0x3f));
    }
    return next;
  }
}
