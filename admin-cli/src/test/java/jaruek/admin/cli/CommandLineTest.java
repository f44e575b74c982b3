package jaruek.admin.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options, help, languages and other modules' commands. */
final class CommandLineTest {
  private static final String DONE = "{\"end\":{\"status\":0,\"code\":\"\",\"arguments\":{}}}";

  @TempDir Path folder;

  private static void fails(int status, String err, String... typed) {
    Run run = Run.with().run(typed);
    assertAll(
        () -> assertEquals(err, run.err),
        () -> assertEquals("", run.out),
        () -> assertEquals(status, run.status));
  }

  @Test
  void suggestsTheNearestCommandAndOption() {
    fails(2, "Unknown command: trafic. Did you mean traffic?\nSee: jaruek --help\n", "trafic");
    fails(2, "Unknown command: xyzzy\nSee: jaruek --help\n", "xyzzy");
    fails(
        2,
        "Unknown command: setpassword. Did you mean set-password?\nSee: jaruek user --help\n",
        "user",
        "setpassword");
    fails(
        2,
        "Unknown option: --protcol. Did you mean --protocol?\nSee: jaruek who --help\n",
        "who",
        "192.0.2.1",
        "--at",
        "2026-11-23",
        "--protcol=tcp");
    fails(2, "Not expected here: extra\nSee: jaruek status --help\n", "status", "extra");
  }

  @Test
  void saysWhatIsMissing() {
    fails(2, "Missing: --at TIME\nSee: jaruek who --help\n", "who", "192.0.2.1");
    fails(2, "Missing: USER\nSee: jaruek user show --help\n", "user", "show");
    fails(2, "Missing: --at TIME\nSee: jaruek who --help\n", "who", "192.0.2.1", "--at");
    fails(2, "ขาด: --at TIME\nดู: jaruek who --help\n", "who", "192.0.2.1", "--language", "th");
  }

  @Test
  void saysWhatIsWrongWithAGlobalOption() {
    fails(2, "--format: \"xml\" is not one of table|json|csv.\n", "status", "--format", "xml");
    fails(2, "--language: \"fr\" is not one of th|en.\n", "--language", "fr", "status");
    fails(
        2,
        "--zone: \"Bangkok\" is not one of Asia/Bangkok, UTC, +07:00.\n",
        "--zone=Bangkok",
        "status");
  }

  @Test
  void neverTreatsAnArgumentAsAFileOfArguments() {
    fails(2, "Unknown command: @/etc/passwd\nSee: jaruek --help\n", "@/etc/passwd");
  }

  @Test
  void takesGlobalOptionsBeforeAndAfterTheCommandAndTheLastOneCounts() throws Exception {
    String row = "{\"row\":{\"at\":\"2026-11-23T03:42:01Z\"}}";
    try (FakeDaemon daemon = FakeDaemon.answering(folder, row, DONE)) {
      String socket = daemon.socket().toString();
      String json = "{\"at\":\"2026-11-23T03:42:01Z\"}\n";
      assertEquals(json, Run.with().run("--socket", socket, "--format=json", "status").out);
      assertEquals(json, Run.with().run("status", "--socket", socket, "--format", "json").out);
      assertEquals(
          json, Run.with().run("--format=csv", "status", "--socket", socket, "--format=json").out);
      assertEquals(
          "at  23/11/2569 03:42:01\n",
          Run.with().run("--zone", "UTC", "status", "--socket", socket, "--language", "th").out);
      assertEquals(json, Run.with().run("--format=json", "case", "--socket", socket, "list").out);
    }
  }

  @Test
  void readsSocketAndZoneOfTheConfiguration() throws Exception {
    String row = "{\"row\":{\"at\":\"2026-11-23T03:42:01Z\"}}";
    try (FakeDaemon daemon = FakeDaemon.answering(folder, row, DONE)) {
      List<Path> read = new ArrayList<>();
      ConfigReader reader =
          file -> {
            read.add(file);
            return new ConfigReader.Settings(
                Optional.of(daemon.socket()), Optional.of(ZoneId.of("+09:00")));
          };
      Run run = Run.with().config(reader).run("status", "--config", "jaruek.yaml");
      assertEquals("at  2026-11-23 12:42:01\n", run.out);
      assertEquals(List.of(Path.of("jaruek.yaml")), read);
    }
  }

  @Test
  void saysWhatIsWrongWithTheConfiguration() {
    ConfigReader bad =
        file -> {
          throw new IllegalArgumentException("line 3: unknown key\u001b[2J");
        };
    Run run = Run.with().config(bad).run("status", "--config", "j.yaml");
    assertEquals("The configuration j.yaml is not valid: line 3: unknown key\\x1b[2J\n", run.err);
    assertEquals(2, run.status);
    ConfigReader absent =
        file -> {
          throw new java.nio.file.NoSuchFileException(file.toString());
        };
    assertEquals(
        "Cannot read the configuration j.yaml: No such file or directory\n",
        Run.with().config(absent).run("status", "--config", "j.yaml").err);
  }

  @Test
  void saysItsVersion() {
    Run run = Run.with().run("--version");
    assertEquals("jaruek 1.2.3\n", run.out);
    assertEquals(0, run.status);
  }

  @Test
  void everyCommandHasHelp() {
    for (Command command : RemoteCommands.all()) {
      String[] words = (command.words() + " --help").split(" ", -1);
      Run run = Run.with().run(words);
      assertEquals(0, run.status);
      assertTrue(run.out.startsWith("Usage: jaruek " + command.words()), run.out);
      assertFalse(run.out.contains("help."), run.out);
      assertFalse(run.out.contains("command."), run.out);
    }
  }

  @Test
  void explainsACommand() {
    assertEquals(
        """
        Usage: jaruek case close ID

        close a case

          ID  number of the case

        Global options, before or after the command:
          --config FILE            the appliance's configuration file, for its socket and zone
          --socket PATH            the appliance's admin socket (/run/jaruek/admin.sock)
          --format table|json|csv  table for people, json one object per line, csv with a header (a text
                                   that looks like a formula gets an apostrophe)
          --language th|en         language; the system's unless said
          --zone ZONE              time zone of what is typed and shown (Asia/Bangkok)
          -h, --help               this help
          --version                the version
        """,
        Run.with().run("case", "close", "--help").out);
    assertEquals(
        Run.with().run("case", "close", "--help").out, Run.with().run("help", "case", "close").out);
  }

  @Test
  void helpKeepsToTheTerminalsWidth() {
    for (String language : List.of("en", "th")) {
      Run run = Run.with().terminal(60).run("user", "import", "--help", "--language", language);
      long blanks = run.out.lines().filter(line -> line.contains(" ")).count();
      assertTrue(blanks > 5);
      // a word alone may be longer: Thai has blanks between phrases only
      run.out
          .lines()
          .filter(line -> TextWidth.of(line) > 60)
          .forEach(line -> assertFalse(line.strip().contains(" "), line));
    }
  }

  @Test
  void withoutACommandShowsTheHelpOnStandardError() {
    Run run = Run.with().run();
    assertEquals(2, run.status);
    assertTrue(run.err.startsWith("Usage: jaruek COMMAND"), run.err);
    assertEquals(2, Run.with().run("user").status);
    assertTrue(Run.with().run("user").err.contains("set-password"));
  }

  @Test
  void speaksTheLanguageOfTheEnvironment() {
    Run.With thai = Run.with().environment("LC_ALL", "").environment("LANG", "th_TH.UTF-8");
    assertTrue(thai.run("status", "--socket", "/no/such").err.startsWith("ติดต่อระบบไม่ได้"));
    assertTrue(
        thai.environment("LC_MESSAGES", "en_US.UTF-8")
            .run("status", "--socket", "/no/such")
            .err
            .startsWith("Cannot reach"));
  }

  @Test
  void runsCommandsOfOtherModules() {
    Command verify =
        new Command(
            "verify",
            List.of(
                Parameter.optionalWord("file", ValueKind.PATH, "FILE.zip"),
                Parameter.flag("store"),
                Parameter.option("data", ValueKind.PATH, "DIR"),
                Parameter.option("checkpoint", ValueKind.PATHS, "FILE")),
            CommandLineTest::verify);
    Run run = Run.with().local(verify).run("verify", "--store", "--data", "/d", "--format=csv");
    assertEquals("store,data\r\ntrue,/d\r\n", run.out);
    assertEquals(1, run.status);
    Run twice =
        Run.with()
            .local(verify)
            .run("verify", "--store", "--checkpoint", "a", "--checkpoint=b", "--format=json");
    assertEquals("{\"store\":true,\"checkpoint\":[\"a\",\"b\"]}\n", twice.out);
    Run fails = Run.with().local(verify).run("verify", "x.zip");
    assertEquals("The appliance could not do it: Permission denied\n", fails.err);
    assertEquals(3, fails.status);
  }

  @Test
  void tellsAnUnforeseenFaultInALineAndAllOfItToDevelopers() {
    Command broken =
        new Command(
            "demo",
            List.of(),
            (context, arguments) -> {
              throw new IllegalStateException("no\u001b[2J luck");
            });
    Run run = Run.with().local(broken).run("demo");
    assertEquals(
        "The appliance could not do it: java.lang.IllegalStateException: no\\x1b[2J luck\n",
        run.err);
    assertEquals(3, run.status);
    Run traced = Run.with().local(broken).environment("JARUEK_TRACE", "1").run("demo");
    assertTrue(traced.err.contains("at jaruek.admin.cli.CommandLineTest"), traced.err);
  }

  private static int verify(CommandContext context, ObjectNode arguments) throws IOException {
    if (arguments.has("file")) {
      throw new java.nio.file.AccessDeniedException(arguments.path("file").asText());
    }
    try (RowPrinter rows = context.rows(View.table())) {
      rows.print(arguments);
    }
    return 1;
  }
}
