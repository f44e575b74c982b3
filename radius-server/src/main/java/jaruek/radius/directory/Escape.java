package jaruek.radius.directory;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What users typed, as it may stand in a filter (RFC 4515 section 3) or a distinguished name (RFC
 * 4514 section 2.4) without meaning anything there: both take a backslash and two digits for any
 * byte, so only what has no meaning in either stays.
 */
final class Escape {
  private static final HexFormat HEX = HexFormat.of();

  private Escape() {}

  static String value(String typed) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : typed.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b)) escaped.append((char) b);
      else escaped.append('\\').append(HEX.toHexDigits(b));
    }
    return escaped.toString();
  }

  private static boolean isPlain(byte b) {
    return b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b >= '0' && b <= '9'
        || b == '.'
        || b == '-'
        || b == '_'
        || b == '@';
  }
}
