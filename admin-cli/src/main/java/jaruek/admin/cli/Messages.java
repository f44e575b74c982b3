package jaruek.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The words of one language: UTF-8 property files {@code BASE_en.properties} and {@code
 * BASE_th.properties}. A text names what is put in as {@code {name}}.
 */
public final class Messages {
  /** The words of this module. */
  static final String BASE = "/jaruek/admin/cli/messages";

  private final Language language;
  private final List<Properties> bundles;

  private Messages(Language language, List<Properties> bundles) {
    this.language = language;
    this.bundles = bundles;
  }

  /**
   * The words of this module and of others.
   *
   * @param others resource paths without language and suffix, as {@code /jaruek/appliance/messages}
   */
  public static Messages load(Language language, List<String> others) {
    List<Properties> bundles = new ArrayList<>();
    bundles.add(read(BASE, language));
    for (String base : others) bundles.add(read(base, language));
    return new Messages(language, bundles);
  }

  static Properties read(String base, Language language) {
    String name = base + "_" + language.code() + ".properties";
    Properties words = new Properties();
    try (InputStream in = Messages.class.getResourceAsStream(name)) {
      if (in == null) throw new IllegalArgumentException("no words at " + name);
      words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  /** Which language this is. */
  public Language language() {
    return language;
  }

  /** The text as it stands in the bundle. */
  public Optional<String> find(String key) {
    for (Properties bundle : bundles) {
      String text = bundle.getProperty(key);
      if (text != null) return Optional.of(text);
    }
    return Optional.empty();
  }

  /** The text of a key without arguments, the key itself if there is none. */
  public String text(String key) {
    return find(key).orElse(key);
  }

  /** The text with one argument. */
  public String text(String key, String name, String value) {
    return text(key, AdminCodec.object().put(name, value));
  }

  /**
   * The text with what it names put in, each safe to show on a terminal; a key that is not known is
   * shown as it is with its arguments.
   */
  public String text(String key, ObjectNode arguments) {
    Optional<String> pattern = find(key);
    return pattern.isPresent() ? fill(pattern.get(), arguments) : unknown(key, arguments);
  }

  private static String unknown(String key, ObjectNode arguments) {
    StringBuilder text = new StringBuilder(SafeText.escape(key));
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      text.append(' ').append(SafeText.escape(argument.getKey()));
      text.append('=').append(value(argument.getValue()));
    }
    return text.toString();
  }

  private static String fill(String pattern, ObjectNode arguments) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (true) {
      int open = pattern.indexOf('{', at);
      int close = pattern.indexOf('}', open + 1);
      if (open < 0 || close < 0) return text.append(pattern, at, pattern.length()).toString();
      text.append(pattern, at, open);
      text.append(value(arguments.path(pattern.substring(open + 1, close))));
      at = close + 1;
    }
  }

  private static String value(JsonNode value) {
    return value.isMissingNode() ? "?" : SafeText.escape(value.asText(value.toString()));
  }
}
