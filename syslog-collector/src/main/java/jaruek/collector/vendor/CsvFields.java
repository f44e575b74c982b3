package jaruek.collector.vendor;

/**
 * Comma-separated fields, RFC 4180: one that begins with a quote ends at the next quote that is not
 * doubled. Fields are numbered from 0; what is left of a line cut short is the last one.
 */
final class CsvFields {
  private CsvFields() {}

  /**
   * Reads at most so many fields from a place on; the rest of the line is not looked at.
   *
   * @return the values; {@link Values#count} is how many there are
   */
  static Values read(LogLine line, int from, int countMax) {
    return read(line, from, countMax, ',');
  }

  /** The same with another separator. */
  static Values read(LogLine line, int from, int countMax, char separator) {
    byte[] text = line.text();
    int to = line.to();
    int[] ranges = new int[countMax * 2];
    int count = 0;
    int at = from;
    while (count < countMax && at <= to) {
      int fieldFrom = at;
      int fieldTo;
      if (at < to && text[at] == '"') {
        fieldFrom = at + 1;
        fieldTo = quotedEnd(text, fieldFrom, to);
        at = Ascii.find(text, separator, fieldTo, to);
      } else {
        at = Ascii.find(text, separator, at, to);
        fieldTo = at < 0 ? to : at;
      }
      ranges[count * 2] = fieldFrom;
      ranges[count * 2 + 1] = fieldTo;
      count++;
      if (at < 0) break;
      at++;
    }
    return new Values(line, java.util.Arrays.copyOf(ranges, count * 2), Escaping.CSV);
  }

  private static int quotedEnd(byte[] text, int from, int to) {
    int at = from;
    while (at < to) {
      if (text[at] == '"') {
        if (at + 1 >= to || text[at + 1] != '"') return at;
        at++;
      }
      at++;
    }
    return to;
  }
}
