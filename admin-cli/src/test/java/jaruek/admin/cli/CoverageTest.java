package jaruek.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answer to coverage as a drawing, and as data. */
final class CoverageTest {
  private static final String SPAN =
      "\"from\":\"2026-11-13T17:00:00Z\",\"to\":\"2026-11-23T17:00:00Z\"";

  private static final String CLOCK =
      """
      "clock":{"samples":9,"unsynchronised":2,"offsetMillisLeast":-0.4,"offsetMillisMost":1.25,\
      "stratumBest":2,"stratumWorst":3}\
      """;

  private static final String DOWN =
      """
      {"from":"2026-11-16T05:00:00Z","to":"2026-11-16T17:00:00Z","kind":"down","detail":"crashed"}\
      """;

  private static final String APPLIANCE =
      """
      {"source":"jaruek","kind":"appliance","state":"active",%s,"recorded":0.95,%s,\
      "spans":[{"from":"2026-11-13T17:00:00Z","to":"2026-11-16T05:00:00Z"},\
      {"from":"2026-11-16T17:00:00Z","to":"2026-11-23T17:00:00Z"}],"gaps":[%s]}\
      """
          .formatted(SPAN, CLOCK, DOWN);

  private static final String GATEWAY =
      """
      {"source":"gw\\u001B[31m1","kind":"log","state":"silent","configured":true,\
      "first":"2026-11-14T17:00:00Z",%s,"recorded":0.6999,"lost":7,"dropped":5,"killed":0,"undecodable":2,%s,\
      "spans":[{"from":"2026-11-14T17:00:00Z","to":"2026-11-16T05:00:00Z"},\
      {"from":"2026-11-16T17:00:00Z","to":"2026-11-22T17:00:00Z"}],"gaps":[%s,\
      {"from":"2026-11-19T01:00:00Z","to":"2026-11-19T01:05:00Z","kind":"sequence",\
      "source":"gw1","lost":7},\
      {"from":"2026-11-22T17:00:00Z","to":"2026-11-23T17:00:00Z","kind":"silence","source":"gw1"}]}\
      """
          .formatted(SPAN, CLOCK, DOWN);

  private static final String NEVER =
      """
      {"source":"nas","kind":"radius","state":"never","first":null,%s,"recorded":0.0,%s,\
      "spans":[],"gaps":[]}\
      """
          .formatted(SPAN, CLOCK);

  @TempDir Path folder;

  private FakeDaemon daemon(String... rows) throws Exception {
    String[] lines = new String[rows.length + 1];
    for (int i = 0; i < rows.length; i++) lines[i] = "{\"row\":" + rows[i] + "}";
    lines[rows.length] = "{\"end\":{\"status\":0,\"code\":\"\",\"arguments\":{}}}";
    return FakeDaemon.answering(Files.createTempDirectory(folder, "d"), lines);
  }

  private static Run run(Run.With with, FakeDaemon daemon, String... more) {
    String[] arguments = new String[more.length + 1];
    arguments[0] = "coverage";
    System.arraycopy(more, 0, arguments, 1, more.length);
    return with.socket(daemon).run(arguments);
  }

  @Test
  void drawsABlockForEachDayAndListsEachGapOnce() throws Exception {
    try (FakeDaemon daemon = daemon(APPLIANCE, GATEWAY, NEVER)) {
      Run run = run(Run.with(), daemon);
      assertEquals("", run.err);
      List<String> lines = run.out.lines().toList();
      assertEquals("jaruek        ██▅███████   95.0%", lines.get(1));
      assertTrue(lines.get(2).endsWith("·█▅██████·   69.9% silent"), run.out);
      assertEquals("nas (RADIUS)  ··········  never heard", lines.get(3));
      assertTrue(run.out.contains("Gaps: 3"), run.out);
      assertEquals(1, count(run.out, "over its limit"), run.out);
      assertTrue(run.out.contains(": 5 over its limit, 0 not journalled"), run.out);
      assertEquals(1, count(run.out, "killed or without power"), run.out);
      assertTrue(run.out.contains("7 lost"), run.out);
      assertTrue(run.out.contains("-0.4 to 1.25 ms"), run.out);
      assertFalse(run.out.contains("\u001b"), "plain in a pipe");
      assertEquals("{}", daemon.request().arguments().toString());
    }
  }

  private static int count(String text, String what) {
    return text.split(Pattern.quote(what), -1).length - 1;
  }

  @Test
  void coloursATerminalAndStaysWithinItsWidth() throws Exception {
    try (FakeDaemon daemon = daemon(APPLIANCE, GATEWAY, NEVER)) {
      Run run = run(Run.with().terminal(80), daemon, "--days", "10", "--language", "th");
      assertTrue(run.out.contains("\u001b[32m██\u001b[0m"), run.out);
      assertFalse(run.out.contains("\u001b[31m1"), "what a source is called is only text");
      assertTrue(run.out.contains("14/11/2569"), run.out);
      assertEquals("{\"days\":10}", daemon.request().arguments().toString());
    }
  }

  @Test
  void givesARowForEachSourceAsCsvAndTheWholeAsJson() throws Exception {
    try (FakeDaemon daemon = daemon(APPLIANCE, GATEWAY)) {
      List<String> lines = run(Run.with(), daemon, "--format", "csv").out.lines().toList();
      assertEquals(3, lines.size());
      assertTrue(lines.getFirst().startsWith("source,kind,state,configured,from,to,first"));
      assertTrue(lines.get(2).contains(",-0.4,1.25,3,2,3,"), lines.get(2));
    }
    try (FakeDaemon daemon = daemon(APPLIANCE, GATEWAY)) {
      Run run = run(Run.with(), daemon, "--format", "json");
      assertEquals(APPLIANCE + "\n" + GATEWAY + "\n", run.out);
    }
  }

  @Test
  void doesNotStumbleOverAnAnswerOfAnotherVersion() throws Exception {
    try (FakeDaemon daemon = daemon("{\"source\":\"a\",\"from\":\"yesterday\"}")) {
      Run run = run(Run.with(), daemon);
      assertEquals(0, run.status);
      assertTrue(run.out.contains("yesterday"), run.out);
    }
  }
}
