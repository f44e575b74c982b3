package jaruek.radius.account;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits CSV text into rows, RFC 4180; empty lines are skipped, lines end in LF, CRLF or CR. */
final class CsvRows {
  private final String text;
  private int at;
  private int nextLine = 1;
  private int line;
  private boolean unclosed;

  CsvRows(String text) {
    this.text = text;
  }

  /** The line on which the last row began. */
  int line() {
    return line;
  }

  /** Whether the text ended within quotes. */
  boolean unclosed() {
    return unclosed;
  }

  /** The next row's fields; null at the end. */
  @Nullable List<String> next() {
    skipEmptyLines();
    if (at >= text.length()) return null;
    line = nextLine;
    List<String> fields = new ArrayList<>(6);
    do {
      fields.add(field());
    } while (skip(','));
    endOfLine();
    return fields;
  }

  private void skipEmptyLines() {
    while (at < text.length() && isLineEnd(text.charAt(at))) endOfLine();
  }

  private String field() {
    if (!skip('"')) return plain();
    StringBuilder field = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"' && !skip('"')) return field + plain();
      if (c == '\n') nextLine++;
      field.append(c);
    }
    unclosed = true;
    return field.toString();
  }

  private String plain() {
    int start = at;
    while (at < text.length() && text.charAt(at) != ',' && !isLineEnd(text.charAt(at))) at++;
    return text.substring(start, at);
  }

  private boolean skip(char c) {
    if (at >= text.length() || text.charAt(at) != c) return false;
    at++;
    return true;
  }

  private void endOfLine() {
    if (at >= text.length()) return;
    nextLine++;
    if (text.charAt(at++) == '\r') skip('\n');
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }
}
