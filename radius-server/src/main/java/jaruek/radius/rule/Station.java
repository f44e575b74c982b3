package jaruek.radius.rule;

import jaruek.radius.login.Asking;
import jaruek.retention.record.MacAddress;

/** The one form of a Calling-Station-Id. */
final class Station {
  private static final int CHARS_MAX = 64;

  private Station() {}

  /** Empty if the NAS does not say which device it is. */
  static String of(Asking asking) {
    String given = asking.callingStation();
    return given == null ? "" : of(given);
  }

  static String of(String given) {
    String cut = given.length() > CHARS_MAX ? given.substring(0, CHARS_MAX) : given;
    return MacAddress.parse(cut).map(MacAddress::toString).orElse(cut);
  }
}
