package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Evidence out of the whole appliance, by the real command line, and what goes wrong on its way.
 */
@Timeout(300)
final class ExportEndToEndTest {
  private static final String LINE =
      "<134>1 2026-11-23T03:42:01Z fw1 app - - - ผู้ใช้ somchai เข้าระบบ, =1+1";
  private static final String NOBODY = "nobody";

  @TempDir Path folder;

  private RunningAppliance running;
  private String caseId;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    running = new RunningAppliance(folder);
    running.restart(RunningAppliance.ME, RunningAppliance.ME + "\", \"" + NOBODY);
    running.done("device", "add", "gw", "--address", "127.0.0.1/32", "--kinds", "log");
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] line = LINE.getBytes(StandardCharsets.UTF_8);
      socket.send(new DatagramPacket(line, line.length, running.address("collector.syslog-udp")));
    }
    running.awaitRows("messageRows", 1);
    Instant now = Instant.now();
    caseId =
        running
            .done(
                "case",
                "open",
                "--letter",
                "ศธ 1/2569",
                "--officer",
                "พ.ต.ท. เที่ยง",
                "--basis",
                "ม. 18",
                "--from",
                now.minusSeconds(3_600).toString(),
                "--to",
                now.plusSeconds(3_600).toString())
            .row()
            .path("id")
            .textValue();
    file = folder.resolve("evidence.zip");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private RunningAppliance.Answer export() {
    return running.run(
        "export", "--case", caseId, "--user", "somchai", "--output", file.toString());
  }

  /** Confirms as another person may have done it: by the socket where that can be, else on disk. */
  private void confirmed() throws Exception {
    if (RunningAppliance.ME.equals("root")) {
      confirmAsNobody();
      return;
    }
    Path requests = running.data().resolve("exports.json");
    String text = Files.readString(requests);
    Files.writeString(
        requests, text.replace("\"waiting\"", "\"checked\", \"checkedBy\" : \"" + NOBODY + "\""));
    running.restart(RunningAppliance.ME, RunningAppliance.ME + "\", \"" + NOBODY);
  }

  private void confirmAsNobody() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    String script =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX)
        s.connect(sys.argv[1])
        s.sendall(('{"command":"case check","arguments":{"case":"%s"}}\\n' % sys.argv[2]).encode())
        print(s.makefile().read())
        """;
    ProcessBuilder check =
        new ProcessBuilder(
            "setpriv",
            "--reuid=" + NOBODY,
            "--clear-groups",
            "python3",
            "-c",
            script,
            folder.resolve("admin.sock").toString(),
            caseId);
    check.environment().put("PATH", "/usr/bin:/bin"); // what nobody may run
    Process process = check.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains("export.checked"), said);
  }

  @Test
  void givesEvidenceThatBothVerifiersAccept() throws Exception {
    RunningAppliance.Answer asked = export().refused();
    assertTrue(asked.errors().contains("jaruek case check " + caseId + " --export 1"));
    RunningAppliance.Answer own = running.run("case", "check", caseId);
    own.refused();
    assertFalse(Files.exists(file));
    running.restart(RunningAppliance.ME, RunningAppliance.ME + "\", \"" + NOBODY);
    confirmed();

    RunningAppliance.Answer done = export();
    assertEquals(0, done.status(), done.errors());
    JsonNode row = done.row();
    assertEquals(NOBODY, row.path("checkedBy").textValue());
    assertEquals(1, row.path("rows").path("messages").asInt());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(0, running.run("verify", file.toString()).status());
    assertEquals(0, python(file), "verify.py");
    checkText();

    RunningAppliance.Answer again = export();
    assertEquals(2, again.status());
    assertTrue(again.errors().contains("not written over"), again.errors());
    running.done("case", "close", caseId);
    Files.delete(file);
    export().refused();
    assertFalse(Files.exists(file));
  }

  private void checkText() throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      String json = text(zip, "rows/messages.ndjson");
      assertTrue(json.contains("ผู้ใช้ somchai เข้าระบบ, =1+1"), json);
      String csv = text(zip, "rows/messages.csv");
      assertTrue(csv.startsWith("\ufeffsegment,index,receivedAt,"), csv);
      assertTrue(csv.contains("\"ผู้ใช้ somchai เข้าระบบ, =1+1\""), csv);
      assertTrue(text(zip, "report.pdf").startsWith("%PDF-1.7"));
    }
  }

  private static String text(ZipFile zip, String name) throws IOException {
    return new String(
        zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private int python(Path evidence) throws Exception {
    Path script = folder.resolve("verify.py");
    try (ZipFile zip = new ZipFile(evidence.toFile())) {
      Files.write(script, zip.getInputStream(zip.getEntry("verify.py")).readAllBytes());
    }
    return new ProcessBuilder("python3", script.toString(), evidence.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("verify.out").toFile())
        .start()
        .waitFor();
  }

  @Test
  void leavesNoHalfFileWhenTheClientsDiskIsFull() throws Exception {
    export().refused();
    confirmed();
    List<String> command = new ArrayList<>(List.of("bash", "-c"));
    command.add("ulimit -f 40; trap '' XFSZ; exec \"$@\"");
    command.add("client");
    command.addAll(client(folder.resolve("admin.sock")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(3, process.waitFor(), said);
    assertTrue(said.contains("cannot be written"), said);
    assertNoFile();
  }

  private List<String> client(Path socket) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:-UsePerfData",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "jaruek.appliance.Main",
        "--socket",
        socket.toString(),
        "--language",
        "en",
        "export",
        "--case",
        caseId,
        "--user",
        "somchai",
        "--output",
        file.toString());
  }

  private void assertNoFile() {
    assertFalse(Files.exists(file));
    assertFalse(Files.exists(folder.resolve("evidence.zip.part")));
  }

  @Test
  void leavesNoHalfFileWhenTheClientIsStopped() throws Exception {
    Path socket = folder.resolve("slow.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Process process = new ProcessBuilder(client(socket)).inheritIO().start();
      try (SocketChannel peer = server.accept()) {
        peer.write(
            ByteBuffer.wrap("{\"chunk\":{\"bytes\":4}}\nhalf".getBytes(StandardCharsets.US_ASCII)));
        Path part = folder.resolve("evidence.zip.part");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(part) && System.nanoTime() < deadline) TimeUnit.MILLISECONDS.sleep(5);
        assertTrue(Files.exists(part));
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(part)));
        process.destroy();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      }
    }
    assertNoFile();
  }

  @Test
  void leavesNoHalfFileWhenTheApplianceStops() throws Exception {
    Path socket = folder.resolve("slow.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Process process = new ProcessBuilder(client(socket)).redirectErrorStream(true).start();
      try (SocketChannel peer = server.accept()) {
        peer.write(
            ByteBuffer.wrap("{\"chunk\":{\"bytes\":9}}\nhalf".getBytes(StandardCharsets.US_ASCII)));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(3, process.waitFor(), said);
    }
    assertNoFile();
  }
}
