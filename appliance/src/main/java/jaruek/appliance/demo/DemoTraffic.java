package jaruek.appliance.demo;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What the demo's gateway sends: NetFlow v9 with translations, MikroTik and FortiGate lines. */
final class DemoTraffic {
  /** The gateway's address outside. */
  static final String PUBLIC = "203.0.113.7";

  /** The port outside that the question is about. */
  static final int PUBLIC_PORT = 51_234;

  /** Where the person of the story sits. */
  static final String INSIDE = "10.20.0.15";

  static final int INSIDE_PORT = 43_996;

  /** Flows of everybody else. */
  static final int BACKGROUND_FLOWS = 200_000;

  /** Datagrams that may be under way: fewer than the smallest receive buffer holds. */
  private static final int DATAGRAMS_AHEAD = 80;

  /**
   * After so long without progress the window opens again: what is lost is lost, as with any
   * exporter.
   */
  private static final int STALL_MILLIS = 2_000;

  private static final int FIRST_BACKGROUND_PORT = 1_024;
  private static final int BACKGROUND_PORTS = 50_000;
  private static final int TCP = 6;

  private final SplittableRandom random = new SplittableRandom(2569);
  private final long nowMillis;

  DemoTraffic(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  /**
   * Sends everybody's flows and, among them, the one that is asked about; answers how many. It
   * keeps to a window, because UDP has none and the machine may be busy.
   *
   * @param received how many datagrams the daemon has had since this began
   */
  int sendFlows(InetSocketAddress to, int others, LongSupplier received)
      throws IOException, InterruptedException {
    FlowDatagrams exporter = new FlowDatagrams(1, nowMillis - 3_600_000, FlowDatagrams.ALL_FIELDS);
    List<byte[]> datagrams = new ArrayList<>();
    datagrams.add(exporter.template(nowMillis));
    List<FlowDatagrams.Flow> flows = new ArrayList<>();
    for (int i = 0; i < BACKGROUND_FLOWS; i++) {
      if (i == BACKGROUND_FLOWS / 2) flows.add(asked());
      flows.add(background(i, others));
      if (flows.size() >= FlowDatagrams.FLOWS_PER_DATAGRAM) {
        datagrams.add(exporter.data(nowMillis, flows));
        flows.clear();
      }
    }
    if (!flows.isEmpty()) datagrams.add(exporter.data(nowMillis, flows));
    send(to, datagrams, received);
    return BACKGROUND_FLOWS + 1;
  }

  private static void send(InetSocketAddress to, List<byte[]> datagrams, LongSupplier received)
      throws IOException, InterruptedException {
    try (DatagramSocket socket = new DatagramSocket()) {
      long sent = 0;
      for (byte[] datagram : datagrams) {
        socket.send(new DatagramPacket(datagram, datagram.length, to));
        if (++sent % DATAGRAMS_AHEAD == 0) awaitWindow(sent, received);
      }
    }
  }

  private static void awaitWindow(long sent, LongSupplier received) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STALL_MILLIS);
    while (sent - received.getAsLong() > DATAGRAMS_AHEAD / 2 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private FlowDatagrams.Flow asked() {
    return flow(
        nowMillis - 2_000, nowMillis + 2_000, INSIDE, INSIDE_PORT, "198.51.100.42", PUBLIC_PORT);
  }

  private FlowDatagrams.Flow background(int i, int others) {
    long started = nowMillis - random.nextInt(600_000);
    int outside = FIRST_BACKGROUND_PORT + i % BACKGROUND_PORTS;
    if (outside == PUBLIC_PORT) outside++;
    return flow(
        started,
        started + random.nextInt(30_000),
        inside(random.nextInt(others)),
        32_768 + random.nextInt(28_000),
        "192.0.2." + (1 + random.nextInt(250)),
        outside);
  }

  /** Where the other people sit. */
  static String inside(int other) {
    return "10.20.1." + (1 + other);
  }

  private FlowDatagrams.Flow flow(
      long startedAt,
      long endedAt,
      String inside,
      int insidePort,
      String destination,
      int natPort) {
    IpAddress there = IpAddress.of(destination);
    return new FlowDatagrams.Flow(
        startedAt,
        endedAt,
        TCP,
        IpAddress.of(inside),
        insidePort,
        there,
        443,
        400 + random.nextInt(90_000),
        4 + random.nextInt(80),
        0x1b,
        2,
        1,
        IpAddress.of(PUBLIC),
        natPort,
        there,
        443);
  }

  /** The gateway's own lines about the same connection, and the hotspot's about the login. */
  List<String> mikrotikLines() {
    String time =
        DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", java.util.Locale.ROOT)
            .withZone(ZoneId.of("Asia/Bangkok"))
            .format(Instant.ofEpochMilli(nowMillis));
    return List.of(
        "<30>" + time + " MikroTik hotspot,account,info,debug somchai (" + INSIDE + "): logged in",
        "<30>" + time + " MikroTik dhcp,info dhcp1 assigned " + INSIDE + " to 02:00:5E:10:00:15",
        "<134>"
            + time
            + " MikroTik firewall,info srcnat: in:bridge out:ether1, src-mac 02:00:5e:10:00:15,"
            + " proto TCP (SYN), "
            + INSIDE
            + ":"
            + INSIDE_PORT
            + "->198.51.100.42:443, NAT ("
            + INSIDE
            + ":"
            + INSIDE_PORT
            + "->"
            + PUBLIC
            + ":"
            + PUBLIC_PORT
            + ")->198.51.100.42:443, len 60");
  }

  /** A FortiGate's line about another connection of the same person. */
  String fortigateLine() {
    Instant now = Instant.ofEpochMilli(nowMillis);
    ZoneId zone = ZoneId.of("Asia/Bangkok");
    return "<189>date="
        + DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(zone).format(now)
        + " time="
        + DateTimeFormatter.ofPattern("HH:mm:ss").withZone(zone).format(now)
        + " devname=\"FG60\" devid=\"FGT60\" logid=\"0000000013\" type=\"traffic\""
        + " subtype=\"forward\" level=\"notice\" vd=\"root\" eventtime="
        + nowMillis * 1_000_000
        + " tz=\"+0700\" srcip="
        + INSIDE
        + " srcport="
        + (INSIDE_PORT + 1)
        + " srcintf=\"lan\" dstip=198.51.100.43 dstport=443 dstintf=\"wan1\" sessionid=4711 proto=6"
        + " action=\"close\" policyid=1 trandisp=\"snat\" transip="
        + PUBLIC
        + " transport="
        + (PUBLIC_PORT + 1)
        + " service=\"HTTPS\" duration=12 sentbyte=5120 rcvdbyte=40960 sentpkt=20 rcvdpkt=41"
        + " srcmac=\"02:00:5e:10:00:15\"";
  }

  static void sendUdp(InetSocketAddress to, List<String> lines) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (String line : lines) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
      }
    }
  }

  static void sendTcp(InetSocketAddress to, String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    try (Socket socket = new Socket(to.getAddress(), to.getPort());
        OutputStream out = socket.getOutputStream()) {
      out.write(
          (bytes.length + " ").getBytes(StandardCharsets.US_ASCII)); // octet counting, RFC 6587
      out.write(bytes);
    }
  }
}
