package jaruek.admin.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The languages there are words for. */
public enum Language {
  /** English; years of the Common Era. */
  ENGLISH("en"),
  /** Thai; years of the Buddhist Era. */
  THAI("th");

  private final String code;

  Language(String code) {
    this.code = code;
  }

  /** ISO 639-1: "en", "th". */
  public String code() {
    return code;
  }

  /** Its locale. */
  public Locale locale() {
    return Locale.forLanguageTag(code);
  }

  static Optional<Language> of(String code) {
    for (Language language : values()) {
      if (language.code.equalsIgnoreCase(code)) return Optional.of(language);
    }
    return Optional.empty();
  }

  /** As POSIX says it: the first of LC_ALL, LC_MESSAGES and LANG that is set. */
  static Language ofEnvironment(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) return value.startsWith("th") ? THAI : ENGLISH;
    }
    return ENGLISH;
  }
}
