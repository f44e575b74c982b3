package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent to the ports is counted, and the next good message is served as the first. */
@Timeout(300)
final class HostileEndToEndTest {
  private static final List<String> UDP =
      List.of(
          "radius.authentication",
          "radius.accounting",
          "collector.syslog-udp",
          "collector.netflow",
          "collector.ipfix");
  private static final int DATAGRAM_BYTES_MAX = 65_507;
  private static final int RANDOM_DATAGRAMS = 300;
  private static final int PAUSE_EVERY_DATAGRAMS = 20; // so that the kernel's buffers hold them

  @TempDir Path folder;

  private final SplittableRandom random = new SplittableRandom(20261123);
  private RunningAppliance running;
  private int rounds;
  private int sent;

  @BeforeEach
  void start() throws IOException {
    Peers.need("radclient", "freeradius-utils");
    Peers.need("logger", "bsdutils");
    running = new RunningAppliance(folder);
    running.done(
        "device",
        "add",
        "all",
        "--address",
        "127.0.0.0/24",
        "--kinds",
        "radius,log",
        "--secret",
        Peers.SECRET);
    running.done("user", "add", "somchai", "--password", "correct horse");
  }

  @AfterEach
  void stop() {
    if (running != null) running.close();
  }

  /** One good message of every kind: each is answered or stored. */
  private void requireService() throws Exception {
    rounds++;
    Peers.radclientGets(
        "Access-Accept",
        running.address("radius.authentication"),
        "auth",
        "User-Name='somchai',User-Password='correct horse',Message-Authenticator=0x00");
    Peers.radclientGets(
        "Accounting-Response",
        running.address("radius.accounting"),
        "acct",
        "Acct-Status-Type=Start,User-Name='somchai',Acct-Session-Id='good-" + rounds + "'");
    String said = "good" + rounds + "by";
    Peers.logger(running.address("collector.syslog-udp"), "-d", said);
    Peers.logger(running.address("collector.syslog-tcp"), "-T", said);
    goodFlow("collector.netflow", 40_000 + rounds);
    goodFlow("collector.ipfix", 50_000 + rounds);
    awaitFound(2, "search", said, "--reason", "a test");
    String id =
        running
            .done(
                "case",
                "open",
                "--letter",
                "L",
                "--officer",
                "O",
                "--basis",
                "B",
                "--from",
                "2000-01-01T00:00:00Z",
                "--to",
                "2100-01-01T00:00:00Z")
            .row()
            .path("id")
            .asText();
    String destination = "198.51.100." + rounds + "/32";
    awaitFound(2, "traffic", "--case", id, "--destination", destination);
    awaitFound(rounds, "sessions", "--case", id, "--user", "somchai");
    running.await("no lag", 0, status -> -status.path("lagFrames").asLong());
    assertEquals("", running.status().path("decodingFault").asText());
  }

  private void awaitFound(int rows, String... question) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of(question));
    words.addAll(List.of("--from", "2026-01-01T00:00:00Z", "--to", "2099-01-01T00:00:00Z"));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    RunningAppliance.Answer answer = running.run(words.toArray(String[]::new));
    while (answer.rows().size() < rows) {
      assertTrue(answer.status() <= 1, answer.errors());
      assertTrue(System.nanoTime() < deadline, words + ": " + answer.rows());
      TimeUnit.MILLISECONDS.sleep(20);
      answer = running.run(words.toArray(String[]::new));
    }
    assertEquals(rows, answer.rows().size(), answer.rows().toString());
  }

  private void goodFlow(String listener, int port) throws IOException {
    long now = System.currentTimeMillis();
    FlowDatagrams exporter = new FlowDatagrams(port, now - 60_000, FlowDatagrams.ALL_FIELDS);
    IpAddress there = IpAddress.of("198.51.100." + rounds);
    FlowDatagrams.Flow flow =
        new FlowDatagrams.Flow(
            now,
            now,
            6,
            IpAddress.of("10.0.0.1"),
            port,
            there,
            443,
            1,
            1,
            2,
            1,
            2,
            there,
            443,
            there,
            443);
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.3"))) {
      for (byte[] datagram : List.of(exporter.template(now), exporter.data(now, List.of(flow)))) {
        socket.send(new DatagramPacket(datagram, datagram.length, running.address(listener)));
      }
    }
  }

  private void send(DatagramSocket from, InetSocketAddress to, byte[] datagram)
      throws IOException, InterruptedException {
    from.send(new DatagramPacket(datagram, datagram.length, to));
    if (++sent % PAUSE_EVERY_DATAGRAMS == 0) TimeUnit.MILLISECONDS.sleep(1);
  }

  private static DatagramSocket hostileSocket(String address) throws IOException {
    return new DatagramSocket(0, InetAddress.getByName(address));
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void servesOnAfterEmptyTruncatedOversizedAndRandomDatagramsOnEveryPort() throws Exception {
    requireService();
    try (DatagramSocket socket = hostileSocket("127.0.0.2")) {
      for (String listener : UDP) {
        InetSocketAddress to = running.address(listener);
        send(socket, to, new byte[0]);
        for (int length = 1; length < 64; length++) send(socket, to, noise(length));
        for (int version : new int[] {5, 9, 10}) {
          for (int length = 2; length < 64; length++) {
            byte[] cut = noise(length);
            cut[0] = 0;
            cut[1] = (byte) version;
            send(socket, to, cut);
          }
        }
        send(socket, to, noise(DATAGRAM_BYTES_MAX));
        send(socket, to, new byte[DATAGRAM_BYTES_MAX]);
        for (int i = 0; i < RANDOM_DATAGRAMS; i++) send(socket, to, noise(random.nextInt(1_500)));
      }
    }
    requireService();
    assertMoved("jaruek_radius_rejected_total", "port=\"authentication\"");
    assertMoved("jaruek_radius_rejected_total", "port=\"accounting\"");
    assertMoved("jaruek_pipeline_rejected_total", "");
  }

  private void assertMoved(String counter, String label) throws Exception {
    assertTrue(running.metric(counter, label) > 0, counter + " " + label + " stands at 0");
  }

  @Test
  void servesOnAfterBrokenRadiusPacketsAWrongSecretAndAnUnknownClient() throws Exception {
    List<InetSocketAddress> ports =
        List.of(running.address("radius.authentication"), running.address("radius.accounting"));
    try (DatagramSocket socket = hostileSocket("127.0.0.2");
        DatagramSocket unknown = hostileSocket("127.0.1.1")) {
      for (InetSocketAddress to : ports) {
        for (int code : new int[] {0, 1, 2, 4, 11, 12, 40, 255}) {
          send(socket, to, radius(code, 20));
          send(socket, to, radius(code, 22, 1, 0)); // attributes of length 0 and 1
          send(socket, to, radius(code, 22, 1, 1));
          send(socket, to, radius(code, 23, 2, 250, 7)); // past the end
          send(socket, to, radius(code, 19));
          send(socket, to, radius(code, 65_535, 1, 3, 'x'));
          send(socket, to, radius(code, 38, 80, 18)); // Message-Authenticator cut off
          send(unknown, to, radius(code, 20));
        }
      }
    }
    requireService();
    assertMoved("jaruek_radius_rejected_total", "reason=\"unknown-client\"");
    assertMoved("jaruek_radius_rejected_total", "reason=\"bad-request-authenticator\"");
  }

  /** A packet that says it has this length. */
  private byte[] radius(int code, int length, int... attributes) {
    ByteBuffer packet = ByteBuffer.allocate(20 + attributes.length);
    packet.put((byte) code).put((byte) sent).putShort((short) length).put(noise(16));
    for (int b : attributes) packet.put((byte) b);
    return packet.array();
  }

  @Test
  void servesOnAfterHostileTemplates() throws Exception {
    requireService();
    try (DatagramSocket socket = hostileSocket("127.0.0.2")) {
      for (String listener : List.of("collector.netflow", "collector.ipfix")) {
        InetSocketAddress to = running.address(listener);
        for (boolean ipfix : new boolean[] {false, true}) {
          for (int[] set : hostileSets(ipfix ? 2 : 0)) send(socket, to, datagram(ipfix, set));
          for (int[] set : hostileSets(ipfix ? 3 : 1)) send(socket, to, datagram(ipfix, set));
          for (int id = 256; id < 2_256; id++) { // more templates than anybody needs
            send(socket, to, datagram(ipfix, ipfix ? 2 : 0, 12, id, 1, 8, 4));
          }
        }
      }
    }
    requireService();
    assertMoved("jaruek_pipeline_rejected_total", "protocol=\"netflow9\"");
    assertMoved("jaruek_pipeline_rejected_total", "protocol=\"ipfix\"");
  }

  /** Sets as words of 16 bits: the set's id and length first. */
  private static List<int[]> hostileSets(int templates) {
    return List.of(
        new int[] {templates, 8, 256, 0}, // no field, which is a withdrawal in IPFIX
        new int[] {templates, 8, 0, 0},
        new int[] {templates, 8, 255, 1},
        new int[] {templates, 12, 256, 1, 8, 0}, // a field of no length
        new int[] {templates, 12, 256, 1, 8, 65_535},
        new int[] {templates, 12, 256, 65_535, 8, 4}, // more fields than there are
        new int[] {templates, 65_535, 256, 1, 8, 4}, // past the datagram
        new int[] {templates, 0},
        new int[] {templates, 3},
        new int[] {templates, 4},
        new int[] {templates, 10, 256, 1, 8},
        new int[] {templates, 12, 256, 1, 8, 60_000},
        new int[] {256, 8, 1, 2}, // data of that
        new int[] {256, 65_535, 1},
        new int[] {256, 0});
  }

  private byte[] datagram(boolean ipfix, int... set) {
    ByteBuffer out = ByteBuffer.allocate((ipfix ? 16 : 20) + 2 * set.length);
    out.putShort((short) (ipfix ? 10 : 9)).putShort((short) (ipfix ? out.capacity() : 1));
    if (!ipfix) out.putInt(60_000);
    out.putInt((int) (System.currentTimeMillis() / 1_000)).putInt(sent).putInt(7);
    for (int word : set) out.putShort((short) word);
    return out.array();
  }

  @Test
  void servesOnWithAThousandHalfOpenConnectionsAndGarbageInOthers() throws Exception {
    InetSocketAddress to = running.address("collector.syslog-tcp");
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        Socket socket = connect("127.0.0." + (10 + i / 100), to);
        open.add(socket);
        if (i % 3 == 0)
          socket.getOutputStream().write("<13>half a mes".getBytes(StandardCharsets.US_ASCII));
        if (i % 3 == 1)
          socket.getOutputStream().write("4096 <13>half".getBytes(StandardCharsets.US_ASCII));
      }
      for (int i = 0; i < 300; i++) open.add(connect("127.0.0.2", to)); // more than one may have
      requireService();
      assertMoved("jaruek_collector_connections_refused_total", "reason=\"address-limit\"");
      garbage(to);
      requireService();
      assertMoved("jaruek_collector_connections_closed_total", "reason=\"octet-count\"");
      assertMoved("jaruek_collector_messages_cut_total", "");
    } finally {
      for (Socket socket : open) socket.close();
    }
    requireService();
    assertMoved("jaruek_collector_messages_unterminated_total", "");
  }

  private static Socket connect(String from, InetSocketAddress to) throws IOException {
    return new Socket(to.getAddress(), to.getPort(), InetAddress.getByName(from), 0);
  }

  private void garbage(InetSocketAddress to) throws IOException {
    byte[] endless = new byte[70_000];
    Arrays.fill(endless, (byte) 'x');
    endless[0] = '<';
    byte[] zeros = new byte[70_000];
    for (byte[] bytes :
        List.of(
            "999999999 <13>huge".getBytes(StandardCharsets.US_ASCII),
            "99999999999999999999999 <13>huger".getBytes(StandardCharsets.US_ASCII),
            "0 0 0 0 ".getBytes(StandardCharsets.US_ASCII),
            "-1 <13>x\n".getBytes(StandardCharsets.US_ASCII),
            endless,
            zeros,
            noise(100_000),
            noise(1))) {
      try (Socket socket = connect("127.0.0.4", to)) {
        socket.getOutputStream().write(bytes);
      } catch (IOException closed) {
        assertTrue(bytes.length > 0, "closed by the receiver while we wrote: as it may");
      }
    }
  }

  @Test
  void countsAndKeepsOutWhatUnknownAddressesSend() throws Exception {
    try (DatagramSocket unknown = hostileSocket("127.0.1.1")) {
      for (String listener : UDP.subList(2, UDP.size())) {
        for (int i = 0; i < 20; i++) {
          send(
              unknown,
              running.address(listener),
              "<13>hostile".getBytes(StandardCharsets.US_ASCII));
        }
      }
    }
    try (Socket socket = connect("127.0.1.1", running.address("collector.syslog-tcp"))) {
      assertEquals(-1, socket.getInputStream().read());
    }
    running.await("refused", 61, status -> status.path("refused").asLong());
    requireService();
    assertEquals(
        1,
        running
            .run(
                "search",
                "hostile",
                "--reason",
                "a test",
                "--from",
                "2026-01-01T00:00:00Z",
                "--to",
                "2099-01-01T00:00:00Z")
            .status());
  }
}
