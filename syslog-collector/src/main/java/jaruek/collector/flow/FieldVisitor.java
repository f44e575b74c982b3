package jaruek.collector.flow;

/** Sees every field of a record. */
@FunctionalInterface
interface FieldVisitor {
  /**
   * Takes one field.
   *
   * @param enterprise 0 for IANA's elements, {@link Template#SCOPE} for the scopes of NetFlow v9
   * @param from its first byte, behind the length where that is variable
   */
  void field(int enterprise, int element, byte[] bytes, int from, int length);
}
