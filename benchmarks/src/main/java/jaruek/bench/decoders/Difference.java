package jaruek.bench.decoders;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Our rows of a capture beside those of another decoder, as multisets: alike ones are paired first,
 * each other one with the likest that is left. Each field that differs in a pair, and each row
 * without a pair, needs a {@link Rule}.
 */
final class Difference {
  /** Fewer fields alike make no pair. */
  private static final int ALIKE_MIN = 4;

  private final Run run;
  private final List<Row> left = new ArrayList<>();
  private final List<Row> right = new ArrayList<>();
  private final Map<Field, Integer> byField = new TreeMap<>();
  private final Map<Rule, Integer> explained = new TreeMap<>();
  private final List<String> unexplained = new ArrayList<>();
  private int equal;
  private int differing;

  /** What is compared: which exporter's datagrams, of which version, with which decoder. */
  record Run(String exporter, String version, String reference) {}

  Difference(Run run, List<Row> ours, List<Row> theirs, Set<Field> fields) {
    this.run = run;
    pairEqual(ours, theirs, fields);
    pairLike(fields);
    for (Row row : left) alone(row, null);
    for (Row row : right) alone(null, row);
  }

  /** Equal but for what "none" may be: a zero or nothing at all. */
  private void pairEqual(List<Row> ours, List<Row> theirs, Set<Field> fields) {
    Map<String, Deque<Row>> waiting = new HashMap<>();
    for (Row row : theirs) {
      waiting.computeIfAbsent(key(row, fields), key -> new ArrayDeque<>()).add(row);
    }
    for (Row row : ours) {
      Deque<Row> same = waiting.get(key(row, fields));
      if (same == null || same.isEmpty()) {
        left.add(row);
      } else {
        same.remove();
        equal++;
      }
    }
    waiting.values().forEach(right::addAll);
  }

  private static String key(Row row, Set<Field> fields) {
    StringBuilder key = new StringBuilder();
    for (Field field : fields) key.append(value(row, field)).append('|');
    return key.toString();
  }

  private static String value(Row row, Field field) {
    String text = row.text(field);
    return switch (text) {
      case "0", "0.0.0.0", "::", "00:00:00:00:00:00" -> "-";
      default -> text;
    };
  }

  private void pairLike(Set<Field> fields) {
    for (Row ours : List.copyOf(left)) {
      Row best = null;
      int most = ALIKE_MIN - 1;
      for (Row theirs : right) {
        int alike = alike(ours, theirs, fields);
        if (alike > most) {
          most = alike;
          best = theirs;
        }
      }
      if (best == null) continue;
      left.remove(ours);
      right.remove(best);
      differing++;
      for (Field field : fields) {
        if (!value(ours, field).equals(value(best, field))) differs(field, ours, best);
      }
    }
  }

  private static int alike(Row ours, Row theirs, Set<Field> fields) {
    int alike = 0;
    for (Field field : fields) {
      String value = value(ours, field);
      if (!value.equals("-") && value.equals(value(theirs, field))) alike++;
    }
    return alike;
  }

  private void differs(Field field, Row ours, Row theirs) {
    byField.merge(field, 1, Integer::sum);
    explain(
        Rule.of(run, field, ours, theirs),
        "%s: ours %s, theirs %s in %n   %s%n   %s"
            .formatted(field.word(), ours.text(field), theirs.text(field), ours, theirs));
  }

  private void alone(@Nullable Row ours, @Nullable Row theirs) {
    differing++;
    explain(
        Rule.ofAlone(run, ours, theirs),
        (ours == null ? "only theirs: " + theirs : "only ours: " + ours));
  }

  private void explain(@Nullable Rule rule, String what) {
    if (rule == null) unexplained.add(what);
    else explained.merge(rule, 1, Integer::sum);
  }

  Run run() {
    return run;
  }

  int equal() {
    return equal;
  }

  int differing() {
    return differing;
  }

  /** How often each field differs. */
  Map<Field, Integer> byField() {
    return byField;
  }

  Map<Rule, Integer> explained() {
    return explained;
  }

  List<String> unexplained() {
    return unexplained;
  }

  static Set<Field> all() {
    return EnumSet.allOf(Field.class);
  }
}
