package jaruek.retention.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A PDF 1.7 file of pages with text in embedded fonts (ISO 32000-1): composite fonts whose codes
 * are glyph numbers, so that whatever shaping came to can be shown.
 */
final class PdfFile {
  /** A4, in points. */
  static final float WIDTH = 595.28f;

  static final float HEIGHT = 841.89f;

  private static final int CATALOG = 1;
  private static final int PAGES = 2;
  private static final int INFO = 3;
  private static final int FIRST_FONT = 4;
  private static final int OBJECTS_OF_FONT = 5;

  private final List<PdfFont> fonts;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Integer> offsets = new ArrayList<>();

  PdfFile(List<PdfFont> fonts) {
    this.fonts = fonts;
  }

  /**
   * The file's bytes.
   *
   * @param pages content streams
   * @param title of the document
   * @param language of most of it, as "th"
   */
  byte[] bytes(List<String> pages, String title, String language) throws IOException {
    write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
    object(CATALOG, "<</Type/Catalog/Pages 2 0 R/Lang(" + language + ")>>");
    int firstPage = FIRST_FONT + OBJECTS_OF_FONT * fonts.size();
    StringBuilder kids = new StringBuilder();
    for (int i = 0; i < pages.size(); i++) kids.append(firstPage + 2 * i).append(" 0 R ");
    object(PAGES, "<</Type/Pages/Count " + pages.size() + "/Kids[" + kids + "]>>");
    object(INFO, "<</Title" + text(title) + "/Producer(Jaruek)>>");
    StringBuilder resources = new StringBuilder();
    for (int i = 0; i < fonts.size(); i++) {
      int first = FIRST_FONT + OBJECTS_OF_FONT * i;
      resources.append("/F").append(i).append(' ').append(first).append(" 0 R");
      font(first, fonts.get(i));
    }
    for (int i = 0; i < pages.size(); i++) {
      int page = firstPage + 2 * i;
      object(
          page,
          String.format(
              Locale.ROOT,
              "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Resources<</Font<<%s>>>>/Contents"
                  + " %d 0 R>>",
              WIDTH,
              HEIGHT,
              resources,
              page + 1));
      stream(page + 1, "", pages.get(i).getBytes(StandardCharsets.ISO_8859_1));
    }
    end(firstPage + 2 * pages.size());
    return out.toByteArray();
  }

  private void font(int first, PdfFont font) throws IOException {
    object(
        first,
        "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            .formatted(font.name(), first + 1, first + 4));
    StringBuilder widths = new StringBuilder();
    font.widths()
        .forEach(
            (code, width) -> widths.append(String.format(Locale.ROOT, "%d[%.0f]", code, width)));
    object(
        first + 1,
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 500/W[%s]/CIDToGIDMap/Identity>>"
            .formatted(font.name(), first + 2, widths));
    object(
        first + 2,
        "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-600 -600 1500 1300]/ItalicAngle 0/Ascent 1000/Descent -400/CapHeight 700/StemV 80/FontFile2 %d 0 R>>"
            .formatted(font.name(), first + 3));
    stream(first + 3, "/Length1 " + font.file().length, font.file());
    stream(first + 4, "", unicode(font.texts()).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** So that text can be searched and copied. */
  private static String unicode(Map<Integer, String> texts) {
    StringBuilder map =
        new StringBuilder(
            "/CIDInit/ProcSet findresource begin 12 dict begin"
                + " begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement"
                + " 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def 1"
                + " begincodespacerange<0000><FFFF>endcodespacerange\n");
    for (Map.Entry<Integer, String> text : texts.entrySet()) {
      map.append("1 beginbfchar<")
          .append(HexFormat.of().withUpperCase().toHexDigits(text.getKey().shortValue()))
          .append("><")
          .append(hex(text.getValue()))
          .append(">endbfchar\n");
    }
    return map.append("endcmap CMapName currentdict/CMap defineresource pop end end").toString();
  }

  private static String hex(String text) {
    return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_16BE));
  }

  private static String text(String text) {
    return "<FEFF" + hex(text) + ">";
  }

  private void stream(int number, String more, byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try (OutputStream deflating = new DeflaterOutputStream(packed, deflater)) {
      deflating.write(content);
    } finally {
      deflater.end();
    }
    begin(number);
    write("<</Filter/FlateDecode/Length " + packed.size() + more + ">>stream\n");
    out.writeBytes(packed.toByteArray());
    write("\nendstream\nendobj\n");
  }

  private void object(int number, String content) {
    begin(number);
    write(content + "\nendobj\n");
  }

  private void begin(int number) {
    if (number != offsets.size() + 1) throw new IllegalStateException("object " + number);
    offsets.add(out.size());
    write(number + " 0 obj\n");
  }

  private void end(int size) {
    int at = out.size();
    StringBuilder table = new StringBuilder("xref\n0 " + size + "\n0000000000 65535 f \n");
    for (int offset : offsets) table.append("%010d 00000 n \n".formatted(offset));
    write(table.toString());
    write("trailer<</Size " + size + "/Root 1 0 R/Info 3 0 R>>\nstartxref\n" + at + "\n%%EOF\n");
  }

  private void write(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
