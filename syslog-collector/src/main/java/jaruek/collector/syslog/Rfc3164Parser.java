package jaruek.collector.syslog;

import jaruek.collector.vendor.Ascii;
import java.util.List;

/**
 * RFC 3164 as devices write it, from behind the PRI: what may stand before the time (Cisco's
 * sequence numbers and host, each with a colon), the time in its many forms, perhaps a host,
 * perhaps a tag with a process, or Cisco's %FACILITY-SEVERITY-MNEMONIC. Where two readings are
 * possible the plain one is taken: the first word behind the time is the host unless it cannot be
 * one.
 */
final class Rfc3164Parser {
  private static final int PREFIXES_MAX = 5;
  private static final int HOSTNAME_MAX = 255;
  private static final int TAG_MAX = 64;
  private static final int PROC_ID_MAX = 128;
  private static final int MNEMONIC_MAX = 128;

  /** Words that end MikroTik's topics ("firewall,info"), which look like a host otherwise. */
  private static final List<byte[]> TOPIC_LEVELS =
      List.of(
          Ascii.bytes(",info"),
          Ascii.bytes(",error"),
          Ascii.bytes(",warning"),
          Ascii.bytes(",critical"),
          Ascii.bytes(",debug"),
          Ascii.bytes(",account"));

  private final Header header;
  private final TimeReader time;

  Rfc3164Parser(Header header, TimeReader time) {
    this.header = header;
    this.time = time;
  }

  /** Reads what follows the PRI, or the whole message where there is none. */
  void parse(byte[] text, int from, long receivedAtMillis) {
    if (parseIfCertain(text, from, receivedAtMillis)) return;
    header.hostname.clear();
    int at = Ascii.skipSpaces(text, from, header.end);
    header.understood = header.priority >= 0;
    if (header.understood) {
      readTag(text, at);
    } else {
      header.contentFrom = at;
      header.messageFrom(at);
    }
  }

  /** Reads it if a time or a Cisco mnemonic shows the form; else false, and nothing is set. */
  boolean parseIfCertain(byte[] text, int from, long receivedAtMillis) {
    int to = header.end;
    int at = Ascii.skipSpaces(text, from, to);
    for (int prefixes = 0; prefixes <= PREFIXES_MAX && at < to; prefixes++) {
      int clock = text[at] == '*' || text[at] == '.' ? at + 1 : at;
      if (time.readLegacy(text, clock, to, receivedAtMillis)
          || readTimeBehindNode(text, at, receivedAtMillis)) {
        header.sentAtMillis = time.millis;
        parseBehindTime(text, time.end);
        return true;
      }
      if (readMnemonic(text, at)) return true;
      int end = Ascii.wordEnd(text, at, Math.min(to, at + HOSTNAME_MAX));
      if (end == to || text[end - 1] != ':') break;
      if (!isCounter(text, at, end)) {
        if (!header.hostname.isEmpty() || !isHostname(text, at, end - 1)) break;
        header.hostname.set(at, end - 1);
      }
      at = Ascii.skipSpaces(text, end, to);
    }
    header.hostname.clear();
    return false;
  }

  /** Reads host, tag and message. */
  void parseBehindTime(byte[] text, int from) {
    int to = header.end;
    header.understood = true;
    int at = skipColon(text, from);
    if (readMnemonic(text, at)) return;
    int end = Ascii.wordEnd(text, at, to);
    if (header.hostname.isEmpty() && end < to && isHostname(text, at, end)) {
      header.hostname.set(at, end);
      at = skipColon(text, end);
      if (readMnemonic(text, at)) return;
    }
    readTag(text, at);
  }

  /** Whether the first or the second word here is a tag with its colon. */
  boolean looksTagged(byte[] text, int from) {
    int to = header.end;
    int first = Ascii.wordEnd(text, from, to);
    int second = Ascii.wordEnd(text, Math.min(first + 1, to), to);
    return (first > from && text[first - 1] == ':')
        || (second > first + 1 && text[second - 1] == ':');
  }

  /** IOS XR: "RP/0/RSP0/CPU0:Jun 15 02:35:28". */
  private boolean readTimeBehindNode(byte[] text, int at, long receivedAtMillis) {
    int to = header.end;
    int colon = Ascii.find(text, ':', at, Math.min(to, at + TAG_MAX));
    return colon > at
        && Ascii.find(text, ' ', at, colon) < 0
        && time.readLegacy(text, colon + 1, to, receivedAtMillis);
  }

  /** A sequence number, an uptime, or a colon alone. */
  private static boolean isCounter(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (!Ascii.isDigit(text[at]) && text[at] != ':') return false;
    }
    return true;
  }

  private int skipColon(byte[] text, int from) {
    int at = Ascii.skipSpaces(text, from, header.end);
    return at < header.end && text[at] == ':' ? Ascii.skipSpaces(text, at + 1, header.end) : at;
  }

  private static boolean isHostname(byte[] text, int from, int to) {
    if (to <= from || to - from > HOSTNAME_MAX || text[to - 1] == ':') return false;
    for (int at = from; at < to; at++) {
      byte b = text[at];
      if (b >= 0 && !Ascii.isDigit(b) && !Ascii.isLetter(b) && "-._:,@~*".indexOf(b) < 0) {
        return false;
      }
      if (b == ',' && isTopicLevel(text, at, to)) return false;
    }
    return true;
  }

  private static boolean isTopicLevel(byte[] text, int at, int to) {
    for (byte[] level : TOPIC_LEVELS) {
      if (Ascii.startsWith(text, level, at, to)) return true;
    }
    return false;
  }

  /** %FACILITY[-SUBFACILITY]-SEVERITY-MNEMONIC: app name and message id; the text keeps it. */
  private boolean readMnemonic(byte[] text, int from) {
    if (from >= header.end || text[from] != '%') return false;
    int to = Math.min(header.end, from + MNEMONIC_MAX);
    int severity = -1;
    int at = from + 1;
    for (; at < to && isMnemonic(text[at]); at++) {
      boolean digit = at > from + 2 && text[at] >= '0' && text[at] <= '7';
      if (digit && text[at - 1] == '-' && at + 1 < to && text[at + 1] == '-') severity = at;
    }
    if (severity < 0 || at <= severity + 2) return false;
    header.appName.set(from + 1, severity - 1);
    header.msgId.set(severity + 2, at);
    header.contentFrom = from;
    header.messageFrom(from);
    header.understood = true;
    return true;
  }

  private static boolean isMnemonic(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || Ascii.isDigit(b)
        || b == '-'
        || b == '_';
  }

  /** "tag:", "tag[pid]:" or "tag[pid]", then the message; or the message alone. */
  private void readTag(byte[] text, int from) {
    int to = header.end;
    header.contentFrom = from;
    header.messageFrom(from);
    int at = from;
    while (at < to && at - from < TAG_MAX && isTag(text[at])) at++;
    if (at == from || at == to) return;
    int name = at;
    int close = at;
    if (text[at] == '[') {
      close = Ascii.find(text, ']', at, Math.min(to, at + PROC_ID_MAX));
      if (close < 0) return;
      at = close + 1;
    }
    boolean colon = at < to && text[at] == ':';
    if (colon) at++;
    if ((!colon && close == name) || (at < to && text[at] != ' ')) return;
    header.appName.set(from, name);
    if (close > name) header.procId.set(name + 1, close);
    header.messageFrom(Ascii.skipSpaces(text, at, to));
  }

  private static boolean isTag(byte b) {
    return b < 0 || Ascii.isDigit(b) || Ascii.isLetter(b) || "-_./+@~#*()".indexOf(b) >= 0;
  }
}
