package jaruek.admin.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Both languages say the same things. */
final class MessagesTest {
  private static final Pattern NAME = Pattern.compile("\\{\\w+}");

  private final Properties english = Messages.read(Messages.BASE, Language.ENGLISH);
  private final Properties thai = Messages.read(Messages.BASE, Language.THAI);

  @Test
  void bothLanguagesHaveTheSameKeysAndNames() {
    assertEquals(new TreeSet<>(english.keySet()), new TreeSet<>(thai.keySet()));
    for (String key : english.stringPropertyNames()) {
      assertEquals(names(english, key), names(thai, key), key);
      assertTrue(!thai.getProperty(key).isBlank(), key);
    }
  }

  private static Set<String> names(Properties words, String key) {
    return NAME.matcher(words.getProperty(key))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyCodeOfTheApplianceHasWords() throws IllegalAccessException {
    List<String> missing = new ArrayList<>();
    int codes = 0;
    for (Field field : AdminCodes.class.getFields()) {
      String code = (String) field.get(null);
      codes++;
      if (!String.valueOf(code).isEmpty() && !english.containsKey(code)) missing.add(code);
    }
    assertTrue(codes > 40);
    assertEquals(List.of(), missing);
  }

  @Test
  void everyCommandAndParameterHasHelp() {
    List<String> missing = new ArrayList<>();
    Predicate<String> has = english::containsKey;
    for (Command command : RemoteCommands.all()) {
      String words = command.words().replace(' ', '.');
      if (!has.test("command." + words)) missing.add(command.words());
      for (Parameter parameter : command.parameters()) {
        boolean told =
            has.test("help." + words + "." + parameter.name())
                || has.test("help." + parameter.name());
        if (!told) missing.add(command.words() + " " + parameter.name());
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void putsInWhatIsNamedAndEscapesIt() {
    Messages messages = Messages.load(Language.ENGLISH, List.of());
    assertAll(
        () ->
            assertEquals(
                "There is no account a\\x1b[2Jb.",
                messages.text("user.unknown", "user", "a\u001b[2Jb")),
        () -> assertEquals("There is no account ?.", messages.text("user.unknown", "x", "y")),
        () ->
            assertEquals(
                "There is no account {user}.", messages.text("user.unknown", "user", "{user}")));
  }

  @Test
  void showsACodeItDoesNotKnowWithItsArguments() {
    Messages messages = Messages.load(Language.THAI, List.of());
    assertEquals(
        "quota.full user=somchai megabytes=5",
        messages.text(
            "quota.full", AdminCodec.object().put("user", "somchai").put("megabytes", 5)));
  }
}
