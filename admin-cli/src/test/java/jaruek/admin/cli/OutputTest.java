package jaruek.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables, lists and CSV; the expected texts are written by hand. */
final class OutputTest {
  private static final String DONE = "{\"end\":{\"status\":0,\"code\":\"\",\"arguments\":{}}}";
  private static final String GROUPS =
      """
      {"row":{"group":"ครู","accounts":7,"note":"ถึงสิ้นเทอม","expires":null}}
      {"row":{"group":"ม.6/1 ก๋วยเตี๋ยว","accounts":12345,"note":null,"expires":null}}\
      """;

  @TempDir Path folder;

  private Run run(Run.With with, String answer, String... typed) throws IOException {
    try (FakeDaemon daemon = FakeDaemon.answering(folder, answer, DONE)) {
      return with.socket(daemon).run(typed);
    } finally {
      java.nio.file.Files.delete(folder.resolve("admin.sock"));
    }
  }

  @Test
  void alignsThaiByWhatTheTerminalShows() throws Exception {
    assertEquals(
        """
        group          accounts  note
        ครู                    7  ถึงสิ้นเทอม
        ม.6/1 ก๋วยเตี๋ยว     12345
        """,
        run(Run.with(), GROUPS, "group", "list").out);
  }

  @Test
  void keepsToTheTerminalAndCutsNothingElsewhere() throws Exception {
    String row =
        "{\"row\":{\"receivedAt\":\"2026-11-23T03:42:01Z\",\"sender\":\"192.0.2.1\",\"message\":\""
            + "login failed ".repeat(20)
            + "\"}}";
    String[] search = {
      "search", "x", "--reason", "r", "--from", "2026-11-23", "--to", "2026-11-23"
    };
    Run narrow = run(Run.with().terminal(60).environment("NO_COLOR", "1"), row, search);
    assertEquals(
        """
        received             sender     message
        2026-11-23 10:42:01  192.0.2.1  login failed login failed l…
        """,
        narrow.out);
    Run tiny = run(Run.with().environment("COLUMNS", "20").terminal(60), row, search);
    tiny.out.lines().forEach(line -> assertTrue(TextWidth.of(plain(line)) <= 20, line));
    Run wide = run(Run.with(), row, search);
    assertTrue(wide.out.contains("login failed ".repeat(20).strip() + "\n"));
  }

  private static String plain(String line) {
    return line.replaceAll("\u001b\\[[0-9;]*m", "");
  }

  @Test
  void noAnswerDrivesTheTerminal() throws Exception {
    String row =
        "{\"row\":{\"message\":\"\\u001b]0;owned\\u0007\\n"
            + "\\u009b2J\\u202e\",\"\\u001b[31mkey\":1}}";
    assertEquals(
        """
        message                         \\x1b[31mkey
        \\x1b]0;owned\\x07\\n\\x9b2J\\u202e            1
        """,
        run(Run.with(), row, "user", "list").out);
    for (String format : List.of("table", "csv", "json")) {
      String out = run(Run.with(), row, "case", "list", "--format", format).out;
      assertFalse(
          out.chars().anyMatch(c -> (c < ' ' && c != '\n' && c != '\r') || (c > 126 && c < 160)),
          out);
    }
  }

  @Test
  void csvQuotesAndDefusesFormulas() throws Exception {
    String rows =
        """
        {"row":{"user":"=cmd|'/c calc'!A1","note":"a,b \\"c\\"","n":-5,"x":["+1"]}}
        {"row":{"user":"@x","note":"-1\\n2","n":null,"x":null}}\
        """;
    assertEquals(
        """
        user,note,n,x
        '=cmd|'/c calc'!A1,"a,b ""c""\",-5,"[""+1""]"
        '@x,'-1\\n2,,
        """
            .replace("\n", "\r\n"),
        run(Run.with(), rows, "case", "list", "--format", "csv").out);
  }

  @Test
  void csvOfADatasetHasAllItsColumnsWhateverWasFound() throws Exception {
    String row = "{\"row\":{\"url\":\"http://x/\",\"surprise\":1}}";
    Run run =
        run(
            Run.with(),
            row,
            "traffic",
            "--from",
            "2026-11-23",
            "--to",
            "2026-11-23",
            "--format=csv");
    List<String> lines = run.out.lines().toList();
    assertTrue(lines.getFirst().startsWith("receivedAt,startedAt,endedAt,exporter,"));
    assertTrue(lines.getFirst().endsWith(",sourceMac,url,frame,surprise"));
    assertEquals(",".repeat(24) + "http://x/,,1", lines.get(1));
  }

  @Test
  void namesColumnsThatOnlyLaterRowsHave() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ColumnRows.FIRST_ROWS_MAX; i++) rows.add("{\"row\":{\"user\":\"u\"}}");
    rows.add("{\"row\":{\"user\":\"u\",\"late\\u001b\":1,\"nothing\":null}}");
    for (String format : List.of("table", "csv")) {
      Run run = run(Run.with(), String.join("\n", rows), "case", "list", "--format", format);
      assertEquals(ColumnRows.FIRST_ROWS_MAX + 2, run.out.lines().count());
      assertEquals(
          "Columns that only later rows have were left out: late\\x1b. Use --format json to see"
              + " all.\n",
          run.err);
    }
  }

  @Test
  void listsTheDetailsOfOneThing() throws Exception {
    String row =
        """
        {"row":{"version":"0.1.0","trafficRows":1200000,"clock":{"offsetMillis":3},\
        "sources":[{"name":"gw1","received":12,"lost":0},{"name":"sw-2","received":5,"lost":1}],\
        "gaps":[],"ports":[1812,1813]}}\
        """;
    assertEquals(
        """
        version       0.1.0
        traffic rows  1200000
        clock
          offsetMillis  3
        sources
          name  received  lost
          gw1         12     0
          sw-2         5     1
        gaps
        ports         1812, 1813
        """,
        run(Run.with(), row, "status").out);
  }

  @Test
  void saysInWordsWhatWasDoneAndWhatIsWrong() throws Exception {
    String added =
        "{\"end\":{\"status\":0,\"code\":\"user.added\",\"arguments\":{\"user\":\"ying\"}}}";
    String[] add = {"user", "add", "ying", "--password", "x"};
    assertEquals("Account ying added.\n", run(Run.with(), added, add).out);
    Run json = run(Run.with(), added, "--format=json", "user", "add", "ying", "--password", "x");
    assertEquals("", json.out);
    assertEquals("Account ying added.\n", json.err);

    String bad =
        """
        {"row":{"line":3,"column":"username","code":"import.row.twice","value":"ying"}}
        {"row":{"line":7,"column":"expires","code":"import.row.invalid","value":"soon"}}
        {"end":{"status":2,"code":"import.rows","arguments":{"bad":2,"rows":9}}}\
        """;
    Run run = run(Run.with().stdin(new byte[] {'x'}), bad, "user", "import", "-");
    assertEquals(
        """
        line  column    fault                         value
           3  username  stands on an earlier line too  ying
           7  expires   is not valid                   soon
        """
            .replace("fault                         value", "fault                          value"),
        run.out);
    assertEquals(
        "2 of 9 rows are bad; nothing was imported. Mend them and import the file again.\n",
        run.err);
    assertEquals(2, run.status);
  }

  @Test
  void printsTimesInMessagesAsElsewhere() throws Exception {
    String end =
        """
        {"end":{"status":4,"code":"refused.outside-case","arguments":{"case":"C-1",\
        "from":"2026-11-23T00:00:00Z","to":"2026-11-24T00:00:00Z"}}}\
        """;
    Run run = run(Run.with(), end, "status", "--language", "th");
    assertEquals(
        "ปฏิเสธ: คำร้อง C-1 ครอบคลุมเฉพาะ 23/11/2569 07:00:00 ถึง 24/11/2569 07:00:00\n", run.err);
    assertEquals(4, run.status);
  }

  @Test
  void showsProgressOnATerminalOnlyAndTakesItAway() throws Exception {
    String answer =
        "{\"progress\":{\"code\":\"progress.seal\",\"done\":5,\"total\":10}}\n"
            + "{\"row\":{\"rows\":10}}";
    assertEquals("", run(Run.with(), answer, "seal").err);
    assertEquals(
        "\r\u001b[Ksealing: 5 of 10 rows\r\u001b[K",
        run(Run.with().terminal(80), answer, "seal").err);
  }
}
