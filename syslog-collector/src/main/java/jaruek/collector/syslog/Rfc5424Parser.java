package jaruek.collector.syslog;

import jaruek.collector.vendor.Ascii;
import jaruek.collector.vendor.LogLine;

/**
 * RFC 5424 section 6, from the version on. Strict as to lengths and characters; at the first fault
 * the fields before it stand, and the rest is the message. Three things are taken that a strict
 * reader refuses: fractions of up to nine digits, the same SD-ID twice (section 6.3.2), and MSG in
 * any encoding (MSG-ANY).
 */
final class Rfc5424Parser {
  private static final int HOSTNAME_MAX = 255;
  private static final int APP_NAME_MAX = 48;
  private static final int PROC_ID_MAX = 128;
  private static final int MSG_ID_MAX = 32;
  private static final int SD_NAME_MAX = 32;
  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final Header header;
  private final TimeReader time;
  private final Rfc3164Parser rfc3164;

  Rfc5424Parser(Header header, TimeReader time, Rfc3164Parser rfc3164) {
    this.header = header;
    this.time = time;
    this.rfc3164 = rfc3164;
  }

  /** The place behind a byte order mark, if one stands here. */
  static int behindBom(byte[] text, int from, int to) {
    return Ascii.startsWith(text, BOM, from, to) ? from + BOM.length : from;
  }

  /** The end of a VERSION (1-999) with a space behind it, or -1. */
  static int versionEnd(byte[] text, int from, int to) {
    int at = from;
    while (at < to && at < from + 4 && Ascii.isDigit(text[at])) at++;
    boolean version = at > from && at <= from + 3 && text[from] != '0';
    return version && at < to && text[at] == ' ' ? at : -1;
  }

  /**
   * Reads what follows the PRI.
   *
   * @param version where the version begins
   * @param versionEnd the space behind it
   */
  void parse(byte[] text, int version, int versionEnd, long receivedAtMillis) {
    int from = versionEnd + 1;
    int at = readTime(text, from);
    if (at < 0) {
      int fault = header.sentAtMillis == LogLine.NO_TIME ? from : time.end;
      if (!rfc3164.parseIfCertain(text, from, receivedAtMillis)
          && !rfc3164.parseIfCertain(text, version, receivedAtMillis)) {
        stopAt(fault);
      }
      return;
    }
    if (!readNamesAndData(text, at) && rfc3164.looksTagged(text, at)) {
      header.clearNames();
      rfc3164.parseBehindTime(text, at);
    }
  }

  private void stopAt(int at) {
    header.contentFrom = Math.min(at, header.end);
    header.messageFrom(header.contentFrom);
  }

  /** The place behind the time and its space, or -1. */
  private int readTime(byte[] text, int from) {
    int to = header.end;
    int end = from + 1;
    if (from < to && text[from] != '-') {
      if (!time.readRfc5424(text, from, to)) return -1;
      header.sentAtMillis = time.millis;
      end = time.end;
    }
    return end < to && text[end] == ' ' ? end + 1 : -1;
  }

  private boolean readNamesAndData(byte[] text, int from) {
    int at = readName(text, from, HOSTNAME_MAX, header.hostname);
    if (at > 0) at = readName(text, at, APP_NAME_MAX, header.appName);
    if (at > 0) at = readName(text, at, PROC_ID_MAX, header.procId);
    if (at > 0) at = readName(text, at, MSG_ID_MAX, header.msgId);
    return at > 0 && readData(text, at);
  }

  /** PRINTUSASCII and a space; the place behind it, or -1 with the rest as the message. */
  private int readName(byte[] text, int from, int lengthMax, Header.Range name) {
    int to = Math.min(header.end, from + lengthMax + 1);
    int at = from;
    while (at < to && text[at] > ' ' && text[at] < 127) at++;
    if (at == from || at == to || text[at] != ' ') {
      stopAt(from);
      return -1;
    }
    if (at != from + 1 || text[from] != '-') name.set(from, at);
    return at + 1;
  }

  private boolean readData(byte[] text, int from) {
    int to = header.end;
    int at = from;
    if (at < to && text[at] == '-') at++;
    else at = elementsEnd(text, from, to);
    if (at < 0 || (at < to && text[at] != ' ')) {
      stopAt(from);
      return false;
    }
    if (text[from] == '[') header.structuredData.set(from, at);
    int message = Math.min(at + 1, to);
    header.messageFrom(message);
    header.contentFrom = behindBom(text, message, to);
    header.understood = true;
    return true;
  }

  /** The end of one or more SD-ELEMENTs, or -1. */
  private static int elementsEnd(byte[] text, int from, int to) {
    int at = from;
    while (at >= 0 && at < to && text[at] == '[') at = elementEnd(text, at, to);
    return at == from ? -1 : at;
  }

  private static int elementEnd(byte[] text, int from, int to) {
    int at = nameEnd(text, from + 1, to);
    while (at > 0 && at < to && text[at] == ' ') {
      at = nameEnd(text, at + 1, to);
      if (at < 0 || to - at < 2 || text[at] != '=' || text[at + 1] != '"') return -1;
      at = valueEnd(text, at + 2, to);
    }
    return at > 0 && at < to && text[at] == ']' ? at + 1 : -1;
  }

  /** The end of an SD-NAME: 1-32 of PRINTUSASCII but '=', ']' and '"'. */
  private static int nameEnd(byte[] text, int from, int to) {
    int at = from;
    while (at < to
        && text[at] > ' '
        && text[at] < 127
        && text[at] != '='
        && text[at] != ']'
        && text[at] != '"') {
      at++;
    }
    return at > from && at - from <= SD_NAME_MAX ? at : -1;
  }

  /** The place behind the closing quote; a backslash before any other byte is itself. */
  private static int valueEnd(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      byte b = text[at];
      if (b == '"') return at + 1;
      if (b == ']') return -1;
      if (b == '\\' && at + 1 < to && isEscaped(text[at + 1])) at++;
    }
    return -1;
  }

  private static boolean isEscaped(byte b) {
    return b == '"' || b == '\\' || b == ']';
  }
}
