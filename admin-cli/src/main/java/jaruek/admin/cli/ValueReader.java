package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what was typed into the arguments that are sent. */
final class ValueReader {
  private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final long SPAN_MILLIS_MAX = 3_600_000;
  private static final Set<String> DEVICE_KINDS = Set.of("radius", "log");

  private final CommandContext context;

  ValueReader(CommandContext context) {
    this.context = context;
  }

  /**
   * Puts the value where it belongs.
   *
   * @throws CommandException (usage) if it is not what it must be
   */
  void read(Parameter parameter, String text, ObjectNode into) {
    String name = parameter.name();
    switch (parameter.kind()) {
      case TEXT, PATH, SECRET -> {
        if (text.isBlank()) throw invalid("value.empty", parameter, text);
        into.put(name, text);
      }
      case PATHS -> {
        if (text.isBlank()) throw invalid("value.empty", parameter, text);
        into.withArray(name).add(text);
      }
      case ADDRESS -> {
        if (!NetworkText.isAddress(text)) throw invalid("value.address", parameter, text);
        into.put(name, text);
      }
      case RANGE -> {
        if (!NetworkText.isRange(text)) throw invalid("value.range", parameter, text);
        into.put(name, text);
      }
      case ENDPOINT -> endpoint(parameter, text, "port", into);
      case RANGE_ENDPOINT -> endpoint(parameter, text, name + "Port", into);
      case MAC ->
          into.put(
              name, NetworkText.mac(text).orElseThrow(() -> invalid("value.mac", parameter, text)));
      case TIME, END_TIME -> into.put(name, instant(parameter, text).toString());
      case COUNT -> into.put(name, count(parameter, text));
      case PORT -> {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
          throw invalid("value.port", parameter, text);
        }
        into.put(name, Integer.parseInt(text));
      }
      case SPAN -> into.put(name + "Millis", spanMillis(parameter, text));
      case PROTOCOL -> {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.matches("tcp|udp")) throw invalid("value.protocol", parameter, text);
        into.put(name, lower);
      }
      case FLAG -> into.put(name, true);
      case BOOLEAN -> {
        if (!text.matches("true|false")) throw invalid("value.boolean", parameter, text);
        into.put(name, text.equals("true"));
      }
      case DEVICE_KINDS -> into.put(name, deviceKinds(parameter, text));
      case TEXT_FILE -> into.put(name, TextFile.read(text, context.surroundings().stdin()));
    }
  }

  private static void endpoint(Parameter parameter, String text, String port, ObjectNode into) {
    boolean ranges = parameter.kind() == ValueKind.RANGE_ENDPOINT;
    NetworkText.Endpoint endpoint =
        NetworkText.endpoint(text, ranges)
            .orElseThrow(
                () -> invalid(ranges ? "value.range-endpoint" : "value.endpoint", parameter, text));
    into.put(parameter.name(), endpoint.address());
    if (endpoint.port().isPresent()) into.put(port, endpoint.port().get().intValue());
  }

  private Instant instant(Parameter parameter, String text) {
    ZoneId zone = context.zone();
    try {
      return parameter.kind() == ValueKind.TIME
          ? TimeText.parse(text, zone)
          : TimeText.parseEnd(text, zone);
    } catch (CommandException e) {
      e.arguments().put("option", parameter.shownName());
      throw e;
    }
  }

  private static int count(Parameter parameter, String text) {
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1) {
      throw invalid("value.count", parameter, text);
    }
    return Integer.parseInt(text);
  }

  private static long spanMillis(Parameter parameter, String text) {
    Matcher span = SPAN.matcher(text);
    if (!span.matches()) throw invalid("value.span", parameter, text);
    long unitMillis =
        switch (span.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          default -> 3_600_000;
        };
    long millis = Long.parseLong(span.group(1)) * unitMillis;
    if (millis > SPAN_MILLIS_MAX) throw invalid("value.span", parameter, text);
    return millis;
  }

  private static String deviceKinds(Parameter parameter, String text) {
    Set<String> kinds = new TreeSet<>(java.util.Comparator.reverseOrder());
    for (String kind : text.split(",", -1)) {
      if (!DEVICE_KINDS.contains(kind.strip())) throw invalid("value.kinds", parameter, text);
      kinds.add(kind.strip());
    }
    return String.join(",", kinds);
  }

  private static CommandException invalid(String code, Parameter parameter, String value) {
    CommandException fault = CommandException.usage(code, "option", parameter.shownName());
    // a secret is not repeated on a screen
    if (parameter.kind() != ValueKind.SECRET) fault.arguments().put("value", value);
    return fault;
  }
}
