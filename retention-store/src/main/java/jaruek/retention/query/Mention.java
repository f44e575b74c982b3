package jaruek.retention.query;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A text to be found as a whole: 10.0.0.1 is in {@code 10.0.0.1:443->…} and {@code "10.0.0.1."},
 * and not in 10.0.0.12 or 110.0.0.1. Letters, marks, digits and underscores hold together what they
 * touch; so do dots and dashes between them, and colons if the text itself has one. Case does not
 * matter: code points are compared after {@link Character#toLowerCase(int)}.
 */
public final class Mention {
  private static final String LETTERS = "\\p{L}\\p{M}\\p{N}_";

  private final String text;
  private final String expression;
  private final Pattern pattern;

  /** Of this text. */
  public Mention(String text) {
    byte[] wellFormed = text.getBytes(StandardCharsets.UTF_8); // '?' for half a surrogate pair
    this.text = lowerCase(new String(wellFormed, StandardCharsets.UTF_8));
    String joints = this.text.contains(":") ? ".:-" : ".-";
    String other = "[^" + LETTERS + joints + "]";
    String joint = "[" + joints + "]";
    String apart = "[^" + LETTERS + "]";
    expression =
        "(?:^|%s|(?:^|%s)%s)%s(?:\\z|%s|%s(?:\\z|%s))"
            .formatted(other, apart, joint, escaped(this.text), other, joint, apart);
    pattern = Pattern.compile(expression);
  }

  /** The text in lower case: what holds the mention contains it. */
  public String text() {
    return text;
  }

  /** A regular expression, the same in Java and RE2, for text in lower case. */
  public String expression() {
    return expression;
  }

  /** Whether it is mentioned here. */
  public boolean isIn(String where) {
    String lower = lowerCase(where);
    return lower.contains(text) && pattern.matcher(lower).find();
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 128 && c != '_' && !Character.isLetterOrDigit(c)) escaped.append('\\');
      escaped.append(c);
    }
    return escaped.toString();
  }

  private static String lowerCase(String text) {
    return text.codePoints()
        .map(Character::toLowerCase)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
