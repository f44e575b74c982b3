package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A table of docs/attacks.md; {@code -Djaruek.attacks.write=true} writes it there. */
final class AttackPage {
  private static final Path PAGE =
      Path.of(System.getProperty("jaruek.root", "..")).resolve("docs/attacks.md");

  private final String begin;
  private final String end;
  private final String head;
  private final Path folder;
  private final Map<Integer, String> rows = new TreeMap<>();

  /**
   * The table between two comments.
   *
   * @param folder what stands before it in paths is left out
   */
  AttackPage(String what, String by, String head, Path folder) {
    begin = "<!-- " + what + ": written by " + by + " -->\n";
    end = "<!-- end of " + what + " -->\n";
    this.head = head;
    this.folder = folder;
  }

  void put(int number, String attack, String... said) {
    StringBuilder line = new StringBuilder("| ").append(attack);
    for (String one : said) line.append(" | ").append(cell(one));
    rows.put(number, line.append(" |\n").toString());
  }

  private String cell(String said) {
    if (said.isEmpty()) return "unchanged";
    return said.replaceAll("[0-9a-f]{64}", "HASH")
        .replace(folder.toString() + "/", "")
        .replaceAll("jaruek-[0-9a-f]{12}", "ORIGIN")
        .replaceAll("has [0-9]+ bytes, [0-9]+ were", "has N bytes, M were")
        .replace("|", "\\|");
  }

  void compareOrWrite() throws IOException {
    String columns = head.replaceAll("[^|]+", "---");
    String table = head + "\n" + columns + "\n" + String.join("", rows.values());
    String page = Files.readString(PAGE);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(end);
    if (Boolean.getBoolean("jaruek.attacks.write")) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
    } else {
      assertEquals(page.substring(from, to), table, "docs/attacks.md is not up to date");
    }
  }
}
