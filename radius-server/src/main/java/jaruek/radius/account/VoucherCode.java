package jaruek.radius.account;

import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What stands on a voucher: a number, which is the account's name, and a password; both together
 * are a code that can stand for the name alone. Letters and digits that look alike are not used,
 * nor vowels, so that no words come out.
 */
public final class VoucherCode {
  /** 20 characters: 4.3 bits each. */
  static final String ALPHABET = "34679CDFGHJKMNPRTWXY";

  /** Of the number: 3.2 million. */
  static final int NUMBER_CHARS = 5;

  /** Of the password: 34 bits, guessed against {@code Lockout} only. */
  static final int PASSWORD_CHARS = 8;

  private VoucherCode() {}

  static String random(RandomGenerator random, int chars) {
    StringBuilder text = new StringBuilder(chars);
    for (int i = 0; i < chars; i++) text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    return text.toString();
  }

  /** The number in a code or number as it was typed, in any case, with or without dashes. */
  public static Optional<String> number(String typed) {
    return canonical(typed)
        .filter(c -> c.length() == NUMBER_CHARS || c.length() == NUMBER_CHARS + PASSWORD_CHARS)
        .map(c -> c.substring(0, NUMBER_CHARS));
  }

  /** The password in a whole code as it was typed. */
  public static Optional<String> passwordOfCode(String typed) {
    return canonical(typed)
        .filter(c -> c.length() == NUMBER_CHARS + PASSWORD_CHARS)
        .map(c -> c.substring(NUMBER_CHARS));
  }

  /** The password as it was typed in its one form. */
  public static Optional<String> password(String typed) {
    return canonical(typed)
        .filter(c -> c.length() == PASSWORD_CHARS)
        .or(() -> passwordOfCode(typed));
  }

  private static Optional<String> canonical(String typed) {
    if (typed.length() > 40) return Optional.empty();
    String plain = typed.toUpperCase(Locale.ROOT).replace("-", "").replace(" ", "");
    boolean ours = !plain.isEmpty() && plain.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    return ours ? Optional.of(plain) : Optional.empty();
  }

  /** A password in groups, as it is printed. */
  public static String shown(String password) {
    return password.substring(0, PASSWORD_CHARS / 2) + "-" + password.substring(PASSWORD_CHARS / 2);
  }
}
