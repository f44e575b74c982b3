package jaruek.admin.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Lines to standard output or error in UTF-8, with colours where a person looks. */
public final class Screen {
  /** A colour or weight. */
  public enum Style {
    /** Headings. */
    BOLD("1"),
    /** Things by the way. */
    FAINT("2"),
    /** Good. */
    GREEN("32"),
    /** Uncertain. */
    YELLOW("33"),
    /** Bad. */
    RED("31"),
    /** What may be typed. */
    CYAN("36");

    private final String sgr;

    Style(String sgr) {
      this.sgr = sgr;
    }
  }

  /** Nobody takes the output any more, or its disk is full. */
  static final class OutputException extends UncheckedIOException {
    @Serial private static final long serialVersionUID = 1;

    OutputException(IOException cause) {
      super(cause);
    }

    String reason() {
      IOException cause = getCause();
      return cause == null ? "" : TextFile.reason(cause);
    }

    /** Whether the reader has hung up, as {@code head} does: no fault. */
    boolean readerGone() {
      return String.valueOf(getMessage()).contains("Broken pipe");
    }
  }

  private final Writer writer;
  private final boolean shown;
  private final boolean coloured;
  private final int columns;

  /** {@code columns} is the width to keep to, 0 if none. */
  Screen(OutputStream stream, boolean shown, boolean coloured, int columns) {
    this.writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), 16384);
    this.shown = shown;
    this.coloured = coloured;
    this.columns = columns;
  }

  /** Whether a person looks: a terminal. */
  public boolean shown() {
    return shown;
  }

  /** The width to keep to in cells, 0 if there is none. */
  public int columns() {
    return columns;
  }

  /** Text from outside, made safe: no control character comes through. */
  public static String safe(String text) {
    return SafeText.escape(text);
  }

  /** The text in this style where colours are shown. */
  public String style(Style style, String text) {
    return coloured ? "\u001b[" + style.sgr + "m" + text + "\u001b[0m" : text;
  }

  /** Prints a line as it is: what came from outside must be {@link #safe}. */
  public void line(String text) {
    print(text + "\n");
  }

  /** Prints text as it is, without a line's end. */
  public void print(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }

  /** Sends what was printed on its way. */
  public void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }
}
