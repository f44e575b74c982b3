package jaruek.appliance;

/** Which version this is. */
final class Version {
  /** As in the root pom.xml. */
  static final String TEXT = "0.1.0";

  private Version() {}
}
