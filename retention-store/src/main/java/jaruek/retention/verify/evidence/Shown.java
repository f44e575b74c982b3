package jaruek.retention.verify.evidence;

import java.util.Locale;

/** Hostile text made harmless for a message. */
final class Shown {
  private static final int CHARACTERS_MAX = 200;

  private Shown() {}

  /** Printable ASCII, all else as {@code \xHH}; at most so many characters of it. */
  static String ascii(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .limit(CHARACTERS_MAX)
        .forEach(
            c -> {
              if (c >= ' ' && c <= '~') shown.append((char) c);
              else shown.append(String.format(Locale.ROOT, "\\x%02x", c));
            });
    return shown.toString();
  }
}
