package jaruek.retention.column;

import java.nio.charset.StandardCharsets;

/**
 * Looks for a text within UTF-8, letter by letter without regard to case: code points are compared
 * after {@link Character#toLowerCase(int)}, which no language's rules alter.
 */
final class TextSearch {
  private final String wanted;
  private final byte[] wantedBytes;
  private final boolean ascii;

  TextSearch(String text) {
    byte[] wellFormed = text.getBytes(StandardCharsets.UTF_8); // '?' for half a surrogate pair
    wanted = lowerCase(new String(wellFormed, StandardCharsets.UTF_8));
    wantedBytes = wanted.getBytes(StandardCharsets.UTF_8);
    ascii = isAscii(wantedBytes);
  }

  boolean isIn(byte[] utf8) {
    if (ascii && isAscii(utf8)) return isInAscii(utf8);
    return lowerCase(new String(utf8, StandardCharsets.UTF_8)).contains(wanted);
  }

  private boolean isInAscii(byte[] utf8) {
    for (int from = 0; from <= utf8.length - wantedBytes.length; from++) {
      int length = 0;
      while (length < wantedBytes.length && lower(utf8[from + length]) == wantedBytes[length]) {
        length++;
      }
      if (length == wantedBytes.length) return true;
    }
    return false;
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  private static boolean isAscii(byte[] utf8) {
    for (byte b : utf8) if (b < 0) return false;
    return true;
  }

  private static String lowerCase(String text) {
    return text.codePoints()
        .map(Character::toLowerCase)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
