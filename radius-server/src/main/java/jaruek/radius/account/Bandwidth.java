package jaruek.radius.account;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast a user may be.
 *
 * @param downBits to the user, bits a second
 * @param upBits from the user, bits a second
 */
public record Bandwidth(long downBits, long upBits) {
  private static final long BITS_MIN = 8_000;
  private static final long BITS_MAX = 100_000_000_000L;
  private static final Pattern RATE = Pattern.compile("(\\d{1,9})([kKmMgG]?)");

  /** {@code 10M/2M}: down, up; {@code 10M} is both. */
  static Bandwidth parse(String given) {
    String text = given.strip();
    int slash = text.indexOf('/');
    if (slash < 0) return new Bandwidth(rate(text), rate(text));
    return new Bandwidth(rate(text.substring(0, slash)), rate(text.substring(slash + 1)));
  }

  private static long rate(String text) {
    Matcher form = RATE.matcher(text.strip());
    if (!form.matches()) {
      throw new AccountException("is not like 10M/2M, down and up in bits a second");
    }
    long factor =
        switch (form.group(2)) {
          case "k", "K" -> 1_000;
          case "m", "M" -> 1_000_000;
          case "g", "G" -> 1_000_000_000;
          default -> 1;
        };
    long bits = Long.parseLong(form.group(1)) * factor;
    if (bits < BITS_MIN || bits > BITS_MAX) {
      throw new AccountException("is not between 8k and 100G bits a second");
    }
    return bits;
  }

  /** A rate as it is written. */
  public static String text(long bits) {
    if (bits % 1_000_000_000 == 0) return bits / 1_000_000_000 + "G";
    if (bits % 1_000_000 == 0) return bits / 1_000_000 + "M";
    return bits % 1_000 == 0 ? bits / 1_000 + "k" : Long.toString(bits);
  }

  /** As it is written. */
  @Override
  public String toString() {
    return text(downBits) + "/" + text(upBits);
  }
}
