package jaruek.admin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.admin.api.AdminRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each command sends. */
final class RemoteCommandsTest {
  private static final String DONE = "{\"end\":{\"status\":0,\"code\":\"\",\"arguments\":{}}}";

  @TempDir Path folder;
  private FakeDaemon daemon;

  @BeforeEach
  void startDaemon() throws IOException {
    daemon = FakeDaemon.answering(folder, DONE);
  }

  @AfterEach
  void stopDaemon() throws IOException {
    daemon.close();
  }

  private void sends(String command, String arguments, String... typed) throws Exception {
    sends(Run.with(), command, arguments, typed);
  }

  private void sends(Run.With with, String command, String arguments, String... typed)
      throws Exception {
    Run run = with.socket(daemon).run(typed);
    assertEquals("", run.err);
    assertEquals(0, run.status);
    AdminRequest request = daemon.request();
    assertEquals(command, request.command());
    assertEquals(arguments, request.arguments().toString());
  }

  private void refuses(String expected, String... typed) {
    Run run = Run.of(daemon, typed);
    assertEquals(2, run.status, run.err);
    assertEquals("", run.out);
    assertEquals(expected, run.err.lines().findFirst().orElse(""));
    assertEquals(0, daemon.requestsWaiting());
  }

  @Test
  void traffic() throws Exception {
    sends(
        "traffic",
        """
        {"case":"C-1","user":"somchai","address":"10.0.0.0/8","mac":"aa:bb:cc:dd:ee:ff",\
        "destination":"2001:db8::/32","destinationPort":443,"from":"2026-11-22T17:00:00Z",\
        "to":"2026-11-23T16:59:59.999Z","limit":50}\
        """,
        "traffic",
        "--case",
        "C-1",
        "--user=somchai",
        "--address",
        "10.0.0.0/8",
        "--mac",
        "AABB.CCDD.EEFF",
        "--destination",
        "[2001:db8::/32]:443",
        "--from",
        "23/11/2569",
        "--to",
        "23/11/2569",
        "--limit",
        "50");
  }

  @Test
  void search() throws Exception {
    sends(
        "search",
        """
        {"text":"--failed","reason":"slow network","from":"2026-11-23T03:00:00Z",\
        "to":"2026-11-23T04:00:00Z","sender":"192.0.2.1"}\
        """,
        "search",
        "--reason",
        "slow network",
        "--from",
        "2026-11-23 10:00",
        "--to",
        "2026-11-23 11:00",
        "--sender",
        "192.0.2.1",
        "--",
        "--failed");
  }

  @Test
  void sessions() throws Exception {
    sends(
        "sessions",
        "{\"case\":\"C-1\",\"address\":\"2001:db8::7\",\"active\":true}",
        "sessions",
        "--active",
        "--address",
        "2001:db8::7",
        "--case",
        "C-1");
  }

  @Test
  void cases() throws Exception {
    sends(
        "case open",
        """
        {"letter":"ตช 0026/1234 ลว. 20 พ.ย. 2569","officer":"พ.ต.ท. สมศักดิ์","basis":"มาตรา 18 (2)",\
        "from":"2026-11-23T03:00:00Z","to":"2026-11-23T04:00:00Z"}\
        """,
        "case",
        "open",
        "--letter",
        "ตช 0026/1234 ลว. 20 พ.ย. 2569",
        "--officer",
        "พ.ต.ท. สมศักดิ์",
        "--basis",
        "มาตรา 18 (2)",
        "--from",
        "2569-11-23T03:00:00Z",
        "--to",
        "2569-11-23 04:00 UTC");
    sends("case list", "{}", "case", "list");
    sends("case show", "{\"id\":\"C-1\"}", "case", "show", "C-1");
    sends("case close", "{\"id\":\"C-1\"}", "case", "close", "C-1");
  }

  @Test
  void users() throws Exception {
    sends(
        "user add",
        """
        {"user":"somchai","password":"s3cret","fullName":"สมชาย ใจดี","department":"ม.6/1",\
        "nationalId":"1101700230708","expires":"2027-03-31T16:59:59.999Z","chap":true}\
        """,
        "user",
        "add",
        "somchai",
        "--password",
        "s3cret",
        "--full-name",
        "สมชาย ใจดี",
        "--department",
        "ม.6/1",
        "--national-id",
        "1101700230708",
        "--expires",
        "31/03/2570",
        "--chap");
    sends("user list", "{}", "user", "list");
    sends("user show", "{\"user\":\"somchai\"}", "user", "show", "somchai");
    sends("user disable", "{\"user\":\"somchai\"}", "user", "disable", "somchai");
    sends("user enable", "{\"user\":\"somchai\"}", "user", "enable", "somchai");
    sends("user remove", "{\"user\":\"somchai\"}", "user", "remove", "somchai");
  }

  @Test
  void passwordsComeFromAPromptOrStandardInput() throws Exception {
    String sent = "{\"user\":\"somchai\",\"password\":\"รหัส ลับ\"}";
    String[] typed = {"user", "set-password", "somchai"};
    sends(Run.with().secrets("รหัส ลับ", "รหัส ลับ"), "user set-password", sent, typed);
    sends(
        Run.with().stdin("รหัส ลับ\r\nnot this\n".getBytes(UTF_8)),
        "user set-password",
        sent,
        "user",
        "set-password",
        "--password-stdin",
        "somchai");
  }

  @Test
  void saysWhatIsWrongWithAPassword() {
    refuses(
        "--password is missing and there is no terminal to ask at; give --password-stdin.",
        "user",
        "add",
        "somchai");
    refuses("--password-stdin must not be empty.", "user", "add", "somchai", "--password-stdin");
    refuses("--password must not be empty.", "user", "add", "somchai", "--password", "");
    Run run = Run.with().secrets("one", "two").socket(daemon).run("user", "add", "somchai");
    assertEquals("The two entries differ; nothing was changed.\n", run.err);
  }

  @Test
  void devices() throws Exception {
    sends(
        "device add",
        """
        {"name":"gw1","address":"192.0.2.0/28","secret":"shared","kinds":"radius,log",\
        "requireMessageAuthenticator":false}\
        """,
        "device",
        "add",
        "gw1",
        "--address",
        "192.0.2.0/28",
        "--secret",
        "shared",
        "--kinds",
        "log,radius",
        "--require-message-authenticator",
        "false");
    sends(
        Run.with().secrets("asked", "asked"),
        "device add",
        "{\"name\":\"gw1\",\"address\":\"192.0.2.1\",\"kinds\":\"radius\",\"secret\":\"asked\"}",
        "device",
        "add",
        "gw1",
        "--address",
        "192.0.2.1",
        "--kinds",
        "radius");
    sends(
        "device add",
        "{\"name\":\"sw1\",\"address\":\"192.0.2.2\"}",
        "device",
        "add",
        "sw1",
        "--address",
        "192.0.2.2");
    sends(
        "device add",
        "{\"name\":\"fw1\",\"address\":\"192.0.2.3\",\"vendor\":\"fortigate\"}",
        "device",
        "add",
        "fw1",
        "--address",
        "192.0.2.3",
        "--vendor",
        "fortigate");
    sends(
        "device change",
        "{\"name\":\"gw1\",\"secret\":\"another\"}",
        "device",
        "change",
        "gw1",
        "--secret",
        "another");
    sends("device list", "{}", "device", "list");
    sends("device remove", "{\"name\":\"gw1\"}", "device", "remove", "gw1");
  }

  @Test
  void statusAndSeal() throws Exception {
    sends("status", "{}", "status");
    sends("seal", "{}", "seal");
  }

  @Test
  void importsTheEncodingsOfficesHave() throws Exception {
    String csv = "username,password,full_name\nsomchai,x,สมชาย ใจดี\n";
    Charset tis620 = Charset.forName("x-windows-874");
    byte[] utf8 = csv.getBytes(UTF_8);
    byte[] utf16 = csv.getBytes(StandardCharsets.UTF_16LE);
    for (byte[] bytes :
        List.of(
            utf8,
            joined(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, utf8),
            joined(new byte[] {(byte) 0xff, (byte) 0xfe}, utf16),
            csv.getBytes(tis620))) {
      Path file = Files.write(folder.resolve("users.csv"), bytes);
      assertEquals(0, Run.of(daemon, "user", "import", file.toString()).status);
      assertEquals(csv, daemon.request().arguments().path("csv").asText());
    }
    assertEquals(0, Run.with().stdin(utf8).socket(daemon).run("user", "import", "-").status);
    assertEquals(csv, daemon.request().arguments().path("csv").asText());
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(first);
    bytes.writeBytes(second);
    return bytes.toByteArray();
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    Path binary = Files.write(folder.resolve("b.csv"), new byte[] {(byte) 0x81, (byte) 0xff});
    refuses(
        binary + " is neither UTF-8 nor TIS-620 (Windows-874) text.",
        "user",
        "import",
        binary.toString());
    refuses(
        "Cannot read /no/such/file.csv: No such file or directory",
        "user",
        "import",
        "/no/such/file.csv");
    refuses("Cannot read " + folder + ": Is a directory", "user", "import", folder.toString());
    Path huge = Files.write(folder.resolve("huge.csv"), new byte[TextFile.BYTES_MAX + 1]);
    refuses(huge + " is larger than 8388608 bytes; split it.", "user", "import", huge.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.7                  | {"address":"203.0.113.7"}
          203.0.113.7:0                | {"address":"203.0.113.7","port":0}
          [2001:db8::7]:443            | {"address":"2001:db8::7","port":443}
          [2001:db8::7]                | {"address":"2001:db8::7"}
          2001:db8::7                  | {"address":"2001:db8::7"}
          ::ffff:203.0.113.7           | {"address":"::ffff:203.0.113.7"}
          ::                           | {"address":"::"}
          """)
  void readsAddressesWithAndWithoutPorts(String typed, String expected) throws Exception {
    Run run = Run.of(daemon, "who", typed, "--at", "2026-11-23T00:00Z");
    assertEquals(0, run.status, run.err);
    AdminRequest request = daemon.request();
    request.arguments().remove("at");
    assertEquals(expected, request.arguments().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gw.example",
        "203.0.113",
        "203.0.113.256",
        "203.0.113.07",
        "0xcb.0.0.1",
        "203.0.113.7:",
        "203.0.113.7:65536",
        "203.0.113.7:-1",
        "203.0.113.0/24",
        "[2001:db8::7",
        "[203.0.113.7:1",
        "2001:db8::7::1",
        "2001:db8::g",
        "fe80::1%eth0",
        "１.2.3.4",
        "1.2.3.4 ",
      })
  void refusesWhatIsNoAddress(String typed) {
    refuses(
        "ADDRESS[:PORT]: \""
            + typed
            + "\" is not an address such as 203.0.113.7:51234, 203.0.113.7 or [2001:db8::7]:443.",
        "who",
        typed,
        "--at",
        "2026-11-23T00:00Z");
  }

  @Test
  void refusesOtherBadValues() {
    String[] span = {"--from", "2026-11-23", "--to", "2026-11-23"};
    refuses(
        "--address: \"10.0.0.0/33\" is not an address range such as 192.0.2.0/24 or 2001:db8::/32.",
        with(span, "traffic", "--address", "10.0.0.0/33"));
    refuses(
        "--mac: \"aa:bb:cc\" is not a hardware address such as aa:bb:cc:dd:ee:ff.",
        with(span, "traffic", "--mac", "aa:bb:cc"));
    refuses(
        "--limit: \"0\" is not a number from 1 to 999999999.",
        with(span, "traffic", "--limit", "0"));
    refuses(
        "--skew: \"2h\" is not a span such as 500ms, 30s, 2m or 1h (an hour at most).",
        "who",
        "192.0.2.1",
        "--at",
        "2026-11-23",
        "--skew",
        "2h");
    refuses(
        "--protocol: \"icmp\" is neither tcp nor udp.",
        "who",
        "192.0.2.1",
        "--at",
        "2026-11-23",
        "--protocol",
        "icmp");
    refuses(
        "--at: the year of \"0026-11-23\" is neither of the Common Era (1970-2199) nor of the"
            + " Buddhist Era (2400-2799).",
        "who",
        "192.0.2.1",
        "--at",
        "0026-11-23");
    refuses(
        "--kinds: \"radius,nas\" is not radius, log or radius,log.",
        "device",
        "add",
        "gw1",
        "--address",
        "192.0.2.1",
        "--kinds",
        "radius,nas");
  }

  private static String[] with(String[] more, String... first) {
    String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  @Test
  void leavesAMissingCaseToTheApplianceWhichRecordsTheAttempt() throws Exception {
    daemon.close();
    Files.delete(daemon.socket());
    try (FakeDaemon refusing =
        FakeDaemon.answering(
            folder,
            """
            {"end":{"status":4,"code":"refused.no-case","arguments":{"command":"who"}}}\
            """)) {
      Run run = Run.of(refusing, "who", "192.0.2.1", "--at", "2026-11-23");
      assertEquals(4, run.status);
      assertTrue(run.err.startsWith("Refused: \"who\" needs an open case; give --case ID"));
    }
  }
}
