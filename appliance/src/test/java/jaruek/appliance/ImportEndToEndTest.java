package jaruek.appliance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.imported.Imports;
import jaruek.retention.log.Sha256;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Operations;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old files through the command, the socket, the journal and the questions. */
final class ImportEndToEndTest {
  private final Instant then =
      Instant.now().minus(Duration.ofDays(40)).truncatedTo(ChronoUnit.HOURS);
  private static final int GATEWAY = 0xc0000201;

  @TempDir private Path folder;

  private static String line(Instant at, String message) {
    return "<134>1 %s gw1 kernel - - - %s\n".formatted(at, message);
  }

  private Path capture(String name) throws Exception {
    long thenMillis = then.toEpochMilli();
    FlowDatagrams exporter = new FlowDatagrams(7, thenMillis - 3_600_000, FlowDatagrams.ALL_FIELDS);
    FlowDatagrams.Flow flow =
        new FlowDatagrams.Flow(
            thenMillis - 5_000,
            thenMillis + 5_000,
            6,
            IpAddress.of("10.0.0.5"),
            40_000,
            IpAddress.of("198.51.100.7"),
            443,
            1_000,
            10,
            0x1b,
            2,
            1,
            IpAddress.of("203.0.113.7"),
            51_234,
            IpAddress.of("198.51.100.7"),
            443);
    PcapBytes pcap = new PcapBytes();
    pcap.udp(thenMillis, GATEWAY, 2055, exporter.template(thenMillis));
    pcap.udp(thenMillis + 10_000, GATEWAY, 2055, exporter.data(thenMillis + 10_000, List.of(flow)));
    return Files.write(folder.resolve(name), pcap.bytes());
  }

  private static String time(Instant at) {
    return at.toString();
  }

  private String openCase(RunningAppliance jaruek) {
    return jaruek
        .done(
            "case",
            "open",
            "--letter",
            "ศธ 1/2569",
            "--officer",
            "officer",
            "--basis",
            "law",
            "--from",
            time(then.minus(Duration.ofDays(10))),
            "--to",
            time(Instant.now().plus(Duration.ofDays(1))))
        .row()
        .path("id")
        .asText();
  }

  @Test
  void importsTheLinesOfAnOldFileAndFindsThemByTheirOwnTime() throws Exception {
    Path file = folder.resolve("old.log");
    Files.writeString(
        file, line(then, "first word") + "\n" + line(then.plusSeconds(60), "second word"));
    try (RunningAppliance jaruek = new RunningAppliance(folder)) {
      JsonNode row =
          jaruek.done("import", file.toString(), "--source", "192.0.2.1").rows().getFirst();
      assertEquals(2, row.path("read").asLong(), row.toString());
      assertEquals(2, row.path("messageRows").asLong(), row.toString());
      assertEquals("done", row.path("result").asText());
      assertEquals(then.toString(), row.path("from").asText());
      jaruek.done("seal");
      List<JsonNode> found =
          jaruek
              .done(
                  "search",
                  "word",
                  "--reason",
                  "test",
                  "--from",
                  time(then.minusSeconds(1)),
                  "--to",
                  time(then.plusSeconds(30)))
              .rows();
      assertEquals(1, found.size(), found.toString());
      assertEquals("import", found.getFirst().path("transport").asText());
      assertEquals("192.0.2.1", found.getFirst().path("sender").asText());
      assertTrue(
          Instant.parse(found.getFirst().path("receivedAt").asText())
              .isAfter(Instant.now().minus(Duration.ofHours(1))));
    }
  }

  @Test
  void answersWhoFromAnImportedCaptureAndSaysSo() throws Exception {
    Path file = capture("old.pcap");
    try (RunningAppliance jaruek = new RunningAppliance(folder)) {
      JsonNode row = jaruek.done("import", file.toString()).rows().getFirst();
      assertEquals(1, row.path("trafficRows").asLong(), row.toString());
      String id = openCase(jaruek);
      RunningAppliance.Answer who =
          jaruek.run("who", "203.0.113.7:51234", "--at", time(then), "--case", id);
      JsonNode candidate = who.rows().getFirst().path("candidates").path(0);
      assertEquals("10.0.0.5", candidate.path("insideAddress").asText(), who.toString());
      assertEquals("import/netflow9", candidate.path("nat").path("origin").asText());
      assertEquals("nat", candidate.path("joins").path(0).path("step").asText());
      assertEquals("inferred", candidate.path("joins").path(0).path("basis").asText());
      assertEquals("import", candidate.path("joins").path(1).path("step").asText());
      assertEquals(
          "operations",
          candidate.path("joins").path(1).path("record").path("dataset").asText(),
          candidate.toString());
    }
  }

  @Test
  void refusesTheSameFileTwiceUnlessItIsSaid() throws Exception {
    Path file = Files.writeString(folder.resolve("old.log"), line(then, "once"));
    Path same = Files.copy(file, folder.resolve("same.log"));
    try (RunningAppliance jaruek = new RunningAppliance(folder)) {
      jaruek.done("import", file.toString(), "--source", "192.0.2.1");
      RunningAppliance.Answer again =
          jaruek.run("import", same.toString(), "--source", "192.0.2.1").refused();
      assertTrue(again.errors().toLowerCase(Locale.ROOT).contains("already"), again.errors());
      jaruek.done("seal");
      jaruek.restart();
      jaruek.run("import", same.toString(), "--source", "192.0.2.1").refused();
      jaruek.done("import", same.toString(), "--source", "192.0.2.1", "--again");
    }
  }

  @Test
  void letsOnlyAdminsImportAndRecordsBothEnds() throws Exception {
    Path file = Files.writeString(folder.resolve("old.log"), line(then, "text"));
    try (RunningAppliance jaruek = new RunningAppliance(folder)) {
      jaruek.restart("nobody", RunningAppliance.ME);
      jaruek.run("import", file.toString(), "--source", "192.0.2.1").refused();
      jaruek.restart(RunningAppliance.ME, RunningAppliance.ME);
      RunningAppliance.Answer unsaid = jaruek.run("import", file.toString());
      assertEquals(2, unsaid.status(), unsaid.errors());
      assertTrue(unsaid.errors().contains("--source"), unsaid.errors());
      jaruek.done(
          "import", file.toString(), "--source", "192.0.2.1", "--reason", "old collector retired");
    }
    List<Row> records = operations();
    assertEquals(2, records.size(), records.toString());
    String begin = records.getFirst().text(Operations.DETAIL).orElseThrow();
    String end = records.getLast().text(Operations.DETAIL).orElseThrow();
    assertEquals("import-begin", records.getFirst().text(Operations.ACTION).orElseThrow());
    assertEquals(
        "user:" + RunningAppliance.ME, records.getFirst().text(Operations.ACTOR).orElseThrow());
    for (String part :
        List.of(
            "\"file\":\"" + file + "\"",
            "\"sha256\":\"" + Sha256.of(file) + "\"",
            "\"source\":\"192.0.2.1\"",
            "\"format\":\"syslog\"",
            "old collector retired")) {
      assertTrue(begin.contains(part), begin);
    }
    assertTrue(end.contains("\"messageRows\":1"), end);
    assertTrue(end.contains("\"fromMillis\":" + then.toEpochMilli()), end);
  }

  private List<Row> operations() throws Exception {
    Condition where =
        Condition.any(
            new Condition.Equal(Operations.ACTION, Imports.BEGIN),
            new Condition.Equal(Operations.ACTION, Imports.END));
    return stored(Dataset.OPERATIONS, where);
  }

  /** Rows in the data folder of an appliance that is stopped. */
  private List<Row> stored(Dataset dataset, Condition where) throws Exception {
    try (TestStore store = new TestStore(folder.resolve("data"), InstantSource.system())) {
      store.decoded();
      return store.engine.list(RowQuery.of(dataset, where, 1_000));
    }
  }

  @Test
  void keepsImportedIdentityOutOfSessionsAndAnswers() throws Exception {
    Path file = folder.resolve("old.log");
    Files.writeString(
        file,
        line(then, "dhcp,info dhcp1 assigned 10.0.0.5 to AA:BB:CC:DD:EE:01")
            + line(then, "hotspot,account,info,debug ->: somchai (10.0.0.5): logged in"));
    try (RunningAppliance jaruek = new RunningAppliance(folder)) {
      JsonNode row =
          jaruek
              .done(
                  "import",
                  file.toString(),
                  capture("old.pcap").toString(),
                  "--source",
                  "192.0.2.9")
              .rows()
              .getFirst();
      assertEquals(2, row.path("identityRows").asLong(), row.toString());
      String id = openCase(jaruek);
      for (Instant at : List.of(then, Instant.now())) {
        RunningAppliance.Answer who =
            jaruek.run("who", "10.0.0.5", "--at", time(at), "--case", id, "--skew", "1h");
        for (JsonNode candidate : who.rows().getFirst().path("candidates")) {
          assertTrue(candidate.path("user").isNull(), candidate.toString());
          assertTrue(candidate.path("mac").isNull(), candidate.toString());
        }
        RunningAppliance.Answer sessions =
            jaruek.run(
                "sessions",
                "--reason",
                "test",
                "--from",
                time(at.minusSeconds(3_600)),
                "--to",
                time(at.plusSeconds(3_600)));
        assertEquals(List.of(), sessions.rows());
      }
    }
  }

  @Test
  void readsCompressedAndDamagedFilesAsFarAsTheyGo() throws Exception {
    Path zipped = folder.resolve("old.log.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      for (int i = 0; i < 2_000; i++) out.write(line(then, "line " + i).getBytes(UTF_8));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) out.write(zeros); // a line without an end
    }
    byte[] whole = Files.readAllBytes(capture("whole.pcap"));
    Path cut = Files.write(folder.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - 3));
    Path brokenGzip = folder.resolve("broken.log.gz");
    byte[] good = Files.readAllBytes(zipped);
    Files.write(brokenGzip, Arrays.copyOf(good, good.length / 2));
    try (RunningAppliance jaruek = new RunningAppliance(folder)) {
      JsonNode row =
          jaruek.done("import", zipped.toString(), "--source", "192.0.2.1").rows().getFirst();
      assertEquals(2_001, row.path("read").asLong(), row.toString());
      assertEquals(2_000, row.path("messageRows").asLong(), row.toString());
      assertEquals("too-long=1", row.path("skipped").asText());
      RunningAppliance.Answer partly = jaruek.run("import", cut.toString());
      assertEquals(1, partly.status(), partly.errors());
      assertTrue(partly.errors().contains("truncated at byte"), partly.errors());
      assertEquals(1, partly.rows().getFirst().path("journalled").asLong());
      RunningAppliance.Answer broken =
          jaruek.run("import", brokenGzip.toString(), "--source", "192.0.2.1");
      assertEquals(1, broken.status(), broken.errors());
      RunningAppliance.Answer none =
          jaruek.run("import", zipped.toString(), "--file-format", "pcap", "--again");
      assertEquals(2, none.status(), none.errors());
      assertTrue(none.errors().contains("no capture"), none.errors());
      RunningAppliance.Answer absent = jaruek.run("import", folder.resolve("none").toString());
      assertEquals(2, absent.status(), absent.errors());
    }
  }

  private static void send(InetSocketAddress to, byte[] datagram) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      socket.send(new DatagramPacket(datagram, datagram.length, to));
    }
  }

  @Test
  void leavesLiveTemplatesSequencesAndAccountsAlone() throws Exception {
    try (RunningAppliance jaruek =
        new RunningAppliance(folder, "", "sources: [ { name: gw1, address: 127.0.0.1/32 } ]")) {
      InetSocketAddress netflow = jaruek.address("collector.netflow");
      long now = System.currentTimeMillis();
      FlowDatagrams live = Frames.exporter(now, FlowDatagrams.ALL_FIELDS);
      List<FlowDatagrams.Flow> flows = Frames.flows(new SplittableRandom(1), now, 3);
      send(netflow, live.template(now));
      send(netflow, live.data(now, flows));
      jaruek.awaitRows("trafficRows", 3);
      // the same exporter and template number with other fields, far ahead in its sequence
      long thenMillis = then.toEpochMilli();
      FlowDatagrams old = Frames.exporter(thenMillis, List.of(FlowDatagrams.Field.SOURCE_ADDRESS));
      for (int i = 0; i < 50; i++) old.template(thenMillis);
      PcapBytes pcap = new PcapBytes().udp(thenMillis, 0x7f000001, 2055, old.template(thenMillis));
      Path file = Files.write(folder.resolve("old.pcap"), pcap.bytes());
      JsonNode row = jaruek.done("import", file.toString()).rows().getFirst();
      assertEquals(1, row.path("journalled").asLong(), row.toString());
      send(netflow, live.data(now, flows));
      jaruek.awaitRows("trafficRows", 6);
      JsonNode source =
          jaruek.done("sources").rows().stream()
              .filter(one -> one.path("name").asText().equals("gw1"))
              .findFirst()
              .orElseThrow();
      assertEquals(3, source.path("received").asLong(), source.toString());
      assertEquals(3, source.path("decoded").asLong(), source.toString());
      assertEquals(6, source.path("trafficRows").asLong(), source.toString());
      assertEquals(0, source.path("gap").asLong(), source.toString());
      assertEquals(1, jaruek.done("sources").rows().size());
    }
  }

  /** A file as nfcapd writes it, of these datagrams. */
  private Path nfcapd(byte[]... datagrams) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/nfcapd"))
            && Files.isExecutable(Path.of("/usr/bin/nfdump")),
        "needs the Debian package nfdump");
    Path written = Files.createDirectories(folder.resolve("nfcapd"));
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            "nfcapd", "-w", written.toString(), "-p", "" + port, "-b", "127.0.0.1", "-t", "600");
    Process process =
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      awaitQueue(port, queued -> queued >= 0);
      for (byte[] datagram : datagrams) {
        send(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), datagram);
      }
      awaitQueue(port, queued -> queued == 0);
      process.destroy();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.list(written)) {
      return files
          .filter(file -> file.toString().matches(".*nfcapd\\.[0-9]+"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Bytes that wait at the port, -1 if nobody listens. */
  private static void awaitQueue(int port, LongPredicate done) throws Exception {
    String hex = ":%04X".formatted(port);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      long queued = -1;
      for (String line : Files.readAllLines(Path.of("/proc/net/udp"))) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length > 4 && words[1].endsWith(hex)) {
          queued = Long.parseLong(words[4].substring(words[4].indexOf(':') + 1), 16);
        }
      }
      if (done.test(queued)) return;
      assertTrue(System.nanoTime() < deadline, "nfcapd does not read");
      Thread.onSpinWait();
    }
  }

  @Test
  void importsWhatNfcapdWroteWithItsTranslations() throws Exception {
    long thenMillis = then.toEpochMilli();
    FlowDatagrams exporter = Frames.exporter(thenMillis, FlowDatagrams.ALL_FIELDS);
    List<FlowDatagrams.Flow> flows = Frames.flows(new SplittableRandom(7), thenMillis, 20);
    Path file = nfcapd(exporter.template(thenMillis), exporter.data(thenMillis, flows));
    try (RunningAppliance jaruek = new RunningAppliance(folder)) {
      JsonNode row = jaruek.done("import", file.toString()).rows().getFirst();
      assertEquals("nfcapd", row.path("format").asText());
      assertEquals(20, row.path("trafficRows").asLong(), row.toString());
      String id = openCase(jaruek);
      List<JsonNode> rows =
          jaruek
              .done(
                  "traffic",
                  "--case",
                  id,
                  "--from",
                  time(then.minusSeconds(7_200)),
                  "--to",
                  time(then.plusSeconds(7_200)))
              .rows();
      assertEquals(20, rows.size());
      for (FlowDatagrams.Flow flow : flows) {
        assertEquals(
            1,
            rows.stream()
                .filter(one -> one.path("origin").asText().equals("import/nfcapd"))
                .filter(one -> one.path("exporter").asText().equals("127.0.0.1"))
                .filter(one -> one.path("sourceAddress").asText().equals(flow.source().toString()))
                .filter(one -> one.path("sourcePort").asInt() == flow.sourcePort())
                .filter(one -> one.path("natSourcePort").asInt() == flow.natSourcePort())
                .filter(one -> one.path("bytes").asLong() == flow.bytes())
                .filter(one -> one.path("startedAt").asText().equals(text(flow.startedAtMillis())))
                .filter(one -> one.path("endedAt").asText().equals(text(flow.endedAtMillis())))
                .count(),
            flow + " in " + rows);
      }
    }
  }

  private static String text(long millis) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
        .withZone(ZoneOffset.UTC)
        .format(Instant.ofEpochMilli(millis));
  }
}
