package jaruek.collector.vendor;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * A message as a vendor format reads it: well-formed UTF-8, and where the text behind the syslog
 * header begins.
 *
 * @param text the whole message, header included; not to be changed
 * @param from where the text behind time and host begins; a tag (RFC 3164) is part of it
 * @param to its end, trailing line ends and NULs cut
 * @param sentAtMillis the header's time, milliseconds since the epoch, or {@link #NO_TIME}
 * @param zone the zone of times on the line that have none
 */
public record LogLine(byte[] text, int from, int to, long sentAtMillis, ZoneId zone) {
  /** Stands for a time that is not known. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** Where the word first stands at or after a place, or -1. */
  int find(byte[] word, int start) {
    return Ascii.find(text, word, start, to);
  }

  /** Where the word last stands at or after a place, or -1. */
  int findLast(byte[] word, int start) {
    for (int at = to - word.length; at >= start; at--) {
      if (text[at] == word[0] && has(word, at)) return at;
    }
    return -1;
  }

  /** Whether the word stands at this place. */
  boolean has(byte[] word, int at) {
    return Ascii.startsWith(text, word, at, to);
  }

  /** The bytes between two places, UTF-8. */
  byte[] bytes(int start, int end) {
    return Arrays.copyOfRange(text, start, end);
  }

  /** The text between two places. */
  String string(int start, int end) {
    return new String(text, start, end - start, StandardCharsets.UTF_8);
  }
}
