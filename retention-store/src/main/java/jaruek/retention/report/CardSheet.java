package jaruek.retention.report;

import java.io.IOException;
import java.util.List;

/** Sheets of cards to be cut apart, ten on a page of A4, as PDF. */
public final class CardSheet {
  /** The most cards of one file. */
  public static final int CARDS_MAX = 5000;

  /** The most lines of one card; what is more does not fit. */
  public static final int LINES_MAX = 6;

  private CardSheet() {}

  /**
   * One card.
   *
   * @param title in bold at the top
   * @param lines below it, from the top; the large one is drawn larger
   * @param large which of the lines, or -1
   */
  public record Card(String title, List<String> lines, int large) {
    /** Copies the lines. */
    public Card {
      lines = List.copyOf(lines);
      if (lines.size() > LINES_MAX) throw new IllegalArgumentException("lines " + lines.size());
    }
  }

  /**
   * The file's bytes.
   *
   * @param title of the document
   * @param foot on each page
   */
  public static byte[] write(String title, String foot, List<Card> cards) throws IOException {
    if (cards.size() > CARDS_MAX) throw new IllegalArgumentException("cards " + cards.size());
    List<PdfFont> fonts =
        List.of(
            new PdfFont("Sarabun-Regular.ttf", "Sarabun-Regular"),
            new PdfFont("Sarabun-Bold.ttf", "Sarabun-Bold"));
    Typesetter pages = new Typesetter(fonts);
    for (int i = 0; i < cards.size(); i++) {
      if (i > 0 && i % Typesetter.CARDS_OF_PAGE == 0) pages.newPage();
      pages.card(i % Typesetter.CARDS_OF_PAGE, cards.get(i));
    }
    return new PdfFile(fonts).bytes(pages.pages(foot), title, "th");
  }
}
