package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What exporters and devices sent is stored or told as lost, to the last one. */
@Timeout(300)
final class AccountEndToEndTest {
  private static final String SOURCES =
      "sources: [ { name: v5, address: 127.0.0.2 }, { name: v9, address: 127.0.0.3 }, { name:"
          + " ipfix, address: 127.0.0.4 }, { name: flood, address: 127.0.0.5, messages-per-second:"
          + " 10 }, { name: stream, address: 127.0.0.6 }, { name: limited, address: 127.0.0.7,"
          + " messages-per-second: 1 } ]";

  @TempDir Path folder;

  private RunningAppliance running;
  private Instant begun;

  @BeforeEach
  void start() throws IOException {
    begun = Instant.now().minusSeconds(1);
    running = new RunningAppliance(folder, "", SOURCES);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void send(String from, String listener, byte[]... datagrams) throws IOException {
    InetSocketAddress to = running.address("collector." + listener);
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral(from))) {
      for (byte[] datagram : datagrams) {
        socket.send(new DatagramPacket(datagram, datagram.length, to));
      }
    }
  }

  private JsonNode now(String source) {
    return running.done("sources", "--source", source).row();
  }

  private JsonNode told(String source) {
    String until = Instant.now().plusSeconds(1).toString();
    return running
        .done("sources", "--source", source, "--from", begun.toString(), "--to", until)
        .row();
  }

  /** Waits until so many came and none of them waits. */
  private JsonNode settled(String source, long received) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    JsonNode row = now(source);
    while (row.path("received").asLong() < received || row.path("waiting").asLong() != 0) {
      assertTrue(System.nanoTime() < deadline, "waited for " + received + ": " + row);
      TimeUnit.MILLISECONDS.sleep(20);
      row = now(source);
    }
    return row;
  }

  private static void expect(JsonNode row, Object... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      long expected = ((Number) pairs[i + 1]).longValue();
      assertEquals(expected, row.path((String) pairs[i]).asLong(), pairs[i] + " of " + row);
    }
    assertEquals(
        row.path("received").asLong(),
        row.path("dropped").asLong()
            + row.path("journalLost").asLong()
            + row.path("killed").asLong()
            + row.path("decoded").asLong()
            + row.path("waiting").asLong(),
        row.toString());
    for (String domain : row.path("domains").propertyStream().map(e -> e.getKey()).toList()) {
      JsonNode terms = row.path("domains").path(domain);
      String unit =
          domain.startsWith("netflow9") || domain.startsWith("sflow") ? "datagrams" : "records";
      assertEquals(
          terms.path("said").asLong() + terms.path("late").asLong(),
          terms.path("gap").asLong()
              + terms.path("uncounted").asLong()
              + terms.path("cut").asLong()
              + terms.path(unit).asLong(),
          domain + ": " + row);
    }
  }

  private static JsonNode domain(JsonNode row, String domain) {
    return row.path("domains").path(domain);
  }

  @Test
  void addsUpForEveryProtocolOverRestarts() throws Exception {
    send(
        "127.0.0.2",
        "netflow",
        Exports.v5(0, 3, 3),
        Exports.v5(3, 3, 3),
        Exports.v5(9, 3, 3), // 6 was left out
        Exports.v5(15, 3, 3),
        Exports.v5(12, 3, 3), // overtaken
        Exports.v5(12, 3, 3), // and twice
        Exports.v5(18, 3, 2), // cut
        new byte[] {5},
        Exports.v5(21, 3, 3));
    send(
        "127.0.0.3",
        "netflow",
        Exports.v9(7, 0, Exports.template(0, 256, Exports.PORTS), Exports.ports(256, 2)),
        Exports.v9(7, 1, Exports.ports(256, 2)),
        Exports.v9(7, 4, Exports.ports(256, 2)),
        Exports.v9(7, 3, Exports.ports(256, 2)),
        Exports.v9(7, 5, Exports.ports(256, 2)),
        Exports.v9(7, 6, Exports.ports(300, 2)), // decoded late
        Exports.v9(7, 7, Exports.ports(301, 2)), // never
        Exports.v9(7, 8, Exports.options(310)),
        Exports.v9(8, 500, Exports.ports(256, 2))); // another domain: never
    byte[] cut = Exports.ipfix(1, 14, Exports.ports(256, 3));
    send(
        "127.0.0.4",
        "ipfix",
        Exports.ipfix(1, 0, Exports.template(2, 256, Exports.PORTS), Exports.ports(256, 3)),
        Exports.ipfix(1, 3, Exports.ports(256, 2)),
        Exports.ipfix(1, 7, Exports.ports(256, 1)), // two records were left out
        Exports.ipfix(1, 8, Exports.ports(300, 4)), // decoded late
        Exports.ipfix(1, 12, Exports.ports(256, 1)),
        Exports.ipfix(1, 13, Exports.ports(256, 1)),
        Arrays.copyOf(cut, cut.length - 2),
        Exports.ipfix(1, 17, Exports.ports(256, 1)),
        Exports.ipfix(1, 19, Exports.ports(256, 1)),
        Exports.ipfix(1, 18, Exports.ports(256, 1))); // overtaken
    byte[][] lines = new byte[200][];
    for (int i = 0; i < lines.length; i++) lines[i] = line(i).getBytes(StandardCharsets.UTF_8);
    send("127.0.0.5", "syslog-udp", lines);
    stream(500);
    int limited = limited();

    checkV5(settled("v5", 9));
    checkV9(settled("v9", 9), 10, 3, 0);
    checkIpfix(settled("ipfix", 10), 0);
    JsonNode flood = settled("flood", 200);
    assertTrue(flood.path("dropped").asLong() > 100, flood.toString());
    long stored = 200 - flood.path("dropped").asLong();
    expect(flood, "received", 200, "decoded", stored, "messageRows", stored);
    checkLimited(settled("limited", limited), limited);
    expect(settled("stream", 500), "received", 500, "decoded", 500, "messageRows", 500);

    running.restart();
    checkV5(told("v5"));
    checkV9(told("v9"), 10, 3, 0);
    checkIpfix(told("ipfix"), 0);
    checkLimited(told("limited"), limited);
    expect(told("flood"), "received", 200, "decoded", stored, "messageRows", stored);
    expect(now("v9"), "received", 0, "decoded", 0, "undecodable", 0);

    running.done("seal");
    send("127.0.0.3", "netflow", Exports.v9(7, 9, Exports.template(0, 300, Exports.PORTS)));
    send(
        "127.0.0.4",
        "ipfix",
        Exports.ipfix(1, 20, Exports.template(2, 300, Exports.PORTS), Exports.ports(300, 1)));
    settled("v9", 1);
    settled("ipfix", 1);
    running.restart();
    checkV9(told("v9"), 12, 2, 1);
    checkIpfix(told("ipfix"), 1);
    checkV5(told("v5"));
    JsonNode status = running.status();
    long traffic =
        told("v5").path("trafficRows").asLong()
            + told("v9").path("trafficRows").asLong()
            + told("ipfix").path("trafficRows").asLong()
            + told("limited").path("trafficRows").asLong();
    assertEquals(status.path("trafficRows").asLong(), traffic);
    assertEquals(status.path("messageRows").asLong(), 500 + stored);
    JsonNode coverage = running.done("coverage", "--days", "1", "--source", "flood").row();
    assertEquals(200 - stored, coverage.path("dropped").asLong(), coverage.toString());
    assertEquals(0, coverage.path("rejected").asLong(), coverage.toString());
  }

  private static String line(int number) {
    return "<134>1 2026-11-23T10:00:00Z host app - - - number " + number;
  }

  private void stream(int count) throws IOException {
    InetSocketAddress to = running.address("collector.syslog-tcp");
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.6"), 0));
      socket.connect(to);
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < count; i++) {
        out.write((line(i) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      out.flush();
    }
  }

  /** Sends numbered datagrams over the limit until one comes through again; answers how many. */
  private int limited() throws Exception {
    int sent = 0;
    while (sent < 20) send("127.0.0.7", "netflow", Exports.v5(sent++, 1, 1));
    long before = settled("limited", sent).path("decoded").asLong();
    assertTrue(before < 20);
    while (settled("limited", sent).path("decoded").asLong() == before) {
      send("127.0.0.7", "netflow", Exports.v5(sent++, 1, 1));
    }
    return sent;
  }

  private static void checkLimited(JsonNode row, int sent) {
    long dropped = row.path("dropped").asLong();
    expect(row, "received", sent, "decoded", sent - dropped, "trafficRows", sent - dropped);
    expect(row, "gap", dropped, "late", 0);
    expect(domain(row, "netflow5/1"), "said", sent);
  }

  private static void checkV5(JsonNode row) {
    expect(row, "received", 9, "decoded", 9, "trafficRows", 23, "gap", 6, "late", 6);
    expect(row.path("rejectedBy"), "truncated", 2);
    expect(domain(row, "netflow5/1"), "said", 24, "datagrams", 8, "records", 23, "cut", 1);
  }

  private static void checkV9(JsonNode row, long rows, long undecodable, long more) {
    expect(row, "received", 9 + more, "trafficRows", rows, "undecodable", undecodable);
    expect(row, "gap", 2, "late", 1, "options", 1, "rejected", 0);
    expect(domain(row, "netflow9/7"), "said", 9 + more, "datagrams", 8 + more, "records", 11);
    expect(domain(row, "netflow9/8"), "said", 1, "datagrams", 1, "records", 0);
    assertEquals(
        rows, 11 - 1 + domain(row, "netflow9/7").path("recordslate").asLong(), row.toString());
  }

  private static void checkIpfix(JsonNode row, long more) {
    expect(row, "received", 10 + more, "trafficRows", 13 + 5 * more, "gap", 3, "late", 1);
    expect(row, "undecodable", 1 - more);
    expect(domain(row, "ipfix/1"), "said", 20 + more, "uncounted", 5, "records", 13 + more);
    expect(domain(row, "ipfix/1"), "recordslate", 4 * more);
  }
}
