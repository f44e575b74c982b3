package jaruek.collector.vendor;

import org.jspecify.annotations.Nullable;

/**
 * QRadar's Log Event Extended Format: {@code LEEF:1.0|Vendor|Product|Version|EventID|} and keys and
 * values with tabs between them; 2.0 has one more part, the delimiter as a character or as {@code
 * 0x5E} or {@code x5E}, where an empty one is the tab.
 *
 * @param header the parts between the pipes, by the numbers below
 * @param values those of the event
 */
record Leef(Values header, Values values) {
  static final int VENDOR = 0;
  static final int PRODUCT = 1;
  static final int VERSION = 2;
  static final int EVENT_ID = 3;
  private static final int PARTS = 4;
  private static final byte[] OPENING = Ascii.bytes("LEEF:");

  /**
   * Reads the line.
   *
   * @param vendor its name with both pipes: "|Check Point|"
   * @return null if this is no LEEF line of that vendor
   */
  static @Nullable Leef read(LogLine line, byte[] vendor, KeyValues keys) {
    byte[] text = line.text();
    int to = line.to();
    int opening = Ascii.find(text, OPENING, 0, to);
    if (opening < 0) return null;
    int version = opening + OPENING.length;
    int at = Ascii.find(text, '|', version, to);
    if (at < 0 || !Ascii.startsWith(text, vendor, at, to)) return null;
    at++;
    Values header = new Values(line, PARTS, Escaping.NONE);
    for (int part = 0; part < PARTS; part++) {
      int end = Ascii.find(text, '|', at, to);
      if (end < 0) return null;
      header.put(part, at, end);
      at = end + 1;
    }
    int delimiter = '\t';
    if (text[version] == '2') {
      int end = Ascii.find(text, '|', at, Math.min(to, at + 6));
      if (end >= 0) { // some leave the part out altogether
        delimiter = delimiter(text, at, end);
        at = end + 1;
      }
    }
    return new Leef(header, event(line, at, delimiter, keys));
  }

  private static int delimiter(byte[] text, int from, int to) {
    if (to - from == 1) return text[from];
    int hex = from;
    if (hex < to && text[hex] == '0') hex++;
    if (hex >= to || (text[hex] | 0x20) != 'x') return '\t';
    int number = 0;
    for (int at = hex + 1; at < to; at++) {
      int digit = Character.digit(text[at], 16);
      if (digit < 0) return '\t';
      number = number << 4 | digit;
    }
    return number > 0 && number < 128 ? number : '\t';
  }

  private static Values event(LogLine line, int from, int delimiter, KeyValues keys) {
    byte[] text = line.text();
    int to = line.to();
    Values values = keys.none(line, Escaping.NONE);
    int at = from;
    while (at < to) {
      int end = Ascii.find(text, (char) delimiter, at, to);
      if (end < 0) end = to;
      int equals = Ascii.find(text, '=', at, end);
      if (equals > at) keys.put(values, at, equals, equals + 1, end);
      at = end + 1;
    }
    return values;
  }
}
