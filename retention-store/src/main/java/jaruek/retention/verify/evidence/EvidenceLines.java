package jaruek.retention.verify.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An entry's lines, each of bounded length and ended by a line feed. */
final class EvidenceLines implements AutoCloseable {
  private final InputStream in;
  private final String name;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int filled;
  private byte[] line = new byte[1024];
  private int length;
  private long number;

  EvidenceLines(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /** Moves to the next line; false at the end. */
  boolean next() throws IOException {
    number++;
    length = 0;
    while (true) {
      if (next == filled && !fill()) return false;
      int end = next;
      while (end < filled && buffer[end] != '\n') end++;
      take(end);
      if (end < filled) {
        next = end + 1;
        return true;
      }
    }
  }

  private void take(int end) {
    int more = end - next;
    if (length + more > EvidenceZip.LINE_BYTES_MAX) throw bad("is too long");
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.max(line.length * 2, length + more));
    }
    System.arraycopy(buffer, next, line, length, more);
    length += more;
    next = end;
  }

  private boolean fill() throws IOException {
    next = 0;
    filled = Math.max(0, in.read(buffer));
    if (filled == 0 && length > 0) throw bad("ends without a line feed");
    return filled > 0;
  }

  /** Of the present line, from 1. */
  long number() {
    return number;
  }

  String where() {
    return name + ", line " + number;
  }

  /** The line without its line feed, or null if it is no UTF-8. */
  @Nullable String text() {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(line, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  Changed bad(String what) {
    return new Changed(where(), what);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
