package jaruek.appliance.doctor;

import java.util.Locale;

/** How bad a finding is. */
public enum Grade {
  /** All is well. */
  OK,
  /** Nothing is lost yet. */
  WARNING,
  /** Records are or will be lost, or evidence cannot be trusted. */
  FAULT;

  /** Lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
