package jaruek.retention.identity;

import java.util.Locale;

/** How a step, a start or an end is known. */
public enum Basis {
  /** A stored record says so. */
  OBSERVED,
  /** It follows from other records by a rule, or from a timeout. */
  INFERRED;

  /** As in answers: {@code observed} or {@code inferred}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
