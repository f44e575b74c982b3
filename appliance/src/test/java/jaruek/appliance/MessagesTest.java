package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.admin.cli.Command;
import jaruek.admin.cli.Parameter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class MessagesTest {
  private static final Pattern NAME = Pattern.compile("\\{[a-zA-Z]+}");

  @Test
  void hasTheSameKeysAndNamesInBothLanguages() throws IOException {
    Properties english = words("en");
    Properties thai = words("th");
    assertEquals(
        new TreeSet<>(english.stringPropertyNames()), new TreeSet<>(thai.stringPropertyNames()));
    for (String key : english.stringPropertyNames()) {
      assertEquals(names(english.getProperty(key)), names(thai.getProperty(key)), key);
    }
  }

  @Test
  void explainsEveryLocalCommandAndItsParameters() throws IOException {
    Properties english = words("en");
    assertFalse(LocalCommands.all().isEmpty());
    for (Command command : LocalCommands.all()) {
      String words = command.words().replace(' ', '.');
      assertTrue(english.containsKey("command." + words), words);
      for (Parameter parameter : command.parameters()) {
        String own = "help." + words + "." + parameter.name();
        assertTrue(
            english.containsKey(own) || english.containsKey("help." + parameter.name()), own);
      }
    }
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static Properties words(String language) throws IOException {
    Properties words = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(
                Main.class.getResourceAsStream(
                    "/jaruek/appliance/messages_" + language + ".properties")),
            StandardCharsets.UTF_8)) {
      words.load(reader);
    }
    return words;
  }
}
