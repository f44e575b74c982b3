package jaruek.collector.syslog;

import jaruek.collector.vendor.Ascii;
import java.time.ZoneId;

/**
 * Finds the header of a message: PRI, then RFC 5424 if a version follows, else RFC 3164. A message
 * that claims RFC 5424 and is not keeps the fields before its first fault, unless it reads as a
 * mixture that devices do send: a version, then RFC 3164. Used by one thread.
 */
final class HeaderParser {
  private static final int PRIORITY_MAX = 191;

  private final Header header = new Header();
  private final TimeReader time;
  private final Rfc3164Parser rfc3164;
  private final Rfc5424Parser rfc5424;

  HeaderParser() {
    time = new TimeReader();
    rfc3164 = new Rfc3164Parser(header, time);
    rfc5424 = new Rfc5424Parser(header, time, rfc3164);
  }

  /**
   * Reads a message in UTF-8; what it returns is good until the next call.
   *
   * @param zone the zone of times that name none
   */
  Header parse(byte[] text, long receivedAtMillis, ZoneId zone) {
    time.zone(zone);
    header.clear();
    int to = text.length;
    while (to > 0 && (text[to - 1] == '\n' || text[to - 1] == '\r' || text[to - 1] == 0)) to--;
    header.end = to;
    int from = Rfc5424Parser.behindBom(text, 0, to);
    int at = readPriority(text, from, to);
    int version = at > from ? Rfc5424Parser.versionEnd(text, at, to) : -1;
    if (version > 0) rfc5424.parse(text, at, version, receivedAtMillis);
    else rfc3164.parse(text, at, receivedAtMillis);
    return header;
  }

  /** RFC 5424 section 6.2.1: 1-3 digits without a leading zero, at most 191. */
  private int readPriority(byte[] text, int from, int to) {
    if (from >= to || text[from] != '<') return from;
    int close = Ascii.find(text, '>', from, Math.min(to, from + 5));
    int digits = close - from - 1;
    int priority = Ascii.number(text, from + 1, close, PRIORITY_MAX);
    if (priority < 0 || (digits > 1 && text[from + 1] == '0')) return from;
    header.priority = priority;
    return close + 1;
  }
}
