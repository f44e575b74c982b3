package jaruek.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A value as people read it: times in their zone and era, yes and no in words, all of it safe. */
final class CellText {
  private static final Pattern INSTANT =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?Z");

  private final Messages messages;
  private final ZoneId zone;

  CellText(Messages messages, ZoneId zone) {
    this.messages = messages;
    this.zone = zone;
  }

  Messages messages() {
    return messages;
  }

  ZoneId zone() {
    return zone;
  }

  /** The heading of a column: its word, or its name if there is none. */
  String heading(String column) {
    return messages.find("column." + column).orElseGet(() -> SafeText.escape(column));
  }

  /** A word of a closed list, "identified" or "observed", in the reader's language. */
  String word(String list, String value) {
    return messages.find(list + "." + value).orElseGet(() -> SafeText.escape(value));
  }

  /** A value in a column: protocols by name; a code of the bundle and a state in words. */
  String of(String column, JsonNode value) {
    return switch (column) {
      case "protocol" -> value.isIntegralNumber() ? protocol(value) : of(value);
      case "code" -> messages.find(value.asText()).orElseGet(() -> of(value));
      case "status", "state" ->
          messages.find("status." + value.asText()).orElseGet(() -> of(value));
      default -> of(value);
    };
  }

  /** IANA numbers people know by name. */
  private static String protocol(JsonNode number) {
    return switch (number.asInt()) {
      case 1 -> "icmp";
      case 6 -> "tcp";
      case 17 -> "udp";
      case 58 -> "icmp6";
      default -> number.asText();
    };
  }

  /** An address with its port: {@code 192.0.2.1:443}, {@code [2001:db8::1]:443}. */
  String endpoint(JsonNode address, JsonNode port) {
    if (isNothing(port)) return of(address);
    String text = of(address);
    return (text.contains(":") ? "[" + text + "]" : text) + ":" + of(port);
  }

  String of(JsonNode value) {
    if (isNothing(value)) return "";
    if (value.isTextual()) return text(value.textValue());
    if (value.isBoolean()) return messages.text(value.booleanValue() ? "word.yes" : "word.no");
    if (value.isArray()) return list(value);
    if (value.isObject()) return pairs(value);
    return value.asText();
  }

  private String text(String text) {
    if (!INSTANT.matcher(text).matches()) return SafeText.escape(text);
    try {
      return TimeText.print(Instant.parse(text), zone, messages.language());
    } catch (DateTimeException e) {
      return SafeText.escape(text);
    }
  }

  private String list(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) texts.add(of(element));
    return String.join(", ", texts);
  }

  private String pairs(JsonNode object) {
    List<String> texts = new ArrayList<>();
    for (var pair : object.properties()) {
      if (isNothing(pair.getValue())) continue;
      texts.add(heading(pair.getKey()) + " " + of(pair.getValue()));
    }
    return String.join(", ", texts);
  }

  static boolean isNothing(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
