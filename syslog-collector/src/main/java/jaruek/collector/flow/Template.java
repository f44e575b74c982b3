package jaruek.collector.flow;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a domain's records, as announced.
 *
 * <p>Immutable; made by {@link TemplateParser}, which has checked that a record has at least one
 * byte.
 */
final class Template {
  /** The length of a field whose length stands before it in each record. */
  static final int VARIABLE = 0xffff;

  /** The enterprise under which the scope types of NetFlow v9 are shown: they are no elements. */
  static final int SCOPE = -1;

  private final FlowVersion version;
  private final int id;
  private final boolean options;
  private final byte[] definition;
  private final int[] enterprises;
  private final int[] elements;
  private final int[] lengths;
  private final int lengthMin;
  private final boolean variable;
  private final TrafficPlan plan;
  private final boolean twoWay;
  private final boolean seldom;
  private int port;
  private int replacedHash;

  /**
   * @param options whether its records are about the exporter, not about flows
   * @param definition the bytes it was announced with, from its number on
   */
  Template(
      FlowVersion version,
      int id,
      boolean options,
      byte[] definition,
      int[] enterprises,
      int[] elements,
      int[] lengths) {
    this.version = version;
    this.id = id;
    this.options = options;
    this.definition = definition;
    this.enterprises = enterprises;
    this.elements = elements;
    this.lengths = lengths;
    this.lengthMin = lengthMin(lengths);
    this.variable = hasVariable(lengths);
    this.twoWay = !options && ReverseRow.isIn(enterprises, elements);
    this.plan =
        options ? TrafficPlan.EMPTY : TrafficPlan.compile(version, enterprises, elements, lengths);
    this.seldom = plan.hasSeldom();
  }

  /** The fewest bytes a record of these fields can have. */
  static int lengthMin(int[] lengths) {
    int sum = 0;
    for (int length : lengths) sum += length == VARIABLE ? 1 : length;
    return sum;
  }

  private static boolean hasVariable(int[] lengths) {
    for (int length : lengths) if (length == VARIABLE) return true;
    return false;
  }

  FlowVersion version() {
    return version;
  }

  int id() {
    return id;
  }

  boolean options() {
    return options;
  }

  byte[] definition() {
    return definition;
  }

  /** Whether the other is a mere repetition of this one. */
  boolean isAnnouncedAs(Template other) {
    return options == other.options && Arrays.equals(definition, other.definition);
  }

  /**
   * Says who announced it, and in place of what.
   *
   * @param sender the port
   */
  void announced(int sender, @Nullable Template before) {
    port = sender;
    replacedHash = before == null ? 0 : before.definitionHash();
  }

  /** The same again: it keeps what was known of the first announcement. */
  void announcedAgain(Template before) {
    announced(before.port, before.replacedHash);
  }

  void announced(int sender, int hashBefore) {
    port = sender;
    replacedHash = hashBefore;
  }

  /** Whether it took the other's place, which comes back now, from another port. */
  boolean replaced(Template other, int sender) {
    return replacedHash != 0 && replacedHash == other.definitionHash() && port != sender;
  }

  private int definitionHash() {
    return Arrays.hashCode(definition) | 1;
  }

  /** The port of its sender. */
  int port() {
    return port;
  }

  /** Of the definition it replaced; 0 if it was the first. */
  int replacedHash() {
    return replacedHash;
  }

  int lengthMin() {
    return lengthMin;
  }

  /** Whether its records tell of both directions (RFC 5103). */
  boolean twoWay() {
    return twoWay;
  }

  /** Whether its records tell of events or blocks of ports. */
  boolean seldom() {
    return seldom;
  }

  TrafficPlan plan() {
    return plan;
  }

  /** Where the record that begins here ends; -1 if it goes past the limit. */
  int end(byte[] bytes, int from, int limit) {
    if (!variable) return limit - from >= lengthMin ? from + lengthMin : -1;
    int at = from;
    for (int length : lengths) {
      if (length == VARIABLE) {
        if (at >= limit) return -1;
        length = Wire.u8(bytes, at++);
        if (length == 255) {
          if (limit - at < 2) return -1;
          length = Wire.u16(bytes, at);
          at += 2;
        }
      }
      if (length > limit - at) return -1;
      at += length;
    }
    return at;
  }

  /** Sees every field of a template. */
  @FunctionalInterface
  interface ColumnVisitor {
    /**
     * Takes one field.
     *
     * @param enterprise 0 for IANA's elements, {@link #SCOPE} for the scopes of NetFlow v9
     * @param length {@link #VARIABLE} where it stands in each record
     */
    void column(int enterprise, int element, int length);
  }

  /** Hands out the fields as announced. */
  void columns(ColumnVisitor visitor) {
    for (int i = 0; i < lengths.length; i++) {
      visitor.column(enterprises[i], elements[i], lengths[i]);
    }
  }

  /** Hands out the fields of a record that {@link #end} has found whole. */
  void fields(byte[] bytes, int from, FieldVisitor visitor) {
    int at = from;
    for (int i = 0; i < lengths.length; i++) {
      int length = lengths[i];
      if (length == VARIABLE) {
        length = Wire.u8(bytes, at++);
        if (length == 255) {
          length = Wire.u16(bytes, at);
          at += 2;
        }
      }
      visitor.field(enterprises[i], elements[i], bytes, at, length);
      at += length;
    }
  }
}
