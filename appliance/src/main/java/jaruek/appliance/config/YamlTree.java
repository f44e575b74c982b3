package jaruek.appliance.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;

/**
 * YAML text as a tree of values with their lines. Built from the parser's events rather than by its
 * constructor, so that nothing is ever expanded or instantiated: anchors, aliases and tags are
 * faults.
 */
final class YamlTree {
  private static final int DEPTH_MAX = 8;
  private static final int VALUES_MAX = 100_000;

  private final Iterator<Event> events;
  private final List<Fault> faults;
  private int values;

  /** A value and the line it starts in, from 1. */
  sealed interface Value {
    int line();
  }

  /**
   * Text.
   *
   * @param plain whether it stands without quotes, so that true, 5 and ~ mean more than their text
   */
  record Scalar(String text, boolean plain, int line) implements Value {
    boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  /** A list. */
  record Items(List<Value> values, int line) implements Value {}

  /** Keys and values in the file's order. */
  record Keys(Map<String, Entry> entries, int line) implements Value {}

  /** A key's line and its value. */
  record Entry(int line, Value value) {}

  /** Parsing cannot go on; the fault is in the list. */
  private static final class Stopped extends Exception {
    private static final long serialVersionUID = 1;
  }

  private YamlTree(Iterator<Event> events, List<Fault> faults) {
    this.events = events;
    this.faults = faults;
  }

  /** The document's root, or null with the fault that stopped the parser. */
  static @Nullable Value parse(String text, List<Fault> faults) {
    try {
      LoaderOptions options = new LoaderOptions();
      options.setProcessComments(false);
      options.setNestingDepthLimit(50);
      return new YamlTree(new Yaml(options).parse(new StringReader(text)).iterator(), faults)
          .document();
    } catch (Stopped e) {
      return null;
    } catch (MarkedYAMLException e) {
      String problem = e.getProblem() == null ? "" : e.getProblem();
      faults.add(new Fault("", lineOf(e.getProblemMark()), FaultCode.NOT_YAML, List.of(problem)));
      return null;
    } catch (YAMLException e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      faults.add(new Fault("", 0, FaultCode.NOT_YAML, List.of(message)));
      return null;
    }
  }

  private Value document() throws Stopped {
    Value root = new Keys(Map.of(), 1);
    boolean seen = false;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event) {
        case StreamStartEvent e -> {}
        case StreamEndEvent e -> {}
        case DocumentEndEvent e -> {}
        case DocumentStartEvent e -> {
          if (seen) throw refuse("", e, FaultCode.YAML_REFUSED, "---");
          seen = true;
          root = value("", events.next(), 0);
        }
        default -> throw refuse("", event, FaultCode.NOT_YAML, event.toString());
      }
    }
    return root;
  }

  private Value value(String path, Event event, int depth) throws Stopped {
    if (++values > VALUES_MAX) {
      throw refuse(path, event, FaultCode.TOO_MANY_VALUES, Integer.toString(VALUES_MAX));
    }
    if (depth > DEPTH_MAX) {
      throw refuse(path, event, FaultCode.TOO_DEEP, Integer.toString(DEPTH_MAX));
    }
    refuseReferences(path, event);
    return switch (event) {
      case ScalarEvent e -> new Scalar(e.getValue(), e.isPlain(), line(e));
      case SequenceStartEvent e -> items(path, e, depth);
      case MappingStartEvent e -> keys(path, e, depth);
      default -> throw refuse(path, event, FaultCode.NOT_YAML, event.toString());
    };
  }

  private void refuseReferences(String path, Event event) throws Stopped {
    if (event instanceof AliasEvent alias) {
      throw refuse(path, event, FaultCode.YAML_REFUSED, "*" + alias.getAnchor());
    }
    if (event instanceof NodeEvent node && node.getAnchor() != null) {
      throw refuse(path, event, FaultCode.YAML_REFUSED, "&" + node.getAnchor());
    }
    String tag =
        switch (event) {
          case ScalarEvent e -> e.getTag();
          case CollectionStartEvent e -> e.getTag();
          default -> null;
        };
    if (tag != null) throw refuse(path, event, FaultCode.YAML_REFUSED, tag);
  }

  private Items items(String path, Event start, int depth) throws Stopped {
    List<Value> values = new ArrayList<>();
    for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
      values.add(value(path + "[" + values.size() + "]", event, depth + 1));
    }
    return new Items(values, line(start));
  }

  private Keys keys(String path, Event start, int depth) throws Stopped {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      if (!(event instanceof ScalarEvent key)) {
        throw refuse(path, event, FaultCode.WRONG_TYPE, "key");
      }
      refuseReferences(path, key);
      String inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      Entry entry = new Entry(line(key), value(inner, events.next(), depth + 1));
      Entry first = entries.putIfAbsent(key.getValue(), entry);
      if (first != null) {
        List<String> arguments = List.of(Integer.toString(first.line()));
        faults.add(new Fault(inner, entry.line(), FaultCode.DUPLICATE_KEY, arguments));
      }
    }
    return new Keys(entries, line(start));
  }

  private Stopped refuse(String path, Event event, FaultCode code, String argument) {
    faults.add(new Fault(path, line(event), code, List.of(argument)));
    return new Stopped();
  }

  private static int line(Event event) {
    return lineOf(event.getStartMark());
  }

  private static int lineOf(@Nullable Mark mark) {
    return mark == null ? 0 : mark.getLine() + 1;
  }
}
