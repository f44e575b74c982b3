package jaruek.appliance.config;

import jaruek.appliance.config.YamlTree.Entry;
import jaruek.appliance.config.YamlTree.Items;
import jaruek.appliance.config.YamlTree.Keys;
import jaruek.appliance.config.YamlTree.Scalar;
import jaruek.appliance.config.YamlTree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the file as its reader sees it. A key that was asked for is known; {@link #end}
 * reports the others. A getter answers null (or what was given for that) where the key is absent or
 * wrong, and in the latter case has reported the fault.
 */
final class Section {
  private final String path;
  private final Map<String, Entry> entries;
  private final int line;
  private final List<Fault> faults;
  private final Set<String> known = new LinkedHashSet<>();

  private Section(String path, Keys keys, List<Fault> faults) {
    this.path = path;
    this.entries = keys.entries();
    this.line = keys.line();
    this.faults = faults;
  }

  /** The section a value is; an empty one, and a fault, if it is something else. */
  static Section of(String path, @Nullable Value value, List<Fault> faults) {
    if (value instanceof Keys keys) return new Section(path, keys, faults);
    int line = value == null ? 0 : value.line();
    if (value != null && !(value instanceof Scalar scalar && scalar.isNull())) {
      faults.add(new Fault(path, line, FaultCode.WRONG_TYPE, List.of("key: value")));
    }
    return new Section(path, new Keys(Map.of(), line), faults);
  }

  int line() {
    return line;
  }

  int line(String key) {
    Entry entry = entries.get(key);
    return entry == null ? line : entry.line();
  }

  /** The line of a key some sections further down, "radius.radsec.listen". */
  int deepLine(String dotted) {
    Map<String, Entry> level = entries;
    int deepest = line;
    for (String key : dotted.split("\\.", -1)) {
      Entry entry = level.get(key);
      if (entry == null) break;
      deepest = entry.line();
      level = entry.value() instanceof Keys keys ? keys.entries() : Map.of();
    }
    return deepest;
  }

  boolean has(String key) {
    known.add(key);
    return entries.containsKey(key);
  }

  /** All keys in the file's order, none of which is unknown then. */
  List<String> keys() {
    known.addAll(entries.keySet());
    return List.copyOf(entries.keySet());
  }

  void fault(String key, FaultCode code, String... arguments) {
    faults.add(new Fault(pathOf(key), line(key), code, List.of(arguments)));
  }

  void fault(String key, int line, FaultCode code, String... arguments) {
    faults.add(new Fault(pathOf(key), line, code, List.of(arguments)));
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : key.isEmpty() ? path : path + "." + key;
  }

  /** The section under a key, null if the key is absent. */
  @Nullable Section section(String key) {
    return has(key) ? sectionOrEmpty(key) : null;
  }

  Section sectionOrEmpty(String key) {
    known.add(key);
    return of(pathOf(key), valueOf(key), faults);
  }

  /** The sections of a list of mappings. */
  List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    int index = 0;
    for (Value value : items(key)) {
      sections.add(of(pathOf(key) + "[" + index++ + "]", value, faults));
    }
    return sections;
  }

  /** The texts of a list, a faulty one left out; null if the key is absent. */
  @Nullable List<String> texts(String key) {
    if (!has(key)) return null;
    List<String> texts = new ArrayList<>();
    int index = 0;
    for (Value value : items(key)) {
      String item = key + "[" + index++ + "]";
      if (value instanceof Scalar scalar && !scalar.isNull()) {
        texts.add(scalar.text());
      } else {
        fault(item, value.line(), FaultCode.WRONG_TYPE, "text");
      }
    }
    return texts;
  }

  /** The text under a key, or the texts of a list there; empty if the key is absent. */
  List<String> oneOrMore(String key) {
    if (has(key) && valueOf(key) instanceof Scalar) {
      String text = text(key);
      return text == null ? List.of() : List.of(text);
    }
    List<String> texts = texts(key);
    return texts == null ? List.of() : texts;
  }

  private List<Value> items(String key) {
    known.add(key);
    Value value = valueOf(key);
    if (value == null || (value instanceof Scalar scalar && scalar.isNull())) return List.of();
    if (value instanceof Items items) return items.values();
    fault(key, FaultCode.WRONG_TYPE, "[ … ]");
    return List.of();
  }

  /** The text under a key. */
  @Nullable String text(String key) {
    Scalar scalar = scalar(key);
    return scalar == null ? null : scalar.text();
  }

  /** The text under a key that must be there. */
  @Nullable String requiredText(String key) {
    if (!has(key)) fault("", line, FaultCode.MISSING, key);
    return text(key);
  }

  /** What the text under a key means; a null from the reading function is a fault. */
  <T> @Nullable T read(String key, FaultCode code, Function<String, @Nullable T> reading) {
    String text = text(key);
    if (text == null) return null;
    T value = reading.apply(text);
    if (value == null) fault(key, code, text);
    return value;
  }

  <T> T read(String key, T otherwise, FaultCode code, Function<String, @Nullable T> reading) {
    T value = read(key, code, reading);
    return value == null ? otherwise : value;
  }

  boolean flag(String key, boolean otherwise) {
    Boolean flag =
        this.<Boolean>read(
            key,
            FaultCode.NOT_A_SWITCH,
            text ->
                switch (text) {
                  case "true", "yes" -> true;
                  case "false", "no" -> false;
                  default -> null;
                });
    return flag == null ? otherwise : flag;
  }

  int number(String key, int otherwise, int least, int most) {
    Integer number =
        this.<Integer>read(
            key,
            FaultCode.NOT_A_NUMBER,
            text -> text.matches("-?[0-9]{1,9}") ? (Integer) Integer.parseInt(text) : null);
    if (number == null) return otherwise;
    if (number >= least && number <= most) return number;
    fault(key, FaultCode.OUT_OF_RANGE, "" + number, "" + least, "" + most);
    return otherwise;
  }

  /** One of some words. */
  String word(String key, List<String> words) {
    String text = text(key);
    if (text == null) return words.getFirst();
    if (words.contains(text)) return text;
    fault(key, FaultCode.NOT_ONE_OF, text, String.join(", ", words));
    return words.getFirst();
  }

  private @Nullable Scalar scalar(String key) {
    known.add(key);
    Value value = valueOf(key);
    switch (value) {
      case null -> {}
      case Scalar scalar -> {
        if (!scalar.isNull()) return scalar;
        fault(key, FaultCode.EMPTY);
      }
      case Keys keys -> fault(key, FaultCode.WRONG_TYPE, "text");
      case Items items -> fault(key, FaultCode.WRONG_TYPE, "text");
    }
    return null;
  }

  private @Nullable Value valueOf(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  /** Reports the keys nobody asked for. */
  void end() {
    entries.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            fault(key, FaultCode.UNKNOWN_KEY, key, nearest(key), String.join(", ", known));
          }
        });
  }

  private String nearest(String key) {
    String cut = key.length() > 64 ? key.substring(0, 64) : key;
    return known.stream()
        .min(Comparator.comparingInt(candidate -> EditDistance.between(cut, candidate)))
        .orElse("");
  }
}
