package jaruek.bench.decoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What nfcapd stores of datagrams, as nfdump tells it. */
final class Nfdump {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** It must have its signal handlers, and have stored what it read. */
  private static final long SETTLE_NANOS = 300_000_000;

  private static final String FLAGS = "CEUAPRSF";

  private Nfdump() {}

  /** Stores the datagrams below the folder. */
  static void capture(Path folder, List<byte[]> datagrams)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process nfcapd =
        Tool.of(
                "nfcapd",
                "-w",
                folder.toString(),
                "-p",
                "" + port,
                "-b",
                "127.0.0.1",
                "-t",
                "3600",
                "-B",
                "8388608")
            .start();
    try (DatagramSocket socket = new DatagramSocket()) {
      await(port, true);
      for (byte[] datagram : datagrams) {
        socket.send(
            new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
        await(port, false);
      }
      LockSupport.parkNanos(SETTLE_NANOS);
    } finally {
      Tool.stop(nfcapd);
    }
  }

  private static void await(int port, boolean onlyOpen) throws IOException {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (onlyOpen ? Tool.queued(port) < 0 : Tool.queued(port) > 0) {
      if (System.nanoTime() > deadline) throw new IOException("nfcapd does not read");
      LockSupport.parkNanos(1_000_000);
    }
  }

  static List<Row> decode(Path folder, List<byte[]> datagrams)
      throws IOException, InterruptedException {
    Path files = folder.resolve("nfcapd");
    capture(files, datagrams);
    Path out = folder.resolve("nfdump.json");
    Tool.run(out, "nfdump", "-R", files.toString(), "-o", "json");
    List<Row> rows = new ArrayList<>();
    String json = Files.readString(out).strip();
    if (!json.startsWith("[") || json.contains("No matching flows")) return rows;
    new ObjectMapper().readTree(json).forEach(flow -> rows.add(row(flow)));
    return rows;
  }

  private static Row row(JsonNode flow) {
    Row row = new Row();
    address(row, Field.SOURCE_ADDRESS, flow, "src4_addr", "src6_addr");
    address(row, Field.DESTINATION_ADDRESS, flow, "dst4_addr", "dst6_addr");
    boolean icmp = flow.has("icmp_type");
    row.put(Field.SOURCE_PORT, icmp ? null : text(flow, "src_port"));
    row.put(
        Field.DESTINATION_PORT,
        icmp
            ? "" + (flow.get("icmp_type").asInt() << 8 | flow.path("icmp_code").asInt())
            : text(flow, "dst_port"));
    row.put(Field.PROTOCOL, text(flow, "proto"));
    row.put(Field.BYTES, text(flow, "in_bytes"));
    row.put(Field.PACKETS, text(flow, "in_packets"));
    if (flow.has("tcp_flags")) row.put(Field.TCP_FLAGS, flags(flow.get("tcp_flags").asText()));
    row.put(Field.STARTED_AT, millis(text(flow, "first")));
    row.put(Field.ENDED_AT, millis(text(flow, "last")));
    row.put(Field.INPUT_INTERFACE, text(flow, "input_snmp"));
    row.put(Field.OUTPUT_INTERFACE, text(flow, "output_snmp"));
    address(row, Field.NAT_SOURCE_ADDRESS, flow, "src4_xlt_ip", "src6_xlt_ip");
    address(row, Field.NAT_DESTINATION_ADDRESS, flow, "dst4_xlt_ip", "dst6_xlt_ip");
    row.put(Field.NAT_SOURCE_PORT, text(flow, "src_xlt_port"));
    row.put(Field.NAT_DESTINATION_PORT, text(flow, "dst_xlt_port"));
    row.put(Field.NAT_EVENT, text(flow, "nat_event_id"));
    row.put(Field.SOURCE_MAC, text(flow, "in_src_mac"));
    return row;
  }

  private static String text(JsonNode flow, String name) {
    return flow.path(name).asText("");
  }

  private static void address(Row row, Field field, JsonNode flow, String four, String six) {
    String text = text(flow, flow.has(four) ? four : six);
    if (!text.isEmpty()) row.put(field, IpAddress.of(text).toString());
  }

  private static String flags(String letters) {
    int flags = 0;
    for (int i = 0; i < letters.length() && i < FLAGS.length(); i++) {
      if (letters.charAt(i) == FLAGS.charAt(i)) flags |= 0x80 >>> i;
    }
    return "" + flags;
  }

  private static String millis(String text) {
    return text.isEmpty()
        ? ""
        : "" + LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
