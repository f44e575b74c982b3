package jaruek.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sources} as a person and as a program see it. */
final class SourcesTest {
  private static final String ROW =
      """
      {"row":{"name":"gw\\u001B[31m1","address":"192.0.2.1/32","vendor":null,"configured":true,\
      "from":"2026-11-23T03:00:00Z","to":"2026-11-23T04:00:00Z","lastSeen":"2026-11-23T03:59:00Z",\
      "received":812,"bytes":1104320,"dropped":5,"journalLost":0,"killed":0,"decoded":800,\
      "undecodable":2,"gap":3,"late":1,"waiting":7,"rows":19140,"rejected":4,\
      "rejectedBy":{"truncated":4},"restarts":0,"clockOffsetMillis":-120,\
      "domains":{"netflow9/7":{"said":802}}}}\
      """;
  private static final String END = "{\"end\":{\"status\":0,\"code\":\"\",\"arguments\":{}}}";

  @TempDir Path folder;

  @Test
  void showsALineForEachSource() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(folder, ROW, END)) {
      Run run = Run.with().socket(daemon).run("sources", "--days", "3", "--source", "gw1");
      List<String> lines = run.out.lines().toList();
      assertEquals(2, lines.size(), run.out + run.err);
      assertTrue(lines.getFirst().contains("no template"), run.out);
      assertTrue(lines.getLast().contains("19140"), run.out);
      assertFalse(run.out.contains("\u001b"), run.out);
      assertEquals("{\"days\":3,\"source\":\"gw1\"}", daemon.request().arguments().toString());
    }
  }

  @Test
  void givesAllColumnsAsCsv() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(folder, ROW, END)) {
      Run run =
          Run.with()
              .socket(daemon)
              .run("sources", "--format", "csv", "--from", "2026-11-23", "--to", "2026-11-23");
      List<String> lines = run.out.lines().toList();
      assertTrue(lines.getFirst().startsWith("name,address,vendor,configured,from,to,lastSeen,"));
      assertTrue(lines.getFirst().endsWith(",domains"), run.out);
      assertTrue(lines.getLast().contains("192.0.2.1/32"), run.out);
      assertTrue(daemon.request().arguments().has("to"));
    }
  }
}
