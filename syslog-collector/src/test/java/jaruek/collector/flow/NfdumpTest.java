package jaruek.collector.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same datagrams through nfcapd and nfdump, field by field. docs/netflow.md has the rest. */
final class NfdumpTest {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int FLOWS = 24;

  @TempDir private Path folder;

  private static boolean hasTool(String name) {
    return Stream.of("/usr/sbin", "/usr/bin")
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  @Test
  void agreesWithNfdumpOnNetFlow9WithTranslations() throws Exception {
    long boot = Packet.EXPORT_MILLIS - 3_600_000;
    FlowDatagrams exporter = new FlowDatagrams(7, boot, FlowDatagrams.ALL_FIELDS);
    List<FlowDatagrams.Flow> flows = new ArrayList<>();
    for (int i = 0; i < FLOWS; i++) {
      flows.add(
          new FlowDatagrams.Flow(
              Packet.EXPORT_MILLIS - 9_000 + i,
              Packet.EXPORT_MILLIS - i,
              i % 2 == 0 ? 6 : 17,
              IpAddress.ofIpv4(0x0a000001 + i),
              40_000 + i,
              IpAddress.of("198.51.100.7"),
              443,
              1_000L + i,
              10L + i,
              0x1b,
              2,
              1,
              IpAddress.of("203.0.113.7"),
              50_000 + i,
              IpAddress.of("198.51.100.7"),
              443));
    }
    compare(exporter.template(Packet.EXPORT_MILLIS), exporter.data(Packet.EXPORT_MILLIS, flows));
  }

  @Test
  void agreesWithNfdumpOnNetFlow5() throws Exception {
    byte[][] records = new byte[FLOWS][];
    for (int i = 0; i < FLOWS; i++)
      records[i] = Packet.v5Record(10_000 + i, 59_000 - i, 40_000 + i);
    compare(Packet.v5(FLOWS, 60_000, 0, 0, records));
  }

  private void compare(byte[]... datagrams) throws Exception {
    assumeTrue(hasTool("nfcapd"), "needs the Debian package nfdump");
    FlowTestBed bed = new FlowTestBed().decode(datagrams);
    TreeSet<String> ours = new TreeSet<>();
    bed.rows.rows.forEach(row -> ours.add(ofRow(row)));
    TreeSet<String> theirs = new TreeSet<>();
    nfdump(datagrams).forEach(flow -> theirs.add(ofFlow(flow)));
    assertEquals(FLOWS, ours.size());
    assertEquals(String.join("\n", theirs), String.join("\n", ours));
  }

  private static String ofRow(Map<String, Object> row) {
    return "%s:%s %s:%s %s %s/%s %s-%s nat %s:%s"
        .formatted(
            row.get("source_address"),
            row.get("source_port"),
            row.get("destination_address"),
            row.get("destination_port"),
            row.get("protocol"),
            row.get("bytes"),
            row.get("packets"),
            row.get("started_at"),
            row.get("ended_at"),
            row.getOrDefault("nat_source_address", "none"),
            row.getOrDefault("nat_source_port", "none"));
  }

  private static String ofFlow(JsonNode flow) {
    return "%s:%s %s:%s %s %s/%s %s-%s nat %s:%s"
        .formatted(
            flow.path("src4_addr").asText(),
            flow.path("src_port").asText(),
            flow.path("dst4_addr").asText(),
            flow.path("dst_port").asText(),
            flow.path("proto").asText(),
            flow.path("in_bytes").asText(),
            flow.path("in_packets").asText(),
            millis(flow.path("first").asText()),
            millis(flow.path("last").asText()),
            flow.path("src4_xlt_ip").asText("none"),
            flow.path("src_xlt_port").asText("none"));
  }

  /** Nfdump prints local time, here UTC. */
  private static long millis(String text) {
    Instant at = LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    return at.toEpochMilli();
  }

  private List<JsonNode> nfdump(byte[]... datagrams) throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path written = Files.createDirectories(folder.resolve("nfcapd"));
    Process nfcapd =
        started(
            "nfcapd", "-w", written.toString(), "-p", "" + port, "-b", "127.0.0.1", "-t", "600");
    try {
      awaitListener(port);
      try (DatagramSocket socket = new DatagramSocket()) {
        for (byte[] datagram : datagrams) {
          socket.send(
              new DatagramPacket(
                  datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
        }
      }
      awaitRead(port);
      nfcapd.destroy();
      assertTrue(nfcapd.waitFor(60, TimeUnit.SECONDS));
    } finally {
      nfcapd.destroyForcibly();
    }
    Path out = folder.resolve("out.json");
    Process nfdump =
        builder("nfdump", "-R", written.toString(), "-o", "json")
            .redirectOutput(out.toFile())
            .start();
    assertTrue(nfdump.waitFor(60, TimeUnit.SECONDS));
    List<JsonNode> flows = new ArrayList<>();
    new ObjectMapper().readTree(out.toFile()).forEach(flows::add);
    return flows;
  }

  private static ProcessBuilder builder(String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TZ", "UTC");
    return builder;
  }

  private static Process started(String... command) throws IOException {
    return builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static void awaitListener(int port) throws IOException {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (queued(port) < 0) {
      if (System.nanoTime() > deadline) throw new AssertionError("nfcapd does not listen");
      Thread.onSpinWait();
    }
  }

  private static void awaitRead(int port) throws IOException {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (queued(port) != 0) {
      if (System.nanoTime() > deadline) throw new AssertionError("nfcapd does not read");
      Thread.onSpinWait();
    }
  }

  /** Bytes that wait at this port, -1 if nobody listens. */
  private static long queued(int port) throws IOException {
    String hex = ":%04X ".formatted(port);
    for (String line : Files.readAllLines(Path.of("/proc/net/udp"))) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length > 4 && (words[1] + " ").endsWith(hex)) {
        return Long.parseLong(words[4].substring(words[4].indexOf(':') + 1), 16);
      }
    }
    return -1;
  }
}
