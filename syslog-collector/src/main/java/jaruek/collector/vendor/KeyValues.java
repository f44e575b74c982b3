package jaruek.collector.vendor;

import java.util.Arrays;
import java.util.List;

/**
 * The values of named keys on a line of <code>key=value key="quoted value"</code>. A quoted value
 * ends at the next quote without a backslash before it; a bare one at a space. The first of two
 * equal keys counts. One pass, whatever the number of keys.
 */
final class KeyValues {
  private static final int KEY_LENGTH_MAX = 40;

  private final byte[][] keys;
  private final int[] slots;
  private final int mask;

  KeyValues(List<String> keys) {
    this.keys = keys.stream().map(Ascii::bytes).toArray(byte[][]::new);
    slots = new int[Integer.highestOneBit(keys.size() * 8)];
    mask = slots.length - 1;
    Arrays.fill(slots, -1);
    for (int key = 0; key < this.keys.length; key++) {
      int slot = hash(this.keys[key], 0, this.keys[key].length) & mask;
      while (slots[slot] >= 0) slot = slot + 1 & mask;
      slots[slot] = key;
    }
  }

  /** The number of a key, the place where it stood in the list. */
  int index(String key) {
    byte[] word = Ascii.bytes(key);
    int index = find(word, 0, word.length);
    if (index < 0) throw new IllegalArgumentException("no key " + key);
    return index;
  }

  /** No values yet, for a reader to fill with {@link #put}. */
  Values none(LogLine line, Escaping escaping) {
    return new Values(line, keys.length, escaping);
  }

  /** Keeps the value if its key is one of ours and it is the first of it. */
  void put(Values values, int keyFrom, int keyTo, int valueFrom, int valueTo) {
    int key = find(values.line().text(), keyFrom, keyTo);
    if (key >= 0) values.putFirst(key, valueFrom, valueTo);
  }

  /** Reads the line. */
  Values read(LogLine line) {
    return read(line, line.from());
  }

  /** Reads the line from this place on. */
  Values read(LogLine line, int from) {
    Values values = none(line, Escaping.NONE);
    byte[] text = line.text();
    int to = line.to();
    int at = from;
    while (at < to) {
      int keyFrom = at;
      while (at < to && text[at] != '=' && text[at] != ' ') at++;
      if (at == to) break;
      if (text[at++] == ' ') continue;
      int keyTo = at - 1;
      int valueFrom;
      int valueTo;
      if (at < to && text[at] == '"') {
        valueFrom = at + 1;
        valueTo = quotedEnd(text, valueFrom, to);
        at = valueTo + 1;
      } else {
        valueFrom = at;
        valueTo = Ascii.wordEnd(text, at, to);
        at = valueTo;
      }
      put(values, keyFrom, keyTo, valueFrom, valueTo);
    }
    return values;
  }

  private static int quotedEnd(byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] != '"') {
      if (text[at] == '\\' && at + 1 < to) at++;
      at++;
    }
    return Math.min(at, to);
  }

  private static int hash(byte[] text, int from, int to) {
    int hash = to - from;
    for (int at = from; at < to; at++) hash = hash * 31 + text[at];
    return hash ^ hash >>> 15;
  }

  private int find(byte[] text, int from, int to) {
    if (to - from > KEY_LENGTH_MAX) return -1;
    for (int slot = hash(text, from, to) & mask; slots[slot] >= 0; slot = slot + 1 & mask) {
      byte[] key = keys[slots[slot]];
      if (Arrays.equals(key, 0, key.length, text, from, to)) return slots[slot];
    }
    return -1;
  }
}
