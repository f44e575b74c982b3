package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.radius.account.ReplyAttribute;
import jaruek.radius.account.Setting;
import jaruek.radius.account.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings of groups and accounts as arguments and as columns of rows. */
final class TermsArguments {
  private static final String ATTRIBUTE = "attribute";

  private TermsArguments() {}

  /** All their names, and these. */
  static String[] namesAnd(String... others) {
    List<String> names = new ArrayList<>(List.of(others));
    for (Setting setting : Setting.values()) names.add(argument(setting));
    names.add(ATTRIBUTE);
    names.add("without");
    return names.toArray(String[]::new);
  }

  /** Kebab-case as camelCase. */
  static String argument(Setting setting) {
    StringBuilder name = new StringBuilder();
    for (String part : setting.word().split("-", -1)) {
      name.append(
          name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return name.toString();
  }

  /**
   * The terms with what is asked.
   *
   * @throws jaruek.radius.account.AccountException if a value cannot be
   */
  static Terms read(Arguments arguments, Terms before) throws AdminRefusal {
    Terms terms = before;
    for (String name : without(arguments)) {
      Optional<Setting> setting = Setting.of(name);
      terms = setting.isPresent() ? terms.without(setting.get()) : terms.withoutAttribute(name);
    }
    for (Setting setting : Setting.values()) {
      Optional<String> text = arguments.text(argument(setting));
      if (text.isPresent()) terms = terms.with(setting, text.get());
    }
    Optional<String> attribute = arguments.text(ATTRIBUTE);
    return attribute.isEmpty() ? terms : with(terms, attribute.get());
  }

  /** {@code NAME=VALUE} takes the place of others of its name, {@code NAME+=VALUE} joins them. */
  private static Terms with(Terms terms, String text) {
    int adds = text.indexOf("+=");
    if (adds < 0 || adds > text.indexOf('=')) return terms.with(ReplyAttribute.parse(text));
    return terms.adding(ReplyAttribute.parse(text.substring(0, adds) + text.substring(adds + 1)));
  }

  /** What is to be taken away, by name. */
  static List<String> without(Arguments arguments) throws AdminRefusal {
    Optional<String> text = arguments.text("without");
    if (text.isEmpty()) return List.of();
    return List.of(text.get().split(",", -1)).stream().map(String::strip).toList();
  }

  /** Puts what is set into a row. */
  static void write(Terms terms, ObjectNode row) {
    for (Setting setting : Setting.values()) {
      terms.text(setting).ifPresent(text -> row.put(argument(setting), text));
    }
    if (terms.attributes().isEmpty()) return;
    ArrayNode attributes = row.putArray("attributes");
    terms.attributes().forEach(attribute -> attributes.add(attribute.toString()));
  }
}
