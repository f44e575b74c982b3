package jaruek.collector.vendor;

import java.util.Arrays;
import java.util.List;

/**
 * The values of named keys on a line of <code>key=value key="quoted value"</code>. A quoted value
 * ends at the next quote without a backslash before it; a bare one at a space. The first of two
 * equal keys counts. One pass, whatever the number of keys.
 */
final class KeyValues {
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

  /** Reads the line. */
  Values read(LogLine line) {
    Values values = new Values(line, new int[keys.length * 2]);
    byte[] text = line.text();
    int to = line.to();
    int at = line.from();
    while (at < to) {
      int keyFrom = at;
      while (at < to && text[at] != '=' && text[at] != ' ') at++;
      if (at == to) break;
      if (text[at++] == ' ') continue;
      int key = key(text, keyFrom, at - 1);
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
      if (key >= 0 && values.ranges[key * 2 + 1] == 0) {
        values.ranges[key * 2] = valueFrom;
        values.ranges[key * 2 + 1] = valueTo;
      }
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

  private int key(byte[] text, int from, int to) {
    if (to - from > 32) return -1;
    for (int slot = hash(text, from, to) & mask; slots[slot] >= 0; slot = slot + 1 & mask) {
      byte[] key = keys[slots[slot]];
      if (Arrays.equals(key, 0, key.length, text, from, to)) return slots[slot];
    }
    return -1;
  }

  /** Where the values stand on one line; a key is named by its place in the list. */
  record Values(LogLine line, int[] ranges) {
    int from(int key) {
      return ranges[key * 2];
    }

    int to(int key) {
      return ranges[key * 2 + 1];
    }

    /** Whether the key is there with a value that is not empty. */
    boolean has(int key) {
      return to(key) > from(key);
    }

    boolean is(int key, byte[] word) {
      return to(key) - from(key) == word.length && line.has(word, from(key));
    }

    byte[] bytes(int key) {
      return line.bytes(from(key), to(key));
    }

    long number(int key) {
      return Ascii.number(line.text(), from(key), to(key));
    }

    int number(int key, int max) {
      return Ascii.number(line.text(), from(key), to(key), max);
    }
  }
}
