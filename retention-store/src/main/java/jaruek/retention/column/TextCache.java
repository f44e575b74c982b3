package jaruek.retention.column;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The places of short texts seen lately, so that a million rows from "netflow9" share one. At most
 * {@link #SLOTS} texts of at most {@link #CHARS_MAX} characters; a newer one takes the slot.
 */
final class TextCache {
  static final int SLOTS = 1024;
  static final int CHARS_MAX = 64;

  private final TextHeap heap;
  private final @Nullable String[] texts = new @Nullable String[SLOTS];
  private final long[] places = new long[SLOTS];

  TextCache(TextHeap heap) {
    this.heap = heap;
  }

  /** The place of this text's UTF-8. */
  long place(String text) {
    int slot = slot(text);
    if (text.equals(texts[slot])) return places[slot];
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long place = heap.add(bytes, 0, bytes.length);
    if (text.length() <= CHARS_MAX) {
      texts[slot] = text;
      places[slot] = place;
    }
    return place;
  }

  private static int slot(String text) {
    int hash = text.hashCode();
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }
}
