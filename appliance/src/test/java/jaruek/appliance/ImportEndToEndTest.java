package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.record.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old files through the command, the socket, the journal and the questions. */
final class ImportEndToEndTest {
  private static final Instant THEN =
      Instant.now().minus(Duration.ofDays(40)).truncatedTo(ChronoUnit.HOURS);
  private static final int GATEWAY = 0xc0000201;

  @TempDir private Path folder;

  private static String line(Instant at, String message) {
    return "<134>1 %s gw1 kernel - - - %s\n".formatted(at, message);
  }

  private Path capture(String name) throws Exception {
    long then = THEN.toEpochMilli();
    FlowDatagrams exporter =
        new FlowDatagrams(7, then - 3_600_000, FlowDatagrams.ALL_FIELDS);
    FlowDatagrams.Flow flow =
        new FlowDatagrams.Flow(
            then - 5_000,
            then + 5_000,
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
    pcap.udp(then, GATEWAY, 2055, exporter.template(then));
    pcap.udp(then + 10_000, GATEWAY, 2055, exporter.data(then + 10_000, List.of(flow)));
    return Files.write(folder.resolve(name), pcap.bytes());
  }

  private static String time(Instant at) {
    return at.toString();
  }

  private static String openCase(RunningAppliance jaruek) {
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
            time(THEN.minus(Duration.ofDays(10))),
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
        file, line(THEN, "first word") + "\n" + line(THEN.plusSeconds(60), "second word"));
    try (RunningAppliance jaruek = new RunningAppliance(folder)) {
      JsonNode row =
          jaruek.done("import", file.toString(), "--source", "192.0.2.1").rows().getFirst();
      assertEquals(2, row.path("read").asLong(), row.toString());
      assertEquals(2, row.path("messageRows").asLong(), row.toString());
      assertEquals("done", row.path("result").asText());
      assertEquals(THEN.toString(), row.path("from").asText());
      List<JsonNode> found =
          jaruek
              .done(
                  "search",
                  "word",
                  "--reason",
                  "test",
                  "--from",
                  time(THEN.minusSeconds(1)),
                  "--to",
                  time(THEN.plusSeconds(30)))
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
          jaruek.run("who", "203.0.113.7:51234", "--at", time(THEN), "--case", id);
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
    Path file = Files.writeString(folder.resolve("old.log"), line(THEN, "once"));
    Path same = Files.copy(file, folder.resolve("same.log"));
    try (RunningAppliance jaruek = new RunningAppliance(folder)) {
      jaruek.done("import", file.toString(), "--source", "192.0.2.1");
      RunningAppliance.Answer again =
          jaruek.run("import", same.toString(), "--source", "192.0.2.1").refused();
      assertTrue(again.errors().toLowerCase(Locale.ROOT).contains("already"), again.errors());
      jaruek.restart();
      jaruek.run("import", same.toString(), "--source", "192.0.2.1").refused();
      jaruek.done("import", same.toString(), "--source", "192.0.2.1", "--again");
    }
  }
}
