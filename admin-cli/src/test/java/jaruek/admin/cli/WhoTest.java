package jaruek.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.admin.api.AdminRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answer to the main question, in words and as data. */
final class WhoTest {
  private static final String IDENTIFIED =
      """
      {"verdict":"identified","candidates":[{"user":"somchai","fullName":"สมชาย ใจดี",\
      "insideAddress":"10.0.5.23","mac":"aa:bb:cc:dd:ee:ff",\
      "session":{"id":"8f3a","nas":"gw1","start":"2026-11-23T01:01:12Z","end":null},\
      "nat":{"publicAddress":"203.0.113.7","publicPort":51234,"insideAddress":"10.0.5.23",\
      "insidePort":40000,"remoteAddress":"2001:db8::7","remotePort":443,"protocol":6,\
      "startedAt":"2026-11-23T03:42:00Z","endedAt":null,"exporter":"192.0.2.1","origin":"ipfix"},\
      "joins":[{"step":"nat","basis":"observed","record":{"dataset":"traffic","frame":1201,"bytes":7}},\
      {"step":"session","basis":"inferred","record":"identity 88"}]}],\
      "coverage":{"recording":true,"gaps":[],"clockOffsetMillis":3}}\
      """;

  private static final String NOBODY =
      """
      {"verdict":"not-recorded","candidates":[],\
      "coverage":{"recording":false,"gaps":[{"from":"2026-11-23T03:00:00Z",\
      "to":"2026-11-23T04:00:00Z"}],"clockOffsetMillis":null}}\
      """;

  private static final String[] QUESTION = {
    "who", "203.0.113.7:51234", "--at", "2569-11-23 10:42:01", "--protocol", "TCP", "--case", "C-1"
  };

  @TempDir Path folder;

  private static String row(String json) {
    return "{\"row\":" + json + "}";
  }

  private static String end(int status) {
    return "{\"end\":{\"status\":" + status + ",\"code\":\"\",\"arguments\":{}}}";
  }

  @Test
  void sendsThePartsOfTheQuestion() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(folder, row(IDENTIFIED), end(0))) {
      assertEquals(0, Run.of(daemon, QUESTION).status);
      AdminRequest request = daemon.request();
      assertEquals("who", request.command());
      assertEquals(
          """
          {"address":"203.0.113.7","port":51234,"at":"2026-11-23T03:42:01Z","protocol":"tcp",\
          "case":"C-1"}\
          """,
          request.arguments().toString());
    }
  }

  @Test
  void printsJsonAsTheApplianceGaveIt() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(folder, row(IDENTIFIED), end(0))) {
      Run run =
          Run.with()
              .socket(daemon)
              .run("--format", "json", "who", "203.0.113.7:51234", "--at", "2569-11-23 10:42:01");
      assertEquals(IDENTIFIED + "\n", run.out);
      assertEquals("", run.err);
    }
  }

  @Test
  void tellsAPersonInEnglish() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(folder, row(IDENTIFIED), end(0))) {
      assertEquals(
          """
          IDENTIFIED
          203.0.113.7:51234 tcp at 2026-11-23 10:42:01 (Asia/Bangkok)

          somchai  สมชาย ใจดี
            inside address  10.0.5.23
            MAC             aa:bb:cc:dd:ee:ff
            NAT             10.0.5.23:40000 → 203.0.113.7:51234 tcp, to [2001:db8::7]:443, 2026-11-23 10:42:00, by 192.0.2.1 ipfix
            session         8f3a at gw1, since 2026-11-23 08:01:12, still open
            How it is known
              address translation  observed  in traffic, frame 1201
              session              inferred  identity 88

          What was recorded
            recording     yes
            gaps          none
            clock offset  3 ms
          """,
          Run.of(daemon, QUESTION).out);
    }
  }

  @Test
  void tellsAGapInThaiWithBuddhistYears() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(folder, row(NOBODY), end(1))) {
      Run run =
          Run.with()
              .environment("LC_ALL", "th_TH.UTF-8")
              .socket(daemon)
              .run("who", "203.0.113.7", "--at", "23/11/2569 10:42:01", "--case", "C-1");
      assertEquals(1, run.status);
      assertEquals(
          """
          ไม่ได้บันทึก
          203.0.113.7 เมื่อ 23/11/2569 10:42:01 (Asia/Bangkok)
          ขณะนั้นระบบไม่ได้บันทึกส่วนนี้ จึงบอกไม่ได้ว่าเป็นใคร หรือไม่มีใคร

          สิ่งที่บันทึกไว้
            บันทึกอยู่          ไม่
            ช่วงที่ขาด         ตั้งแต่ 23/11/2569 10:00:00, ถึง 23/11/2569 11:00:00
            นาฬิกาคลาดเคลื่อน  ไม่ได้วัด
          ไม่ได้ระบุพอร์ต ทุกคนหลังหมายเลขนี้ในเวลานั้นจึงเป็นไปได้ ควรขอพอร์ตเพิ่ม
          """,
          run.out);
    }
  }

  @Test
  void hasACsvRowForEachCandidate() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(folder, row(NOBODY), end(1))) {
      Run run = Run.with().socket(daemon).run("who", "::1", "--at", "2026-11-23", "--format=csv");
      assertEquals(
          String.join(
              "\r\n",
              "verdict,user,fullName,insideAddress,mac,sessionId,nas,sessionStart,sessionEnd,nat,joins,recording,gaps,clockOffsetMillis,complete,home",
              "not-recorded,,,,,,,,,,,false,\"[{\"\"from\"\":\"\"2026-11-23T03:00:00Z\"\",\"\"to\"\":\"\"2026-11-23T04:00:00Z\"\"}]\",,,",
              ""),
          run.out);
    }
  }

  @Test
  void coloursTheVerdictOnATerminalOnly() throws Exception {
    try (FakeDaemon daemon = FakeDaemon.answering(folder, row(IDENTIFIED), end(0))) {
      assertTrue(
          Run.with()
              .terminal(80)
              .socket(daemon)
              .run(QUESTION)
              .out
              .startsWith("\u001b[32mIDENTIFIED\u001b[0m\n"));
      assertTrue(
          Run.with()
              .terminal(80)
              .environment("NO_COLOR", "1")
              .socket(daemon)
              .run(QUESTION)
              .out
              .startsWith("IDENTIFIED\n"));
    }
  }
}
