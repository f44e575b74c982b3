package jaruek.radius.certificate;

import java.util.regex.Pattern;

/** What may be put into a certificate as a name. */
final class Names {
  /** RFC 5280 appendix A, ub-common-name. */
  static final int COMMON_NAME_MAX = 64;

  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.|$)){4}");
  private static final Pattern EMAIL = Pattern.compile("[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,253}");

  private Names() {}

  static void requireCommonName(String name) {
    boolean printable = name.codePoints().noneMatch(Character::isISOControl);
    if (name.isBlank() || !printable || name.codePointCount(0, name.length()) > COMMON_NAME_MAX) {
      throw new AuthorityException(
          "'" + name.strip() + "' cannot be a certificate's name: 1 to 64 characters");
    }
  }

  static void requireEmail(String email) {
    if (!EMAIL.matcher(email).matches()) {
      throw new AuthorityException("'" + email + "' is no e-mail address");
    }
  }

  static void requireHost(String host) {
    if (!isAddress(host) && !HOST.matcher(host).matches()) {
      throw new AuthorityException("'" + host + "' is neither a host's name nor an address");
    }
  }

  static boolean isAddress(String host) {
    return IPV4.matcher(host).matches() || (host.contains(":") && host.matches("[0-9A-Fa-f:.]+"));
  }
}
