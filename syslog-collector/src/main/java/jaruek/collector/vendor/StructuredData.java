package jaruek.collector.vendor;

import org.jspecify.annotations.Nullable;

/** The parameters of one SD-ELEMENT, RFC 5424 section 6.3, wherever on the line it stands. */
final class StructuredData {
  private StructuredData() {}

  /**
   * Reads the first element whose SD-ID begins so; null if there is none. An element cut short has
   * the parameters that are whole.
   *
   * @param opening "[junos@2636."
   */
  static @Nullable Values read(LogLine line, byte[] opening, KeyValues keys) {
    byte[] text = line.text();
    int to = line.to();
    int at = Ascii.find(text, opening, 0, to);
    if (at < 0) return null;
    Values values = keys.none(line, Escaping.STRUCTURED_DATA);
    at += opening.length;
    while (at < to && text[at] != ' ' && text[at] != ']') at++;
    while (at < to && text[at] == ' ') {
      int keyFrom = Ascii.skipSpaces(text, at, to);
      int keyTo = keyFrom;
      while (keyTo < to && text[keyTo] != '=' && text[keyTo] != ' ' && text[keyTo] != ']') keyTo++;
      if (keyTo + 1 >= to || text[keyTo] != '=' || text[keyTo + 1] != '"') break;
      int valueTo = quotedEnd(text, keyTo + 2, to);
      if (valueTo == to) break;
      keys.put(values, keyFrom, keyTo, keyTo + 2, valueTo);
      at = valueTo + 1;
    }
    return values;
  }

  private static int quotedEnd(byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] != '"') {
      if (text[at] == '\\') at++;
      at++;
    }
    return Math.min(at, to);
  }
}
