package jaruek.collector.vendor;

/**
 * The topics that RouterOS puts before a line ("firewall,info ", "hotspot,account,info,debug ");
 * its BSD form leaves them out.
 */
final class MikrotikTopics {
  private static final int LENGTH_MAX = 64;
  private static final int WORDS_MAX = 3;

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

  /**
   * Whether the device's own words begin here: right behind the topics, or behind a logging rule's
   * prefix or a server's name, which are a few plain words. What another program quotes, and a dump
   * of a packet ("Host-Name = …"), is no RouterOS line.
   */
  static boolean opens(LogLine line, int at) {
    int from = skip(line);
    if (at < from || at - from > LENGTH_MAX) return false;
    int words = 0;
    for (int place = from; place < at; place++) {
      byte b = line.text()[place];
      if ("\"'=[](){}<>|;".indexOf(b) >= 0) return false;
      if (b == ' ') words++;
    }
    return words <= WORDS_MAX;
  }

  /** Whether a process with a number speaks ("sshd[9]: "), which no RouterOS line has. */
  static boolean isOfAProcess(LogLine line) {
    Tag tag = Tag.read(line);
    return !tag.isNone() && tag.to() < line.to() && line.text()[tag.to()] == '[';
  }
}
