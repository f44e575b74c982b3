package jaruek.collector.vendor;

/**
 * The topics that RouterOS puts before a line ("firewall,info ", "hotspot,account,info,debug ");
 * its BSD form leaves them out.
 */
final class MikrotikTopics {
  private static final int LENGTH_MAX = 64;

  private MikrotikTopics() {}

  /** Where the text behind the topics begins; the line's beginning if it has none. */
  static int skip(LogLine line) {
    byte[] text = line.text();
    boolean comma = false;
    int limit = Math.min(line.to(), line.from() + LENGTH_MAX);
    for (int at = line.from(); at < limit; at++) {
      byte b = text[at];
      if (b == ',') comma = true;
      else if (b == ' ') return comma && at > line.from() ? at + 1 : line.from();
      else if (!Ascii.isLetter(b) && !Ascii.isDigit(b) && b != '-' && b != '!') break;
    }
    return line.from();
  }
}
