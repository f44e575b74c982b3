package jaruek.collector.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real exporter's datagrams, decoded as tshark decodes them. */
final class SoftflowdTest {
  private static final int FLOWS = 40;
  private static final int PORT = 2_055;
  private static final int DEADLINE_SECONDS = 60;

  /** Whole seconds, so that all versions can say it. */
  private static final long STARTED_MILLIS = System.currentTimeMillis() / 1_000 * 1_000 - 60_000;

  @TempDir private Path folder;

  /** What both decoders must say of a flow. */
  private record Flow(
      String source,
      int sourcePort,
      String destination,
      int destinationPort,
      int protocol,
      long bytes,
      long packets,
      int tcpFlags,
      long millis) {}

  @ParameterizedTest
  @ValueSource(ints = {5, 9, 10})
  void decodesWhatSoftflowdSendsAsTsharkDoes(int version) throws Exception {
    assumeTrue(hasTool("softflowd"), "needs the Debian package softflowd");
    assumeTrue(hasTool("tshark"), "needs the Debian package tshark");
    Path traffic = folder.resolve("traffic.pcap");
    Captures.write(traffic, traffic());
    List<byte[]> datagrams = export(traffic, version);
    FlowTestBed bed = new FlowTestBed().decode(datagrams.toArray(byte[][]::new));
    assertEquals(List.of(), bed.rows.rejected);
    List<Flow> ours = sorted(bed.rows.rows.stream().map(SoftflowdTest::ofRow));
    assertEquals(FLOWS, ours.size());
    assertEquals(sorted(tshark(datagrams).stream().map(SoftflowdTest::ofTshark)), ours);
    assertEquals(0, bed.telemetry.sum("flow.sequence.gap"));
    // softflowd's IPFIX does not say when it started, its v9 header has whole seconds.
    if (version != 10) bed.rows.rows.forEach(row -> checkStart(row, version == 5 ? 1 : 1_500));
  }

  /** The uptimes count from softflowd's start, after the packets: they are negative and wrap. */
  private static void checkStart(Map<String, Object> row, long toleranceMillis) {
    long flow = number(row, "source_port") - 40_000;
    long off = number(row, "started_at") - (STARTED_MILLIS + flow * 50);
    assertTrue(Math.abs(off) <= toleranceMillis, off + " ms off");
  }

  private static List<Captures.Packet> traffic() {
    return IntStream.range(0, FLOWS * 3)
        .mapToObj(
            i -> {
              int flow = i / 3;
              byte[] bytes =
                  Captures.packet(
                      flow % 3 == 0 ? 17 : 6,
                      0x0a000001 + flow,
                      40_000 + flow,
                      0xc6336407,
                      443,
                      0x12,
                      new byte[10 * flow]);
              return new Captures.Packet(
                  STARTED_MILLIS * 1_000 + flow * 50_000L + i % 3 * 400_000L, bytes);
            })
        .sorted(Comparator.comparingLong(Captures.Packet::micros))
        .toList();
  }

  private static List<byte[]> export(Path traffic, int version) throws Exception {
    List<byte[]> datagrams = new ArrayList<>();
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(300);
      Process exporter =
          new ProcessBuilder(
                  "softflowd",
                  "-r",
                  traffic.toString(),
                  "-n",
                  "127.0.0.1:" + socket.getLocalPort(),
                  "-v",
                  "" + version,
                  "-c",
                  "none",
                  "-d")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        receive(socket, exporter, datagrams);
      } finally {
        exporter.destroyForcibly();
      }
    }
    return datagrams;
  }

  private static void receive(DatagramSocket socket, Process exporter, List<byte[]> datagrams)
      throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    while (System.nanoTime() < deadline) {
      boolean ended = !exporter.isAlive();
      try {
        socket.receive(packet);
        datagrams.add(Arrays.copyOf(packet.getData(), packet.getLength()));
      } catch (SocketTimeoutException nothing) {
        if (ended) return;
      }
    }
  }

  private List<JsonNode> tshark(List<byte[]> datagrams) throws Exception {
    Path file = folder.resolve("datagrams.pcap");
    Captures.writeDatagrams(file, PORT, datagrams);
    Process tshark =
        new ProcessBuilder(
                "tshark", "-r", file.toString(), "-d", "udp.port==" + PORT + ",cflow", "-T", "json")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<JsonNode> flows = new ArrayList<>();
    try (InputStream json = tshark.getInputStream()) {
      collect(new ObjectMapper().readTree(json), flows);
    }
    assertTrue(tshark.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS));
    return flows;
  }

  private static void collect(JsonNode node, List<JsonNode> flows) {
    if (node.has("cflow.srcaddr")) flows.add(node);
    node.forEach(child -> collect(child, flows));
  }

  private static List<Flow> sorted(Stream<Flow> flows) {
    return flows.sorted(Comparator.comparingInt(Flow::sourcePort)).toList();
  }

  private static Flow ofRow(Map<String, Object> row) {
    return new Flow(
        "" + row.get("source_address"),
        (int) number(row, "source_port"),
        "" + row.get("destination_address"),
        (int) number(row, "destination_port"),
        (int) number(row, "protocol"),
        number(row, "bytes"),
        number(row, "packets"),
        (int) number(row, "tcp_flags"),
        number(row, "ended_at") - number(row, "started_at"));
  }

  private static long number(Map<String, Object> row, String column) {
    return row.get(column) instanceof Long number ? number : -1;
  }

  private static Flow ofTshark(JsonNode flow) {
    return new Flow(
        flow.get("cflow.srcaddr").asText(),
        flow.get("cflow.srcport").asInt(),
        flow.get("cflow.dstaddr").asText(),
        flow.get("cflow.dstport").asInt(),
        flow.get("cflow.protocol").asInt(),
        flow.get("cflow.octets").asLong(),
        flow.get("cflow.packets").asLong(),
        Integer.decode(flow.get("cflow.tcpflags").asText()),
        new BigDecimal(flow.get("cflow.timedelta").asText()).movePointRight(3).longValue());
  }

  private static boolean hasTool(String name) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin", "/usr/bin"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
