package jaruek.admin.cli;

/**
 * Text from the network made safe to show: what could drive a terminal or turn the reading order
 * around is written as an escape.
 */
final class SafeText {
  private SafeText() {}

  /** C0, DEL and C1 controls, line ends, bidirectional overrides and lone surrogates escaped. */
  static String escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (suspect(text.charAt(i))) return escapeFrom(text, i);
    }
    return text;
  }

  private static String escapeFrom(String text, int from) {
    StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        safe.append(c).append(text.charAt(++i));
      } else if (suspect(c)) {
        append(safe, c);
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }

  private static void append(StringBuilder safe, char c) {
    switch (c) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default -> safe.append(c < 0x100 ? "\\x%02x".formatted((int) c) : unicode(c));
    }
  }

  /**
   * A line of JSON whose strings cannot drive a terminal; JSON's own escapes, so it means the same.
   * What JSON escapes anyway is not touched.
   */
  static String escapeJson(String json) {
    StringBuilder safe = null;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      boolean escaped = c >= 0x7f && !Character.isSurrogate(c) && suspect(c);
      if (escaped && safe == null) {
        safe = new StringBuilder(json.length() + 16).append(json, 0, i);
      }
      if (safe != null) safe.append(escaped ? unicode(c) : String.valueOf(c));
    }
    return safe == null ? json : safe.toString();
  }

  private static String unicode(char c) {
    return "\\u%04x".formatted((int) c);
  }

  private static boolean suspect(char c) {
    if (c < 0x7f) return c < 0x20;
    return c < 0xa0
        || (c >= 0x200e && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0xfeff
        || Character.isSurrogate(c);
  }
}
