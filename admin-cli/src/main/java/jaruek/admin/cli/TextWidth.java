package jaruek.admin.cli;

/**
 * How many terminal cells a text takes, as wcwidth counts: marks that stand above or below a letter
 * (Thai vowels and tones among them) take none, East Asian wide characters two.
 */
final class TextWidth {
  /** First and last code point of wide blocks (Unicode East_Asian_Width W and F, joined). */
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x2e80, 0x303e, 0x3041, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff,
    0xfe30, 0xfe6f, 0xff00, 0xff60, 0xffe0, 0xffe6, 0x1f300, 0x1f64f, 0x1f680, 0x1f6ff, 0x1f900,
    0x1f9ff, 0x20000, 0x3fffd
  };

  private TextWidth() {}

  static int of(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      width += of(point);
      i += Character.charCount(point);
    }
    return width;
  }

  private static int of(int point) {
    if (point < 0x300) return point == 0xad ? 0 : 1;
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> wide(point) ? 2 : 1;
    };
  }

  private static boolean wide(int point) {
    if (point < WIDE[0]) return false;
    for (int i = 0; i < WIDE.length; i += 2) {
      if (point >= WIDE[i] && point <= WIDE[i + 1]) return true;
    }
    return false;
  }

  /** The text, or as much of it as fits with an ellipsis; never parts a letter from its marks. */
  static String fit(String text, int width) {
    if (of(text) <= width) return text;
    if (width < 1) return "";
    int used = 0;
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      if (used + of(point) > width - 1) break;
      used += of(point);
      end += Character.charCount(point);
    }
    return text.substring(0, end) + "…";
  }

  /** The text with blanks behind it (or before it) up to the width; longer text as it is. */
  static String pad(String text, int width, boolean right) {
    String blanks = " ".repeat(Math.max(0, width - of(text)));
    return right ? blanks + text : text + blanks;
  }
}
