package jaruek.appliance.admin;

import java.util.Locale;

/** What a device is to us. */
public enum DeviceKind {
  /** A RADIUS client. */
  RADIUS,
  /** A source of logs and flows. */
  LOG;

  /** Its name in answers and files: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
