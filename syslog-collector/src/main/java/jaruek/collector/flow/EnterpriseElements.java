package jaruek.collector.flow;

import jaruek.collector.flow.TrafficPlan.Op;
import jaruek.collector.flow.TrafficPlan.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which elements of enterprises fill a column: a table beside this class, so data and not code. */
final class EnterpriseElements {
  /** Ntop's elements have their place in NetFlow v9's numbers, too. */
  private static final int NTOP = 35_632;

  private static final int NTOP_IN_NETFLOW9 = 57_472;

  private static final Map<Long, TrafficMapping> KNOWN = load();

  private EnterpriseElements() {}

  private static Map<Long, TrafficMapping> load() {
    try (InputStream in = EnterpriseElements.class.getResourceAsStream("enterprise-elements.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      Map<Long, TrafficMapping> known = new HashMap<>();
      text.lines().filter(line -> !line.startsWith("#")).forEach(line -> put(line, known));
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(String line, Map<Long, TrafficMapping> known) {
    String[] words = line.split(" ", -1);
    Slot slot =
        switch (words[3]) {
          case "user_name" -> Slot.USER_NAME;
          case "url" -> Slot.URL;
          default -> throw new IllegalArgumentException("enterprise-elements.txt: " + line);
        };
    long key = key(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
    known.put(key, new TrafficMapping(slot, Integer.parseInt(words[4]), Op.TEXT));
  }

  private static long key(int enterprise, int element) {
    return (long) enterprise << 16 | element;
  }

  /** What this element of an enterprise fills; null for nothing. */
  static @Nullable TrafficMapping of(int enterprise, int element) {
    return KNOWN.get(key(enterprise, element));
  }

  /** The same by a number of NetFlow v9 that IANA does not have. */
  static @Nullable TrafficMapping ofNetFlow9(int type) {
    return type < NTOP_IN_NETFLOW9 ? null : of(NTOP, type - NTOP_IN_NETFLOW9);
  }
}
