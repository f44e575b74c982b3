package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;

/**
 * Walks along a line of prose from word to word; what it read last lies between {@link #from} and
 * {@link #to}. It never goes back, so a walk is linear whatever is asked.
 */
final class Cursor {
  final LogLine line;
  int at;
  int from;
  int to;

  Cursor(LogLine line, int at) {
    this.line = line;
    this.at = at;
  }

  boolean atEnd() {
    return at >= line.to();
  }

  /** The byte here, 0 at the end. */
  byte here() {
    return at < line.to() ? line.text()[at] : 0;
  }

  boolean looksAt(byte[] word) {
    return line.has(word, at);
  }

  /** Goes behind the word if it stands here. */
  boolean skip(byte[] word) {
    if (!line.has(word, at)) return false;
    at += word.length;
    return true;
  }

  void skipSpaces() {
    at = Ascii.skipSpaces(line.text(), at, line.to());
  }

  /** Goes behind the next place of the word; what was passed over is the value read. */
  boolean until(byte[] word) {
    int found = line.find(word, at);
    if (found < 0) return false;
    from = at;
    to = found;
    at = found + word.length;
    return true;
  }

  /** The same with one byte. */
  boolean until(char end) {
    int found = Ascii.find(line.text(), end, at, line.to());
    if (found < 0) return false;
    from = at;
    to = found;
    at = found + 1;
    return true;
  }

  /** Reads up to the first of these bytes or the end, which is not passed over. */
  void upTo(String ends) {
    from = at;
    byte[] text = line.text();
    while (at < line.to() && (text[at] < 0 || ends.indexOf(text[at]) < 0)) at++;
    to = at;
  }

  /** Reads the word here, behind spaces. */
  void word() {
    skipSpaces();
    upTo(" ");
  }

  /** Reads the rest. */
  void rest() {
    from = at;
    to = line.to();
    at = to;
  }

  boolean is(byte[] word) {
    return to - from == word.length && line.has(word, from);
  }

  boolean isEmpty() {
    return to <= from;
  }

  byte[] bytes() {
    return line.bytes(from, to);
  }

  long number() {
    return Ascii.number(line.text(), from, to);
  }

  /** Fills the column with what was read last, as {@link Values#write}. */
  boolean write(RowWriter row, Column column) {
    return new Values(line, new int[] {from, to}, Escaping.NONE).write(0, row, column);
  }
}
