package jaruek.collector.flow;

import java.util.Arrays;

/** Reads one template out of a template set (RFC 3954 section 5, RFC 7011 section 3.4). */
final class TemplateParser {
  private static final int ID_MIN = 256;
  private static final int ENTERPRISE_BIT = 0x8000;

  private final FlowVersion version;
  private final boolean options;
  private final int fieldsMax;
  private final byte[] bytes;
  private final int limit;

  /** What stands at a place of a template set. */
  sealed interface Outcome {
    /** A template; the next one begins at {@code end}. */
    record Announced(Template template, int end) implements Outcome {}

    /** The template, or all where it is the set's own number, are no longer valid (IPFIX). */
    record Withdrawn(int id, int end) implements Outcome {}

    /**
     * No usable template.
     *
     * @param id its number, so that an older one can be dropped; 0 if that is not sure
     * @param end where the next begins; -1 if that cannot be said
     */
    record Faulty(int id, String reason, int end) implements Outcome {}
  }

  /**
   * @param options whether it is a set of options templates
   * @param limit the set's end
   */
  TemplateParser(FlowVersion version, boolean options, int fieldsMax, byte[] bytes, int limit) {
    this.version = version;
    this.options = options;
    this.fieldsMax = fieldsMax;
    this.bytes = bytes;
    this.limit = limit;
  }

  /** Reads the template that begins here; four bytes are there at least. */
  Outcome read(int from) {
    int id = Wire.u16(bytes, from);
    int second = Wire.u16(bytes, from + 2);
    if (version == FlowVersion.IPFIX && second == 0) return new Outcome.Withdrawn(id, from + 4);
    if (id < ID_MIN) return new Outcome.Faulty(0, "bad-template-id", -1);
    if (!options) return readFields(id, from, from + 4, 0, second);
    if (limit - from < 6) return new Outcome.Faulty(id, "truncated-template", -1);
    int third = Wire.u16(bytes, from + 4);
    if (version == FlowVersion.IPFIX) {
      if (third > second) return new Outcome.Faulty(id, "bad-scope-count", -1);
      return readFields(id, from, from + 6, third, second);
    }
    if (second % 4 != 0 || third % 4 != 0) return new Outcome.Faulty(id, "bad-length", -1);
    return readFields(id, from, from + 6, second / 4, (second + third) / 4);
  }

  private Outcome readFields(int id, int from, int fieldsFrom, int scopes, int count) {
    if (count > (limit - fieldsFrom) / 4) return new Outcome.Faulty(id, "truncated-template", -1);
    int[] enterprises = new int[count];
    int[] elements = new int[count];
    int[] lengths = new int[count];
    int at = fieldsFrom;
    for (int i = 0; i < count; i++) {
      if (limit - at < 4) return new Outcome.Faulty(id, "truncated-template", -1);
      elements[i] = Wire.u16(bytes, at);
      lengths[i] = Wire.u16(bytes, at + 2);
      at += 4;
      if (version == FlowVersion.IPFIX && elements[i] >= ENTERPRISE_BIT) {
        if (limit - at < 4) return new Outcome.Faulty(id, "truncated-template", -1);
        elements[i] &= ~ENTERPRISE_BIT;
        enterprises[i] = Wire.i32(bytes, at);
        at += 4;
      } else if (version == FlowVersion.NETFLOW9 && i < scopes) {
        enterprises[i] = Template.SCOPE;
      }
    }
    return check(id, from, at, enterprises, elements, lengths);
  }

  private Outcome check(
      int id, int from, int end, int[] enterprises, int[] elements, int[] lengths) {
    if (lengths.length == 0) return new Outcome.Faulty(id, "no-fields", end);
    if (lengths.length > fieldsMax) return new Outcome.Faulty(id, "too-many-fields", end);
    int lengthMin = Template.lengthMin(lengths);
    if (lengthMin == 0) return new Outcome.Faulty(id, "zero-length-record", end);
    if (lengthMin > 0xffff) return new Outcome.Faulty(id, "record-too-long", end);
    byte[] definition = Arrays.copyOfRange(bytes, from, end);
    return new Outcome.Announced(
        new Template(version, id, options, definition, enterprises, elements, lengths), end);
  }
}
