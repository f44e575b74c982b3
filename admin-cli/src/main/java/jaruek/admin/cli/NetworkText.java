package jaruek.admin.cli;

import java.net.Inet6Address;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks addresses, ranges, ports and hardware addresses before they are sent. */
final class NetworkText {
  private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)\\](?:(/.*?))?(?::(.*))?");
  private static final Pattern MAC =
      Pattern.compile(
          "([0-9a-f]{2}([:-]?)[0-9a-f]{2}(?:\\2[0-9a-f]{2}){4})|[0-9a-f]{4}(?:\\.[0-9a-f]{4}){2}");

  /** An address or range, and a port if one was given. */
  record Endpoint(String address, Optional<Integer> port) {}

  private NetworkText() {}

  static boolean isIpv4(String text) {
    int octets = 0;
    int start = 0;
    while (true) {
      int dot = text.indexOf('.', start);
      String octet = text.substring(start, dot < 0 ? text.length() : dot);
      if (!OCTET.matcher(octet).matches() || Integer.parseInt(octet) > 255) return false;
      octets++;
      if (dot < 0) return octets == 4;
      start = dot + 1;
    }
  }

  static boolean isIpv6(String text) {
    if (text.length() > 45 || text.indexOf(':') < 0 || !text.matches("[0-9A-Fa-f:.]+")) {
      return false;
    }
    try {
      return Inet6Address.ofLiteral(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static boolean isAddress(String text) {
    return isIpv4(text) || isIpv6(text);
  }

  /** An address, or an address and a prefix length. */
  static boolean isRange(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) return isAddress(text);
    String address = text.substring(0, slash);
    String prefix = text.substring(slash + 1);
    return isAddress(address)
        && PREFIX.matcher(prefix).matches()
        && Integer.parseInt(prefix) <= (address.indexOf(':') < 0 ? 32 : 128);
  }

  /**
   * Reads {@code ADDRESS}, {@code ADDRESS:PORT}, {@code [V6]:PORT}; with ranges also {@code
   * 192.0.2.0/24:443}, {@code [2001:db8::]/32:443} and {@code [2001:db8::/32]:443}.
   */
  static Optional<Endpoint> endpoint(String text, boolean ranges) {
    Matcher bracketed = BRACKETED.matcher(text);
    if (bracketed.matches()) {
      String behind = bracketed.group(2) == null ? "" : bracketed.group(2);
      return checked(bracketed.group(1) + behind, bracketed.group(3), ranges);
    }
    int colon = text.indexOf(':');
    boolean one = colon >= 0 && text.indexOf(':', colon + 1) < 0;
    if (!one) return checked(text, null, ranges);
    return checked(text.substring(0, colon), text.substring(colon + 1), ranges);
  }

  private static Optional<Endpoint> checked(String address, @Nullable String port, boolean ranges) {
    if (!(ranges ? isRange(address) : isAddress(address))) return Optional.empty();
    if (port == null) return Optional.of(new Endpoint(address, Optional.empty()));
    if (!PORT.matcher(port).matches() || Integer.parseInt(port) > 65535) return Optional.empty();
    return Optional.of(new Endpoint(address, Optional.of(Integer.parseInt(port))));
  }

  /** The hardware address as lower-case pairs with colons. */
  static Optional<String> mac(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!MAC.matcher(lower).matches()) return Optional.empty();
    String digits = lower.replaceAll("[^0-9a-f]", "");
    StringBuilder pairs = new StringBuilder(17);
    for (int i = 0; i < 12; i += 2) {
      if (i > 0) pairs.append(':');
      pairs.append(digits, i, i + 2);
    }
    return Optional.of(pairs.toString());
  }
}
