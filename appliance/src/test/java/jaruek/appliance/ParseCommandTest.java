package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.admin.cli.Surroundings;
import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.record.Frame;
import jaruek.retention.record.IpAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParseCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOTSPOT =
      "<30>Nov 23 09:59:58 gw hotspot,account,info,debug somchai (10.0.0.5): logged in";
  private static final String CUT_SHORT =
      "<166>Nov 23 09:59:58 gw %ASA-6-302013: Built outbound TCP connection";
  private static final String STRANGE = "<13>Nov 23 09:59:58 gw app: nothing that is known";

  @TempDir Path folder;
  private Surroundings.Terminal terminal = Surroundings.Terminal.NONE;
  private byte[] stdin = {};

  private record Said(int status, String out, String errors) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private Said run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings around =
        new Surroundings(
            Map.of("LANG", "en_US.UTF-8", "TERM", "xterm"),
            new ByteArrayInputStream(stdin),
            out,
            err,
            terminal);
    List<String> command = new ArrayList<>(List.of("parse"));
    command.addAll(List.of(arguments));
    int status = Main.commandLine(around).execute(command.toArray(String[]::new));
    return new Said(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private String file(String... lines) throws IOException {
    return Files.writeString(folder.resolve("lines.log"), String.join("\n", lines) + "\n")
        .toString();
  }

  @Test
  void aTableShowsLineKnowledgeAndRows() throws IOException {
    Said said = run(file(HOTSPOT, "", CUT_SHORT, STRANGE));
    assertEquals(0, said.status(), said.errors());
    assertEquals(HOTSPOT, said.lines().getFirst());
    assertEquals("1  known: mikrotik", said.lines().get(1));
    assertTrue(said.lines().get(3).startsWith("   identity  "), said.out());
    assertTrue(said.lines().get(3).contains("  userName somchai"), said.out());
    assertTrue(said.lines().contains("2  partly known: cisco-asa"), said.out());
    assertTrue(said.lines().contains("3  not known"), said.out());
    assertEquals("3 lines: 1 known, 1 partly, 1 not", said.lines().getLast());
  }

  @Test
  void jsonIsOneObjectALine() throws IOException {
    Said said = run(file(HOTSPOT, STRANGE), "--format", "json");
    assertEquals(0, said.status(), said.errors());
    JsonNode first = JSON.readTree(said.lines().getFirst());
    assertEquals(1, first.path("line").asInt());
    assertEquals("known", first.path("recognised").asText());
    assertEquals("mikrotik", first.path("vendor").asText());
    assertEquals("gw", first.path("header").path("hostname").asText());
    JsonNode row = first.path("rows").path(0);
    assertEquals("identity", row.path("dataset").asText());
    assertEquals("somchai", row.path("userName").asText());
    assertEquals("10.0.0.5", row.path("address").asText());
    JsonNode second = JSON.readTree(said.lines().get(1));
    assertEquals("not", second.path("recognised").asText());
    assertEquals(0, second.path("rows").size());
  }

  @Test
  void csvIsOneRecordARow() throws IOException {
    Said said = run(file(HOTSPOT, STRANGE), "--format", "csv");
    assertEquals(0, said.status(), said.errors());
    assertEquals(3, said.lines().size(), said.out());
    assertTrue(said.lines().getFirst().contains("recognised"), said.out());
    assertTrue(said.lines().get(1).contains("userName=somchai"), said.out());
    assertTrue(said.lines().get(2).contains("messages"), said.out());
  }

  @Test
  void aVendorIsTakenAtItsWordAndAWrongOneIsRefused() throws IOException {
    Said forced = run(file(HOTSPOT), "--vendor", "fortigate", "--format", "json");
    assertEquals("not", JSON.readTree(forced.out()).path("recognised").asText());
    Said wrong = run(file(HOTSPOT), "--vendor", "mikrotick");
    assertNotEquals(0, wrong.status());
    assertEquals("", wrong.out());
    assertTrue(wrong.errors().contains("mikrotick"), wrong.errors());
    assertTrue(wrong.errors().contains("paloalto"), "the list of them: " + wrong.errors());
  }

  @Test
  void aFileThatCannotBeReadIsSaid() {
    Said said = run(folder.resolve("none.log").toString());
    assertNotEquals(0, said.status());
    assertTrue(said.errors().contains("none.log"), said.errors());
    assertNotEquals(0, run(folder.toString()).status());
  }

  @Test
  void aLineBeyondTheLimitIsCutAndCounted() throws IOException {
    Said said = run(file(STRANGE + "x".repeat(Frame.BYTES_MAX), HOTSPOT), "--format", "json");
    assertEquals(0, said.status(), said.errors());
    assertEquals(2, said.lines().size());
    JsonNode first = JSON.readTree(said.lines().getFirst());
    assertTrue(first.path("header").path("message").asText().length() < Frame.BYTES_MAX);
    assertEquals("known", JSON.readTree(said.lines().get(1)).path("recognised").asText());
    assertTrue(said.errors().contains("1 "), said.errors());
    assertTrue(said.errors().contains("cut"), said.errors());
  }

  @Test
  void standardInputIsADash() throws IOException {
    stdin = (HOTSPOT + "\r\n" + HOTSPOT).getBytes(StandardCharsets.UTF_8);
    Said said = run("-", "--format", "json");
    assertEquals(0, said.status(), said.errors());
    assertEquals(2, said.lines().size());
    for (String line : said.lines()) {
      assertEquals("known", JSON.readTree(line).path("recognised").asText());
    }
  }

  private static byte[] flows(boolean template) {
    FlowDatagrams exporter =
        new FlowDatagrams(
            1,
            1_795_000_000_000L,
            List.of(FlowDatagrams.Field.SOURCE_ADDRESS, FlowDatagrams.Field.SOURCE_PORT));
    if (template) return exporter.template(1_795_400_000_000L);
    FlowDatagrams.Flow flow =
        new FlowDatagrams.Flow(
            1_795_300_000_000L,
            1_795_300_000_000L,
            6,
            IpAddress.of("10.0.0.5"),
            40_000,
            IpAddress.of("203.0.113.7"),
            443,
            1,
            1,
            0,
            0,
            0,
            null,
            0,
            null,
            0);
    return exporter.data(1_795_400_000_000L, List.of(flow));
  }

  private void checkFlows(Said said) throws IOException {
    assertEquals(0, said.status(), said.errors());
    assertEquals(2, said.lines().size(), said.out());
    JsonNode first = JSON.readTree(said.lines().getFirst());
    assertEquals("netflow9", first.path("version").asText());
    assertEquals(
        "sourceIPv4Address",
        first.path("templates").path(0).path("fields").path(0).path("name").asText());
    JsonNode record = JSON.readTree(said.lines().get(1)).path("records").path(0);
    assertEquals("sourceTransportPort", record.path("fields").path(1).path("name").asText());
    assertEquals("40000", record.path("fields").path(1).path("value").asText());
    assertEquals("10.0.0.5", record.path("rows").path(0).path("sourceAddress").asText());
  }

  @Test
  void aFolderOfDatagramsIsReadInOrder() throws IOException {
    Files.write(folder.resolve("02-data.dat"), flows(false));
    Files.write(folder.resolve("01-template.dat"), flows(true));
    checkFlows(run(folder.toString(), "--format", "json"));
  }

  @Test
  void linesOfHexadecimalDigitsAreDatagrams() throws IOException {
    HexFormat colons = HexFormat.ofDelimiter(":");
    String text = colons.formatHex(flows(true)) + "\n\n" + HexFormat.of().formatHex(flows(false));
    checkFlows(run(file(text), "--format", "json"));
  }

  @Test
  void aDatagramIsShownToPeopleWithItsRejections() throws IOException {
    Path one = Files.write(folder.resolve("one"), Arrays.copyOf(flows(true), 30));
    Said said = run(one.toString());
    assertEquals(0, said.status(), said.errors());
    assertTrue(said.lines().getFirst().startsWith("datagram 1  version netflow9"), said.out());
    assertTrue(said.out().contains("rejected truncated"), said.out());
    assertEquals("1 datagrams: 0 records, 0 rows, 2 rejections", said.lines().getLast());
  }

  @Test
  void ipfixMessagesOneBehindTheOtherAreToldApart() throws IOException {
    byte[] message = {0, 10, 0, 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9};
    byte[] two = Arrays.copyOf(message, 32);
    System.arraycopy(message, 0, two, 16, 16);
    stdin = two;
    Said said = run("-", "--format", "json");
    assertEquals(2, said.lines().size(), said.out());
    assertEquals(9, JSON.readTree(said.lines().get(1)).path("domain").asInt());
  }

  @Test
  void csvIsOneLineARecordOfADatagram() throws IOException {
    Files.write(folder.resolve("1.dat"), flows(true));
    Files.write(folder.resolve("2.dat"), flows(false));
    Said said = run(folder.toString(), "--format", "csv");
    assertEquals(2, said.lines().size(), said.out());
    assertTrue(said.lines().get(1).contains("sourceTransportPort=40000"), said.out());
    assertTrue(said.lines().get(1).contains("sourcePort=40000"), said.out());
  }

  @Test
  void coloursAreForATerminalOnlyAndALinesOwnNeverCountAsOurs() throws IOException {
    String file = file(HOTSPOT, STRANGE + " \u001b[31mred");
    Said plain = run(file);
    assertFalse(plain.out().contains("\u001b"), plain.out());
    terminal = new Screen80();
    Said shown = run(file);
    assertTrue(shown.out().contains("\u001b[32mknown: mikrotik"), shown.out());
    assertFalse(shown.out().contains("\u001b[31mred"), shown.out());
  }

  /** Somebody looks. */
  private static final class Screen80 implements Surroundings.Terminal {
    @Override
    public boolean stdoutShown() {
      return true;
    }

    @Override
    public boolean stderrShown() {
      return true;
    }

    @Override
    public Optional<Integer> columns() {
      return Optional.of(80);
    }

    @Override
    public Optional<String> secret(String prompt) {
      return Optional.empty();
    }
  }
}
