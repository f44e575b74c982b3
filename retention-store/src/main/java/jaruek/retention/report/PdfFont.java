package jaruek.retention.report;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.Point2D;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A TrueType font of our own: its shapes by the JDK, its file in the PDF. Used by one thread. */
final class PdfFont {
  /** Units in which a font's widths are given in PDF. */
  static final float UNITS = 1000;

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private final String name;
  private final byte[] file;
  private final Font font;
  private final TreeMap<Integer, Float> widths = new TreeMap<>();
  private final TreeMap<Integer, String> texts = new TreeMap<>();
  private final Map<String, Line> shaped = new HashMap<>();

  /**
   * A glyph in its place.
   *
   * @param code its number in the font
   * @param x from the line's beginning, in thousandths of the size
   * @param y above the base line
   */
  record Glyph(int code, float x, float y) {}

  /** A shaped text: its glyphs and its width, in thousandths of the size. */
  record Line(Glyph[] glyphs, float width) {}

  /**
   * Reads the font.
   *
   * @param resource its file beside this class
   * @param name for PDF, without blanks
   */
  PdfFont(String resource, String name) throws IOException {
    this.name = name;
    try (InputStream in = PdfFont.class.getResourceAsStream(resource)) {
      if (in == null) throw new IOException("this program lacks its own file " + resource);
      file = in.readAllBytes();
    }
    try {
      font = Font.createFont(Font.TRUETYPE_FONT, new ByteArrayInputStream(file)).deriveFont(UNITS);
    } catch (FontFormatException e) {
      throw new IOException(resource + " is no font", e);
    }
  }

  String name() {
    return name;
  }

  byte[] file() {
    return file;
  }

  /** What the font cannot show is written as its code point's number. */
  String showable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c < ' ' || Character.getType(c) == Character.FORMAT || !font.canDisplay(c)) {
                shown.append(String.format("‹%04X›", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  /** Shapes a text that has been made {@link #showable}. */
  Line shape(String text) {
    return shaped.computeIfAbsent(text, this::layout);
  }

  private Line layout(String text) {
    char[] chars = text.toCharArray();
    GlyphVector vector =
        font.layoutGlyphVector(CONTEXT, chars, 0, chars.length, Font.LAYOUT_LEFT_TO_RIGHT);
    Glyph[] glyphs = new Glyph[vector.getNumGlyphs()];
    for (int i = 0; i < glyphs.length; i++) {
      Point2D at = vector.getGlyphPosition(i);
      int code = vector.getGlyphCode(i);
      glyphs[i] = new Glyph(code, (float) at.getX(), (float) -at.getY());
      widths.computeIfAbsent(code, this::width);
      int from = vector.getGlyphCharIndex(i);
      if (from >= 0 && from < chars.length) texts.putIfAbsent(code, text(chars, from));
    }
    return new Line(glyphs, (float) vector.getGlyphPosition(glyphs.length).getX());
  }

  private static String text(char[] chars, int from) {
    boolean pair =
        Character.isHighSurrogate(chars[from])
            && from + 1 < chars.length
            && Character.isLowSurrogate(chars[from + 1]);
    return new String(chars, from, pair ? 2 : 1);
  }

  private float width(int code) {
    return font.createGlyphVector(CONTEXT, new int[] {code}).getGlyphMetrics(0).getAdvanceX();
  }

  /** The width of a glyph that was used. */
  float advance(int code) {
    return widths.getOrDefault(code, 0f);
  }

  /** The widths of all glyphs used, by code. */
  Map<Integer, Float> widths() {
    return widths;
  }

  /** What each glyph used stands for. */
  Map<Integer, String> texts() {
    return texts;
  }
}
