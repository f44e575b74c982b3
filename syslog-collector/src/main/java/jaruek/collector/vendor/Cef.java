package jaruek.collector.vendor;

import org.jspecify.annotations.Nullable;

/**
 * ArcSight's Common Event Format, version 0 and 1: {@code CEF:0|Vendor|Product|Version|Signature
 * id|Name|Severity|key=value key=value with spaces}. A value ends where the next key begins; in the
 * header a backslash stands before a pipe, in a value before an equals sign.
 *
 * @param header the parts between the pipes, by the numbers below
 * @param values those of the extension
 */
record Cef(Values header, Values values) {
  static final int VENDOR = 0;
  static final int PRODUCT = 1;
  static final int VERSION = 2;
  static final int SIGNATURE = 3;
  static final int NAME = 4;
  static final int SEVERITY = 5;
  private static final int PARTS = 6;

  /**
   * Reads the line.
   *
   * @param opening the header up to the vendor's own name and pipe: "|Ubiquiti|"; the version may
   *     stand before it or be lost with a syslog tag "CEF:" that somebody took away
   * @return null if the opening is not there or the header has no end
   */
  static @Nullable Cef read(LogLine line, byte[] opening, KeyValues keys) {
    byte[] text = line.text();
    int to = line.to();
    int at = Ascii.find(text, opening, 0, to);
    if (at < 0) return null;
    at++;
    Values header = new Values(line, PARTS, Escaping.CEF);
    for (int part = 0; part < PARTS; part++) {
      int end = pipe(text, at, to);
      if (end < 0) return null;
      header.put(part, at, end);
      at = end + 1;
    }
    return new Cef(header, extension(line, at, keys));
  }

  private static int pipe(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text[at] == '|') return at;
      if (text[at] == '\\') at++;
    }
    return -1;
  }

  private static Values extension(LogLine line, int from, KeyValues keys) {
    byte[] text = line.text();
    int to = line.to();
    Values values = keys.none(line, Escaping.CEF);
    int keyFrom = -1;
    int keyTo = -1;
    int word = from; // where the present word begins, -1 if it can be no key
    for (int at = from; at < to; at++) {
      byte b = text[at];
      if (b == ' ') {
        word = at + 1;
      } else if (b == '=' && word >= 0 && word < at) {
        if (keyFrom >= 0) keys.put(values, keyFrom, keyTo, keyTo + 1, trimmed(text, keyTo, word));
        keyFrom = word;
        keyTo = at;
        word = -1;
      } else if (!isKey(b)) {
        word = -1;
        if (b == '\\') at++;
      }
    }
    if (keyFrom >= 0) keys.put(values, keyFrom, keyTo, keyTo + 1, trimmed(text, keyTo, to));
    return values;
  }

  private static int trimmed(byte[] text, int keyTo, int end) {
    int at = end;
    while (at > keyTo + 1 && text[at - 1] == ' ') at--;
    return at;
  }

  private static boolean isKey(byte b) {
    return Ascii.isLetter(b) || Ascii.isDigit(b) || "_.-[]".indexOf(b) >= 0;
  }
}
