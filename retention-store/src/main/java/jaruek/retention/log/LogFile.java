package jaruek.retention.log;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the file of a log's entries, from its beginning, without changing it. */
public final class LogFile {
  /** The longest line: a segment's entry has less than a thousand bytes. */
  public static final int LINE_BYTES_MAX = 65_536;

  private LogFile() {}

  /** Takes the lines. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * One line.
     *
     * @param index from 0, the leaf's index in the tree
     * @param line its bytes without the newline, the leaf
     */
    void line(long index, byte[] line);
  }

  /**
   * What the file holds.
   *
   * @param lines whole ones
   * @param wholeBytes of the whole lines, newlines included
   * @param tornBytes behind them: a last line that has no newline, whose writing was cut off
   */
  public record Extent(long lines, long wholeBytes, long tornBytes) {}

  /**
   * Hands out the whole lines.
   *
   * @throws LogException if the file cannot be read or a line is too long
   */
  public static Extent read(Path file, Visitor visitor) {
    long lines = 0;
    long wholeBytes = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != '\n') {
          line.write(b);
          if (line.size() > LINE_BYTES_MAX) return tooLong(file, lines, wholeBytes, in);
          continue;
        }
        visitor.line(lines++, line.toByteArray());
        wholeBytes += line.size() + 1;
        line.reset();
      }
    } catch (IOException e) {
      throw new LogException("the log " + file + " cannot be read: " + e, e);
    }
    return new Extent(lines, wholeBytes, line.size());
  }

  /** A power cut can leave a long tail of zeros; a newline behind so much is damage. */
  private static Extent tooLong(Path file, long lines, long wholeBytes, InputStream in)
      throws IOException {
    long rest = LINE_BYTES_MAX + 1;
    for (int b = in.read(); b >= 0; b = in.read(), rest++) {
      if (b == '\n') {
        throw new LogException(
            file + " is damaged: entry " + lines + " has more than " + LINE_BYTES_MAX + " bytes");
      }
    }
    return new Extent(lines, wholeBytes, rest);
  }
}
