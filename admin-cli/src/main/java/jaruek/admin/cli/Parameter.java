package jaruek.admin.cli;

import java.util.Locale;

/**
 * One thing a command takes: an option, or a word by its place.
 *
 * @param name the argument's name, camelCase; the option is the same in kebab-case
 * @param kind what it must be
 * @param label how help and messages name its value
 * @param need whether it may be left out
 * @param positional a word by its place, not an option
 */
public record Parameter(String name, ValueKind kind, String label, Need need, boolean positional) {

  /** Whether it may be left out. */
  public enum Need {
    /** It may. */
    OPTIONAL,
    /**
     * Help shows it as needed, but it is the appliance that refuses, for the attempt is to be on
     * record.
     */
    EXPECTED,
    /** The command line refuses. */
    REQUIRED
  }

  /** An option that may be left out. */
  public static Parameter option(String name, ValueKind kind, String label) {
    return new Parameter(name, kind, label, Need.OPTIONAL, false);
  }

  /** An option that must be there. */
  public static Parameter required(String name, ValueKind kind, String label) {
    return new Parameter(name, kind, label, Need.REQUIRED, false);
  }

  /** An option whose absence the appliance refuses. */
  public static Parameter expected(String name, ValueKind kind, String label) {
    return new Parameter(name, kind, label, Need.EXPECTED, false);
  }

  /** A word that must be there. */
  public static Parameter word(String name, ValueKind kind, String label) {
    return new Parameter(name, kind, label, Need.REQUIRED, true);
  }

  /** A word that may be left out. */
  public static Parameter optionalWord(String name, ValueKind kind, String label) {
    return new Parameter(name, kind, label, Need.OPTIONAL, true);
  }

  /** A flag. */
  public static Parameter flag(String name) {
    return new Parameter(name, ValueKind.FLAG, "", Need.OPTIONAL, false);
  }

  /** {@code --full-name} for fullName. */
  String optionName() {
    StringBuilder kebab = new StringBuilder("--");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) kebab.append('-');
      kebab.append(c);
    }
    return kebab.toString().toLowerCase(Locale.ROOT);
  }

  /** The option that reads the value from standard input, for secrets. */
  String stdinOptionName() {
    return optionName() + "-stdin";
  }

  /** As messages name it: the option, or the word's label. */
  String shownName() {
    return positional ? label : optionName();
  }

  /** As a synopsis shows it. */
  String synopsis() {
    String text =
        positional ? label : kind == ValueKind.FLAG ? optionName() : optionName() + " " + label;
    boolean optional = need == Need.OPTIONAL || kind == ValueKind.SECRET;
    return (optional ? "[" + text + "]" : text) + (kind == ValueKind.PATHS ? "..." : "");
  }
}
