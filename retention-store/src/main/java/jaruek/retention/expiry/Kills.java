package jaruek.retention.expiry;

/** The places where a crash must be survived, so that tests can crash there. */
@FunctionalInterface
interface Kills {
  /** Nothing happens. */
  Kills NONE = place -> {};

  /** Passes this place. */
  void at(String place);
}
