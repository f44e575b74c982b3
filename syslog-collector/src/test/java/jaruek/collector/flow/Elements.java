package jaruek.collector.flow;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** IANA's names for what a record holds, and its values as text. */
final class Elements {
  private static final Map<Integer, String[]> KNOWN = load();

  private Elements() {}

  private static Map<Integer, String[]> load() {
    try (InputStream in = Elements.class.getResourceAsStream("elements.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      Map<Integer, String[]> known = new HashMap<>();
      text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          .forEach(words -> known.put(Integer.valueOf(words[0]), words));
      known.put(40_001, known.get(225));
      known.put(40_002, known.get(226));
      known.put(40_003, known.get(227));
      known.put(40_004, known.get(228));
      known.put(40_005, new String[] {"", "firewallEvent", "number"});
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The record's fields by IANA name; those of enterprises, scopes and unknown ones left out. */
  static Map<String, String> named(Template template, byte[] bytes, int from) {
    Map<String, String> fields = new HashMap<>();
    template.fields(
        bytes,
        from,
        (enterprise, element, data, at, length) -> {
          String[] known = enterprise == 0 ? KNOWN.get(element) : null;
          if (known != null) {
            byte[] value = Arrays.copyOfRange(data, at, at + length);
            fields.putIfAbsent(known[1], text(known[2], value));
          }
        });
    return fields;
  }

  private static String text(String kind, byte[] value) {
    return switch (kind) {
      case "ipv4", "ipv6" -> IpAddress.ofBytes(value).toString();
      case "mac" -> new MacAddress(Wire.unsigned(value, 0, 6)).toString();
      case "octets" -> HexFormat.of().formatHex(value);
      case "string" -> new String(value, StandardCharsets.UTF_8).replaceAll("\0+$", "");
      case "seconds" -> Instant.ofEpochSecond(Wire.unsigned(value, 0, value.length)).toString();
      case "millis" -> Instant.ofEpochMilli(Wire.unsigned(value, 0, value.length)).toString();
      case "ntp" ->
          Instant.ofEpochSecond(
                  Wire.u32(value, 0) - 2_208_988_800L, Wire.u32(value, 4) * 1_000_000_000L >>> 32)
              .toString();
      case "number" ->
          value.length > 8
              ? HexFormat.of().formatHex(value)
              : Long.toUnsignedString(Wire.unsigned(value, 0, value.length));
      default -> throw new AssertionError(kind);
    };
  }
}
