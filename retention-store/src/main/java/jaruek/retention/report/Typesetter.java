package jaruek.retention.report;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Puts headings, paragraphs and tables onto pages from the top down. Lines break where the language
 * allows it: between words of Thai by the JDK's dictionary, else anywhere if a word is too wide.
 */
final class Typesetter {
  /** A font's place in the list, and its size in points. */
  record Style(int font, float size) {
    float leading() {
      return size * 1.45f;
    }
  }

  private static final float MARGIN = 56;
  private static final float BOTTOM = 64;
  private static final float CELL_PADDING = 3;
  private static final Style FOOT = new Style(0, 8);
  private static final int CARD_COLUMNS = 2;
  private static final int CARD_ROWS = 5;
  private static final float CARD_PADDING = 10;
  private static final Style CARD_TITLE = new Style(1, 11);
  private static final Style CARD_TEXT = new Style(0, 9.5f);
  private static final Style CARD_LARGE = new Style(1, 14);

  /** How many cards fit a page. */
  static final int CARDS_OF_PAGE = CARD_COLUMNS * CARD_ROWS;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final List<PdfFont> fonts;
  private final List<StringBuilder> pages = new ArrayList<>();
  private BreakIterator breaks = BreakIterator.getLineInstance(Locale.ENGLISH);
  private float y;

  Typesetter(List<PdfFont> fonts) {
    this.fonts = fonts;
    newPage();
  }

  void language(Locale locale) {
    breaks = BreakIterator.getLineInstance(locale);
  }

  void newPage() {
    pages.add(new StringBuilder());
    y = PdfFile.HEIGHT - MARGIN;
  }

  private void room(float height) {
    if (y - height < BOTTOM) newPage();
  }

  void space(float points) {
    y -= points;
  }

  void text(Style style, String text) {
    lines(style, text, MARGIN, PdfFile.WIDTH - 2 * MARGIN);
  }

  /** A paragraph with a bullet. */
  void item(Style style, String text) {
    room(style.leading());
    draw(style, "•", MARGIN + 4, y - style.size());
    lines(style, text, MARGIN + 16, PdfFile.WIDTH - 2 * MARGIN - 16);
  }

  private void lines(Style style, String text, float x, float width) {
    for (String line : broken(style, text, width)) {
      room(style.leading());
      draw(style, line, x, y - style.size());
      y -= style.leading();
    }
  }

  /** Label and value in two columns. */
  void pair(Style label, Style value, String name, String text) {
    float left = 130;
    List<String> names = broken(label, name, left - 6);
    List<String> values = broken(value, text, PdfFile.WIDTH - 2 * MARGIN - left);
    int rows = Math.max(names.size(), values.size());
    for (int i = 0; i < rows; i++) {
      room(value.leading());
      if (i < names.size()) draw(label, names.get(i), MARGIN, y - value.size());
      if (i < values.size()) draw(value, values.get(i), MARGIN + left, y - value.size());
      y -= value.leading();
    }
  }

  /**
   * A table; its head is repeated on each page.
   *
   * @param shares of the width, one for each column
   */
  void table(Style head, Style body, List<String> heads, List<List<String>> rows, float[] shares) {
    float sum = 0;
    for (float share : shares) sum += share;
    float[] widths = new float[shares.length];
    for (int i = 0; i < shares.length; i++) {
      widths[i] = (PdfFile.WIDTH - 2 * MARGIN) * shares[i] / sum;
    }
    row(head, heads, widths, () -> {});
    for (List<String> row : rows) {
      row(body, row, widths, () -> row(head, heads, widths, () -> {}));
    }
    y -= body.leading() / 2;
  }

  private void row(Style style, List<String> cells, float[] widths, Runnable onNewPage) {
    List<List<String>> broken = new ArrayList<>();
    int lines = 1;
    for (int i = 0; i < widths.length; i++) {
      List<String> cell = broken(style, cells.get(i), widths[i] - 2 * CELL_PADDING);
      broken.add(cell);
      lines = Math.max(lines, cell.size());
    }
    float height = lines * style.leading() + CELL_PADDING;
    if (y - height < BOTTOM) {
      newPage();
      onNewPage.run();
    }
    float x = MARGIN;
    for (int i = 0; i < widths.length; i++) {
      float top = y;
      for (String line : broken.get(i)) {
        draw(style, line, x + CELL_PADDING, top - style.size());
        top -= style.leading();
      }
      x += widths[i];
    }
    y -= height;
    rule(y + CELL_PADDING / 2);
  }

  /** A card in its place on the page, with a frame to cut along. */
  void card(int place, CardSheet.Card card) {
    float width = (PdfFile.WIDTH - 2 * MARGIN) / CARD_COLUMNS;
    float height = (PdfFile.HEIGHT - MARGIN - BOTTOM) / CARD_ROWS;
    float left = MARGIN + place % CARD_COLUMNS * width;
    int row = place / CARD_COLUMNS;
    float top = PdfFile.HEIGHT - MARGIN - row * height;
    pages
        .getLast()
        .append(
            String.format(
                Locale.ROOT,
                "0.4 w 0.6 G [3 3] 0 d %.2f %.2f %.2f %.2f re S [] 0 d\n",
                left,
                top - height,
                width,
                height));
    float at = cardLine(CARD_TITLE, card.title(), left, top - CARD_PADDING, width);
    for (int i = 0; i < card.lines().size(); i++) {
      Style style = i == card.large() ? CARD_LARGE : CARD_TEXT;
      at = cardLine(style, card.lines().get(i), left, at, width);
    }
  }

  /** One line, cut where it is too wide; gives where the next begins. */
  private float cardLine(Style style, String text, float left, float top, float width) {
    String line = broken(style, text, width - 2 * CARD_PADDING).getFirst();
    draw(style, line, left + CARD_PADDING, top - style.size());
    return top - style.leading();
  }

  void rule() {
    rule(y);
    y -= 6;
  }

  private void rule(float at) {
    pages
        .getLast()
        .append(
            String.format(
                Locale.ROOT,
                "0.4 w 0.6 G %.2f %.2f m %.2f %.2f l S\n",
                MARGIN,
                at,
                PdfFile.WIDTH - MARGIN,
                at));
  }

  /** The lines of a text that is to be no wider than this. */
  private List<String> broken(Style style, String raw, float width) {
    PdfFont font = fonts.get(style.font());
    String text = font.showable(raw);
    List<String> lines = new ArrayList<>();
    breaks.setText(text);
    int start = 0;
    int end = 0;
    for (int next = breaks.next(); next != BreakIterator.DONE; ) {
      if (fits(style, text, start, next, width)) {
        end = next;
        next = breaks.next();
      } else if (end > start) {
        lines.add(text.substring(start, end).stripTrailing());
        start = end;
      } else {
        end = cut(style, text, start, next, width);
        lines.add(text.substring(start, end));
        start = end;
      }
    }
    if (start < text.length() || lines.isEmpty()) lines.add(text.substring(start).stripTrailing());
    return lines;
  }

  private boolean fits(Style style, String text, int start, int end, float width) {
    String line = text.substring(start, end).stripTrailing();
    return fonts.get(style.font()).shape(line).width() * style.size() / PdfFont.UNITS <= width;
  }

  /** Where a word that is too wide is broken: between characters as readers see them. */
  private int cut(Style style, String text, int start, int limit, float width) {
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text);
    int end = characters.following(start);
    for (int next = characters.next();
        next != BreakIterator.DONE && next < limit && fits(style, text, start, next, width);
        next = characters.next()) {
      end = next;
    }
    return end;
  }

  private void draw(Style style, String text, float x, float baseline) {
    draw(pages.getLast(), style, text, x, baseline);
  }

  private void draw(StringBuilder out, Style style, String text, float x, float baseline) {
    if (text.isEmpty()) return;
    PdfFont font = fonts.get(style.font());
    float scale = style.size() / PdfFont.UNITS;
    out.append(String.format(Locale.ROOT, "BT /F%d %.2f Tf\n", style.font(), style.size()));
    float expectedX = Float.NaN;
    float expectedY = Float.NaN;
    boolean open = false;
    for (PdfFont.Glyph glyph : font.shape(text).glyphs()) {
      boolean follows = Math.abs(glyph.x() - expectedX) < 1 && Math.abs(glyph.y() - expectedY) < 1;
      if (!follows) {
        if (open) out.append(">Tj\n");
        out.append(
            String.format(
                Locale.ROOT,
                "1 0 0 1 %.3f %.3f Tm<",
                x + glyph.x() * scale,
                baseline + glyph.y() * scale));
        open = true;
      }
      out.append(HEX.toHexDigits((short) glyph.code()));
      expectedX = glyph.x() + font.advance(glyph.code());
      expectedY = glyph.y();
    }
    if (open) out.append(">Tj\n");
    out.append("ET\n");
  }

  /** The pages, each with its number and this text at its foot. */
  List<String> pages(String foot) {
    List<String> done = new ArrayList<>();
    for (StringBuilder page : pages) {
      String number = (done.size() + 1) + " / " + pages.size();
      draw(page, FOOT, foot, MARGIN, BOTTOM - 28);
      draw(page, FOOT, number, PdfFile.WIDTH - MARGIN - 30, BOTTOM - 28);
      done.add(page.toString());
    }
    return done;
  }
}
