package jaruek.collector.flow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What information elements are called and what kind of value they have: the table {@code
 * element-names.txt} beside this class. For people to look at; decoding does not ask it.
 */
final class ElementNames {
  /** The kind of value of an element nobody knows. */
  static final String OCTETS = "octetArray";

  private static final int CISCO = 9;
  private static final int PALO_ALTO = 25_461;
  private static final int NTOP = 35_632;
  private static final int NTOP_IN_NETFLOW9 = 57_472;

  /** RFC 3954 section 6.1. */
  private static final String[] SCOPES = {
    "", "scopeSystem", "scopeInterface", "scopeLineCard", "scopeCache", "scopeTemplate"
  };

  private static final Map<Long, Element> KNOWN = load();

  /** An element's name and abstract data type (RFC 7012 section 3.1). */
  record Element(String name, String type) {}

  private ElementNames() {}

  private static Map<Long, Element> load() {
    try (InputStream in = ElementNames.class.getResourceAsStream("element-names.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      Map<Long, Element> known = new HashMap<>();
      text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          .forEach(
              words ->
                  known.put(
                      key(Integer.parseInt(words[0]), Integer.parseInt(words[1])),
                      new Element(words[2], words[3])));
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long key(int enterprise, int element) {
    return (enterprise & 0xffff_ffffL) << 16 | element;
  }

  /** An unknown one is called by its numbers, enterprise/element in hexadecimal. */
  static Element of(FlowVersion version, int enterprise, int element) {
    Element known = known(version, enterprise, element);
    return known != null
        ? known
        : new Element(
            String.format(
                Locale.ROOT, "0x%x/0x%x", enterprise == Template.SCOPE ? 0 : enterprise, element),
            OCTETS);
  }

  private static @Nullable Element known(FlowVersion version, int enterprise, int element) {
    if (enterprise == Template.SCOPE) {
      return element > 0 && element < SCOPES.length
          ? new Element(SCOPES[element], "unsigned32")
          : null;
    }
    if (enterprise == ReverseRow.REVERSE) {
      Element forward = KNOWN.get(key(0, element));
      return forward == null ? null : reverse(forward);
    }
    Element named = KNOWN.get(key(enterprise, element));
    return named == null && version == FlowVersion.NETFLOW9 ? ofNetFlow9(element) : named;
  }

  /** RFC 5103 section 6.1: "reverse" and the name of the same element forwards. */
  private static Element reverse(Element forward) {
    String name = forward.name();
    return new Element(
        "reverse" + Character.toUpperCase(name.charAt(0)) + name.substring(1), forward.type());
  }

  private static @Nullable Element ofNetFlow9(int type) {
    Element cisco = KNOWN.get(key(CISCO, type));
    if (cisco != null) return cisco;
    Element paloAlto = KNOWN.get(key(PALO_ALTO, type));
    if (paloAlto != null || type < NTOP_IN_NETFLOW9) return paloAlto;
    return KNOWN.get(key(NTOP, type - NTOP_IN_NETFLOW9));
  }
}
