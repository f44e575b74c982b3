package jaruek.retention.column;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The UTF-8 of short texts seen lately, so that a million rows from "netflow9" share one array. At
 * most {@link #SLOTS} texts of at most {@link #CHARS_MAX} characters; a newer one takes the slot.
 */
final class TextCache {
  static final int SLOTS = 1024;
  static final int CHARS_MAX = 64;

  private final @Nullable String[] texts = new @Nullable String[SLOTS];
  private final byte[][] encoded = new byte[SLOTS][];

  byte @Nullable [] find(String text) {
    int slot = slot(text);
    return text.equals(texts[slot]) ? encoded[slot] : null;
  }

  byte[] add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (text.length() <= CHARS_MAX) {
      texts[slot(text)] = text;
      encoded[slot(text)] = bytes;
    }
    return bytes;
  }

  private static int slot(String text) {
    int hash = text.hashCode();
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }
}
