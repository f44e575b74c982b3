package jaruek.collector.vendor;

import java.util.List;

/**
 * The program that wrote a line, where the log's own header names it: APP-NAME of RFC 5424, else
 * the tag ("dhcpd[12]: ") that RFC 3164 leaves in front of the text. What a program repeats of what
 * others typed stands behind it; so a format that asks for its program's name cannot be spoken to
 * through another program's line.
 *
 * @param from where the name begins
 * @param to its end; equal to from if there is none
 * @param body where the program's own text begins
 */
record Tag(LogLine line, int from, int to, int body) {
  private static final int LENGTH_MAX = 64;
  private static final int PROCESS_LENGTH_MAX = 128;

  static Tag read(LogLine line) {
    Tag header = ofHeader(line);
    if (header == null) return behindHeader(line, line.from());
    Tag twice = behindHeader(line, line.from()); // forwarders that copy the tag, too
    byte[] name = line.bytes(header.from, header.to);
    return twice.is(List.of(name)) ? twice : header;
  }

  /** The fourth word of "<PRI>1 TIME HOST APP-NAME", null if the message has no such header. */
  private static @org.jspecify.annotations.Nullable Tag ofHeader(LogLine line) {
    byte[] text = line.text();
    int to = line.from();
    int at = Ascii.find(text, '>', 0, Math.min(to, 8)) + 1;
    if (at < 2 || at + 1 >= to || !Ascii.isDigit(text[at])) return null;
    int version = Ascii.wordEnd(text, at, Math.min(to, at + 4));
    if (Ascii.number(text, at, version) < 0) return null;
    int from = version;
    for (int word = 0; word < 2; word++) {
      from = Ascii.wordEnd(text, Math.min(from + 1, to), to);
    }
    from = Math.min(from + 1, to);
    int end = Ascii.wordEnd(text, from, to);
    if (end >= to || end == from || (end == from + 1 && text[from] == '-')) return null;
    return new Tag(line, from, end, line.from());
  }

  private static Tag behindHeader(LogLine line, int from) {
    byte[] text = line.text();
    int to = line.to();
    int at = from;
    int limit = Math.min(to, from + LENGTH_MAX);
    while (at < limit && text[at] != ':' && text[at] != '[' && text[at] != ' ') at++;
    int end = at;
    if (at < to && text[at] == '[') {
      at = Ascii.find(text, ']', at, Math.min(to, at + PROCESS_LENGTH_MAX)) + 1;
      if (at == 0) return none(line, from);
    }
    boolean colon = at < to && text[at] == ':';
    if (colon) at++;
    boolean tag = end > from && (colon || at > end) && (at == to || text[at] == ' ');
    return tag ? new Tag(line, from, end, Ascii.skipSpaces(text, at, to)) : none(line, from);
  }

  private static Tag none(LogLine line, int from) {
    return new Tag(line, from, from, from);
  }

  /** Whether the line names no program at all: one from a file. */
  boolean isNone() {
    return from == to;
  }

  /** Whether it is one of these programs. */
  boolean is(List<byte[]> names) {
    for (byte[] name : names) {
      if (to - from == name.length && line.has(name, from)) return true;
    }
    return false;
  }

  /** Whether its name begins so. */
  boolean startsWith(byte[] prefix) {
    return to - from >= prefix.length && line.has(prefix, from);
  }

  /** A walk over the program's own text. */
  Cursor cursor() {
    return new Cursor(line, body);
  }
}
