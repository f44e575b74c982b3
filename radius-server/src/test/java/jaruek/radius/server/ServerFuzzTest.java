package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.Heap;
import jaruek.radius.account.NewAccount;
import jaruek.radius.client.RadiusProbe;
import jaruek.radius.eap.EapConfig;
import jaruek.radius.eap.EapMethod;
import jaruek.radius.eap.OfficePki;
import jaruek.radius.eap.tls.TlsSettings;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole server that hears by its sockets what mutated clients say: nothing of it throws, makes it
 * grow or hang, and who says things right is served afterwards as before.
 */
class ServerFuzzTest {
  /** More by -Djaruek.fuzz.rounds=10000000. */
  private static final int ROUNDS = Integer.getInteger("jaruek.fuzz.rounds", 15_000);

  private static final long SEED = Long.getLong("jaruek.fuzz.seed", 20261123);

  /** Sent and not yet taken out of the sockets: less than their buffers hold. */
  private static final int WINDOW = 200;

  private static final int SOCKETS = 8;
  private static final int SERIES_MAX = 1000;
  private static final long HEAP_BYTES_MAX = 400L << 20;
  private static final String PASSWORD = "correct horse";

  private final Random random = new Random(SEED);
  private final MutatedClient client = new MutatedClient(random);
  private final Map<String, Long> replies = new TreeMap<>();
  private long kept;
  private long sent;
  private long signed;

  @Test
  void whateverMutatedClientsSayTheServerServesTheOthersAsBefore(@TempDir Path folder)
      throws Exception {
    assumeTrue(Files.isExecutable(OfficePki.OPENSSL), "needs the Debian package openssl");
    List<DatagramChannel> sockets = new ArrayList<>();
    try (RunningServer running = new RunningServer(folder, config(folder))) {
      running.accounts.add(new NewAccount("somchai", PASSWORD, null, null, null, null, true));
      running.clients.replace(List.of(RunningServer.macClient()));
      for (int i = 0; i < SOCKETS; i++) sockets.add(open());
      long began = System.nanoTime();
      for (int round = 1; round <= ROUNDS; round++) {
        send(running, sockets.get(random.nextInt(SOCKETS)));
        if (round % WINDOW == 0) settle(running, sockets);
        if (round % 1_000_000 == 0) tell(running, began);
      }
      settle(running, sockets);
      tell(running, began);
      holds(running);
      worksStill(running);
      tell(running, began);
    } finally {
      for (DatagramChannel socket : sockets) socket.close();
    }
  }

  private static EapConfig config(Path folder) {
    OfficePki pki = new OfficePki(folder);
    pki.root("ca", "EC");
    pki.certificate("server", "EC", "radius.school.example", "ca", "server");
    TlsSettings tls =
        TlsSettings.of(pki.file("server.pem"), pki.file("server.key"), pki.file("ca.pem"));
    return EapConfig.of(List.of(EapMethod.values()), tls);
  }

  private static DatagramChannel open() throws IOException {
    DatagramChannel socket = DatagramChannel.open();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.configureBlocking(false);
    return socket;
  }

  private void send(RunningServer running, DatagramChannel socket) throws IOException {
    MutatedClient.Made made = client.next(running.nowMillis.get());
    InetSocketAddress to =
        made.accounting()
            ? running.server.accountingAddress()
            : running.server.authenticationAddress();
    if (socket.send(ByteBuffer.wrap(made.datagram()), to) == 0 && made.datagram().length > 0) {
      return; // our own buffer is full: as if never made
    }
    sent++;
    if (made.signed()) signed++;
  }

  /** Until all that was sent is taken; nothing hangs, nothing is lost uncounted. */
  private void settle(RunningServer running, List<DatagramChannel> sockets) throws IOException {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (running.counted("received") < sent) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "seed " + SEED + ": took " + running.counted("received") + " of " + sent);
      }
      LockSupport.parkNanos(20_000);
    }
    for (DatagramChannel socket : sockets) read(socket);
    kept += running.kept.size();
    running.kept.clear();
    running.nowMillis.addAndGet(random.nextInt(40));
  }

  private void read(DatagramChannel socket) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(PacketCheck.PACKET_BYTES_MAX + 1);
    while (socket.receive(buffer) != null) {
      byte[] reply = Arrays.copyOf(buffer.array(), buffer.position());
      buffer.clear();
      if (!(PacketCheck.check(reply) instanceof Checked.Sound(var packet))) {
        throw new AssertionError("seed " + SEED + ": a reply that is none");
      }
      replies.merge(PacketCode.word(packet.code()), 1L, Long::sum);
      if (packet.code() == PacketCode.ACCESS_CHALLENGE) client.challenged(packet);
    }
  }

  private void holds(RunningServer running) {
    assertEquals(0, running.rejected("failed"), "seed " + SEED);
    assertEquals(0, running.rejected("eap-failed"), "seed " + SEED);
    assertEquals(0, running.rejected("not-journalled"), "seed " + SEED);
    assertTrue(running.counted("eap.accepted") == 0, "seed " + SEED);
    assertTrue(replies.keySet().containsAll(List.of("access-reject", "accounting-response")));
    assertTrue(kept > ROUNDS / 20, "seed " + SEED + ": " + kept);
    Map<String, Long> gauges = gauges(running);
    assertTrue(gauges.getOrDefault("radius.eap.sessions", 0L) <= 20_000, "seed " + SEED);
    assertTrue(gauges.getOrDefault("radius.sessions.open", 0L) <= 100_000, "seed " + SEED);
    assertTrue(series(running) < SERIES_MAX, "seed " + SEED + ": " + series(running));
    assertTrue(Heap.bytes() < HEAP_BYTES_MAX, "seed " + SEED + ": " + Heap.bytes());
  }

  private static void worksStill(RunningServer running) throws IOException {
    try (RadiusProbe probe = running.probe()) {
      assertEquals(
          PacketCode.ACCESS_ACCEPT, probe.login("somchai", PASSWORD, Map.of()).packet().code());
      assertEquals(
          PacketCode.ACCOUNTING_RESPONSE,
          probe
              .account(Map.of("Acct-Status-Type", "Start", "Acct-Session-Id", "after"))
              .packet()
              .code());
    }
  }

  private static int series(RunningServer running) {
    AtomicLong count = new AtomicLong();
    running.telemetry.counters((series, value) -> count.incrementAndGet());
    return count.intValue();
  }

  private static Map<String, Long> gauges(RunningServer running) {
    Map<String, Long> gauges = new TreeMap<>();
    running.telemetry.gauges((series, value) -> gauges.put(series.name(), value));
    return gauges;
  }

  /** Figures for docs/attacks.md. */
  private void tell(RunningServer running, long began) {
    if (ROUNDS < 50_000) return;
    Map<String, Long> reasons = new TreeMap<>();
    running.telemetry.counters(
        (series, value) -> {
          if (series.name().matches("radius\\.(rejected|refused|doubtful|eap\\..*)")) {
            reasons.merge(series.name() + series.labels(), value, Long::sum);
          }
        });
    System.out.println(
        "seed "
            + SEED
            + ": sent "
            + sent
            + ", signed "
            + signed
            + ", recorded "
            + kept
            + ", "
            + (System.nanoTime() - began) / 1_000_000_000
            + " s, heap "
            + (Heap.bytes() >> 20)
            + " MiB, "
            + gauges(running)
            + ", series "
            + series(running)
            + ", replies "
            + replies
            + ", "
            + reasons);
  }
}
