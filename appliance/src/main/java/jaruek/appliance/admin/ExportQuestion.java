package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.identity.WhoQuestion;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.selection.Selection;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an export is to hold: the rows of a selection, or those that the answer to {@code who} rests
 * on.
 */
sealed interface ExportQuestion {
  /** The datasets, in the order of the enumeration. */
  List<Dataset> datasets();

  /** The first millisecond that is asked about. */
  long fromMillis();

  /** The last. */
  long toMillis();

  /** The selectors as {@code question} of {@code export.json} has them, without the datasets. */
  ObjectNode selectors();

  /** With the datasets: what a request is known by. */
  default ObjectNode json() {
    ObjectNode json = AdminCodec.object();
    ArrayNode words = json.putArray("datasets");
    datasets().forEach(dataset -> words.add(dataset.word()));
    json.setAll(selectors());
    return json;
  }

  /** Rows by selectors. */
  record Rows(List<Dataset> datasets, Selection selection) implements ExportQuestion {
    @Override
    public long fromMillis() {
      return selection.fromMillis();
    }

    @Override
    public long toMillis() {
      return selection.toMillis();
    }

    @Override
    public ObjectNode selectors() {
      return selection.json();
    }
  }

  /** Who was behind an address. */
  record Person(List<Dataset> datasets, WhoQuestion who) implements ExportQuestion {
    @Override
    public long fromMillis() {
      return who.atMillis() - who.skewMillis();
    }

    @Override
    public long toMillis() {
      return who.atMillis() + who.skewMillis();
    }

    @Override
    public ObjectNode selectors() {
      ObjectNode json = AdminCodec.object();
      ObjectNode of = json.putObject("who").put("address", who.address().toString());
      who.port().ifPresent(port -> of.put("port", port));
      who.protocol().ifPresent(protocol -> of.put("protocol", protocol));
      of.put("at", InstantText.ofMillis(who.atMillis())).put("skewMillis", who.skewMillis());
      return json;
    }
  }

  /** Takes what can be asked. */
  static AdminCommand added(AdminCommand command) {
    return SelectionArguments.added(command)
        .taking("datasets", "host", "port", "protocol", "at", "skewMillis");
  }

  /** Reads it; without a span it is the case's. */
  static ExportQuestion read(Arguments arguments, CaseFile file) throws AdminRefusal {
    Set<Dataset> datasets = datasets(arguments);
    Optional<IpAddress> host = arguments.address("host");
    if (host.isPresent()) {
      requireNone(arguments, "user", "address", "mac", "destination", "destinationPort");
      requireNone(arguments, "from", "to");
      datasets.remove(Dataset.MESSAGES);
      return new Person(List.copyOf(datasets), WhoCommand.question(arguments, host.get()));
    }
    requireNone(arguments, "at", "port", "protocol", "skewMillis");
    Instant from = arguments.instant("from").orElse(file.from());
    Instant to = arguments.instant("to").orElse(file.to());
    Selection selection = SelectionArguments.read(arguments, Span.checked(from, to));
    return new Rows(List.copyOf(datasets), selection);
  }

  private static Set<Dataset> datasets(Arguments arguments) throws AdminRefusal {
    Optional<String> words = arguments.text("datasets");
    if (words.isEmpty()) return EnumSet.allOf(Dataset.class);
    Set<Dataset> datasets = EnumSet.noneOf(Dataset.class);
    for (String word : words.get().split(",", -1)) {
      datasets.add(
          dataset(word.strip())
              .orElseThrow(
                  () ->
                      AdminRefusal.invalid(
                          "datasets", word, "traffic,messages,identity,operations")));
    }
    return datasets;
  }

  private static Optional<Dataset> dataset(String word) {
    return Stream.of(Dataset.values()).filter(d -> d.word().equals(word)).findFirst();
  }

  private static void requireNone(Arguments arguments, String... names) throws AdminRefusal {
    for (String name : names) {
      if (arguments.has(name)) {
        throw new AdminRefusal(AdminStatus.USAGE, AdminCodes.EXPORT_EITHER, "argument", name);
      }
    }
  }

  /** Reads what {@link #json} wrote. */
  static ExportQuestion parse(ObjectNode json) {
    Set<Dataset> datasets = EnumSet.noneOf(Dataset.class);
    json.path("datasets").forEach(word -> dataset(word.asText()).ifPresent(datasets::add));
    JsonNode who = json.path("who");
    if (who.isMissingNode()) return new Rows(List.copyOf(datasets), Selection.parse(json));
    return new Person(
        List.copyOf(datasets),
        new WhoQuestion(
            IpAddress.of(who.path("address").asText()),
            number(who.path("port")),
            number(who.path("protocol")),
            Instant.parse(who.path("at").asText()).toEpochMilli(),
            who.path("skewMillis").asLong()));
  }

  private static OptionalInt number(JsonNode value) {
    return value.isInt() ? OptionalInt.of(value.intValue()) : OptionalInt.empty();
  }
}
