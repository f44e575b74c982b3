package jaruek.appliance.admin;

import java.util.Locale;

/** What a Unix user may do here. */
public enum Role {
  /** Manages accounts, devices and settings; cannot read traffic. */
  ADMIN,
  /** Opens cases, queries and exports within one. */
  AUDITOR,
  /** Sees health and coverage only. */
  VIEWER;

  /** Its name in the configuration: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
