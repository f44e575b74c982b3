package jaruek.collector.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.collector.forward.ForwardConfig.Framing;
import jaruek.collector.forward.ForwardConfig.Via;
import jaruek.collector.receive.OfficeFiles;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForwardsTest {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final IpAddress GATEWAY = IpAddress.of("192.0.2.1");
  private static final IpAddress SWITCH = IpAddress.of("192.0.2.2");

  @TempDir Path folder;
  private final AtomicLong millis =
      new AtomicLong(Instant.parse("2026-11-23T03:00:00Z").toEpochMilli());
  private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
  private final Telemetry telemetry = new Telemetry();
  private final List<Long> skips = new ArrayList<>();
  private ChronicleJournal journal;

  @BeforeEach
  void open() {
    journal =
        new ChronicleJournal(
            ChronicleJournalConfig.in(folder.resolve("journal")).withKeep(Duration.ZERO),
            clock,
            telemetry);
    journal.start();
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not happen in time");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static ForwardConfig to(int port, Via via, FrameKind kind, @Nullable ForwardTls tls) {
    return new ForwardConfig(
        "ministry",
        "127.0.0.1",
        port,
        via,
        Framing.OCTETS,
        kind,
        Set.of(),
        Duration.ofDays(7),
        0,
        tls);
  }

  private static ForwardConfig tcp(int port) {
    return to(port, Via.TCP, FrameKind.SYSLOG, null);
  }

  private Forwards forwards(ForwardConfig config) {
    return forwards(config, Long.MAX_VALUE);
  }

  private Forwards forwards(ForwardConfig config, long journalBytesMax) {
    return new Forwards(
        List.of(config),
        journal,
        journalBytesMax,
        folder.resolve("forward"),
        address -> Optional.of(address.equals(GATEWAY) ? "gateway" : "switch"),
        (target, frames) -> skips.add(frames),
        clock,
        telemetry);
  }

  private Frame frame(FrameKind kind, IpAddress from, int port, byte[] bytes) {
    return new Frame(kind, millis.get(), from, port, Transport.UDP, bytes);
  }

  private Frame line(String text) {
    return frame(FrameKind.SYSLOG, GATEWAY, 514, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Lines "line FROM" to "line TO-1", in small batches. */
  private void append(int from, int to) {
    List<Frame> batch = new ArrayList<>();
    for (int i = from; i < to; i++) {
      batch.add(line("line " + i));
      if (batch.size() == 100 || i == to - 1) {
        journal.append(batch);
        batch = new ArrayList<>();
      }
    }
  }

  private static List<String> lines(int from, int to) {
    List<String> lines = new ArrayList<>();
    for (int i = from; i < to; i++) lines.add("line " + i);
    return lines;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void datagramsArriveByteForByteAndEachExporterHasAPortOfItsOwn() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        Forwards forwards = forwards(to(socket.getLocalPort(), Via.UDP, FrameKind.FLOW, null))) {
      socket.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
      forwards.start();
      byte[] first = {0, 9, 1, 2, (byte) 0xff};
      byte[] second = {0, 10, 3};
      journal.append(
          List.of(
              line("a line is no flow"),
              frame(FrameKind.FLOW, GATEWAY, 2055, first),
              frame(FrameKind.FLOW, SWITCH, 2055, second),
              frame(FrameKind.FLOW, GATEWAY, 2055, second)));
      List<DatagramPacket> packets = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        packets.add(packet);
      }
      assertArrayEquals(first, bytes(packets.get(0)));
      assertArrayEquals(second, bytes(packets.get(1)));
      assertArrayEquals(second, bytes(packets.get(2)));
      assertEquals(packets.get(0).getPort(), packets.get(2).getPort());
      assertNotEquals(packets.get(0).getPort(), packets.get(1).getPort());
    }
  }

  private static byte[] bytes(DatagramPacket packet) {
    return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Test
  void aTargetWhoseDatagramPortIsClosedGetsThemWhenItIsBack() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    int port = socket.getLocalPort();
    socket.close();
    try (Forwards forwards = forwards(to(port, Via.UDP, FrameKind.SYSLOG, null))) {
      forwards.start();
      append(0, 3);
      await(
          () ->
              !forwards.status().getFirst().fault().isEmpty()
                  && telemetry.sum("forward.failures") > 0);
      try (DatagramSocket back = new DatagramSocket(port, InetAddress.ofLiteral("127.0.0.1"))) {
        back.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
        Set<String> got = new LinkedHashSet<>();
        while (got.size() < 3) {
          DatagramPacket packet = new DatagramPacket(new byte[100], 100);
          back.receive(packet);
          got.add(new String(bytes(packet), StandardCharsets.UTF_8));
        }
        assertEquals(lines(0, 3), List.copyOf(got));
      }
    }
  }

  @Test
  void onlyTheSourcesAskedForAreSent() throws IOException {
    try (Receiver receiver = new Receiver(0)) {
      ForwardConfig all = tcp(receiver.port());
      ForwardConfig some =
          new ForwardConfig(
              all.name(),
              all.host(),
              all.port(),
              all.via(),
              all.framing(),
              all.kind(),
              Set.of("switch"),
              all.delayMax(),
              0,
              null);
      try (Forwards forwards = forwards(some)) {
        forwards.start();
        append(0, 10);
        journal.append(
            List.of(
                frame(
                    FrameKind.SYSLOG,
                    SWITCH,
                    514,
                    "from the switch".getBytes(StandardCharsets.UTF_8))));
        await(() -> !receiver.messages().isEmpty());
        assertEquals(List.of("from the switch"), receiver.messages());
      }
    }
  }

  @Test
  void whatComesBeforeANewTargetIsNotSent() throws IOException {
    append(0, 50);
    try (Receiver receiver = new Receiver(0);
        Forwards forwards = forwards(tcp(receiver.port()))) {
      forwards.start();
      append(50, 60);
      await(() -> receiver.messages().size() == 10);
      assertEquals(lines(50, 60), receiver.messages());
    }
  }

  @Test
  void anOutageOnlyDelays() throws IOException {
    int port = freePort();
    try (Forwards forwards = forwards(tcp(port))) {
      forwards.start();
      append(0, 2_000);
      await(() -> telemetry.sum("forward.failures") > 0);
      assertFalse(forwards.status().getFirst().connected());
      assertEquals(2_000, forwards.status().getFirst().waitingFrames());
      try (Receiver receiver = new Receiver(port)) {
        await(() -> receiver.messages().size() == 2_000);
        assertEquals(lines(0, 2_000), receiver.messages());
      }
    }
  }

  @Test
  void aConnectionThatIsResetCostsRepetitionsAndNoMessage() throws IOException {
    try (Receiver receiver = new Receiver(0);
        Forwards forwards = forwards(tcp(receiver.port()))) {
      receiver.resetAfter(400);
      forwards.start();
      append(0, 1_000);
      await(() -> telemetry.sum("forward.failures") >= 2);
      receiver.resetAfter(Integer.MAX_VALUE);
      append(1_000, 3_000);
      await(() -> Set.copyOf(receiver.messages()).size() == 3_000);
      assertEquals(lines(0, 3_000), List.copyOf(new LinkedHashSet<>(receiver.messages())));
      assertTrue(telemetry.sum("forward.repeated") > 0);
    }
  }

  @Test
  void anOrderlyRestartRepeatsNothing() throws IOException {
    try (Receiver receiver = new Receiver(0)) {
      try (Forwards forwards = forwards(tcp(receiver.port()))) {
        forwards.start();
        append(0, 500);
        await(() -> receiver.messages().size() == 500);
      }
      append(500, 700);
      try (Forwards forwards = forwards(tcp(receiver.port()))) {
        forwards.start();
        append(700, 800);
        await(() -> receiver.messages().size() >= 800);
      }
      assertEquals(lines(0, 800), receiver.messages());
    }
  }

  @Test
  void aTargetThatWasNeverThereIsOwedWhatCameSinceItWasConfigured() throws IOException {
    int port = freePort();
    append(0, 10);
    try (Forwards forwards = forwards(tcp(port))) {
      forwards.start();
      append(10, 20);
      await(() -> telemetry.sum("forward.failures") > 0);
    }
    try (Receiver receiver = new Receiver(port);
        Forwards forwards = forwards(tcp(port))) {
      forwards.start();
      await(() -> receiver.messages().size() == 10);
      assertEquals(lines(10, 20), receiver.messages());
    }
  }

  @Test
  void aDamagedMarkIsSaidAndSendsOn() throws IOException {
    Files.createDirectories(folder.resolve("forward"));
    Files.writeString(folder.resolve("forward/ministry.mark"), "x".repeat(100_000));
    append(0, 5);
    try (Receiver receiver = new Receiver(0);
        Forwards forwards = forwards(tcp(receiver.port()))) {
      forwards.start();
      append(5, 6);
      await(() -> receiver.messages().equals(List.of("line 5")));
    }
  }

  @Test
  void aMarkBeyondTheJournalsEndBeginsAtItsEnd() throws IOException {
    Files.createDirectories(folder.resolve("forward"));
    Files.writeString(folder.resolve("forward/ministry.mark"), "4711 1000\n");
    append(0, 5);
    try (Receiver receiver = new Receiver(0);
        Forwards forwards = forwards(tcp(receiver.port()))) {
      forwards.start();
      await(() -> forwards.status().getFirst().connected());
      append(5, 6);
      await(() -> receiver.messages().equals(List.of("line 5")));
    }
  }

  @Test
  void theJournalKeepsWhatWaitsUntilItIsTooOld() throws IOException {
    try (Forwards forwards = forwards(tcp(freePort()))) {
      forwards.start();
      append(0, 10);
      assertEquals(0, forwards.needed());
      millis.addAndGet(Duration.ofDays(7).toMillis());
      assertEquals(0, forwards.needed());
      millis.addAndGet(1);
      assertEquals(Long.MAX_VALUE, forwards.needed());
    }
  }

  @Test
  void theJournalKeepsNothingForItWhenItIsTooLarge() throws IOException {
    try (Forwards forwards = forwards(tcp(freePort()), 0)) {
      forwards.start();
      append(0, 10);
      assertEquals(Long.MAX_VALUE, forwards.needed());
    }
  }

  @Test
  void whatHasLeftTheJournalIsCountedAndTold() throws IOException {
    int port = freePort();
    Files.createDirectories(folder.resolve("forward"));
    Files.writeString(folder.resolve("forward/ministry.mark"), "3 1000\n");
    append(0, 10);
    millis.addAndGet(Duration.ofHours(3).toMillis());
    append(10, 20);
    journal.release(journal.head().position());
    long oldest = journal.oldest().sequence();
    assertTrue(oldest > 3, "the roll let go of the first file");
    try (Receiver receiver = new Receiver(port);
        Forwards forwards = forwards(tcp(port))) {
      forwards.start();
      await(() -> receiver.messages().size() == 20 - oldest);
      assertEquals(lines((int) oldest, 20), receiver.messages());
      assertEquals(oldest - 3, forwards.status().getFirst().skipped());
      assertEquals(List.of(oldest - 3), skips);
    }
  }

  @Test
  void aTargetThatReadsNothingHoldsNobodyUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Forwards forwards = forwards(tcp(silent.getLocalPort()));
      forwards.start();
      byte[] large = new byte[60_000];
      for (int i = 0; i < 400; i++)
        journal.append(List.of(frame(FrameKind.SYSLOG, GATEWAY, 514, large)));
      await(() -> telemetry.sum("forward.sent") > 1);
      forwards.close();
      assertTrue(forwards.status().getFirst().waitingFrames() > 0);
    }
  }

  @Test
  void lineFeedsWithinAMessageDoNotMakeTwo() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      ForwardConfig octets = tcp(server.getLocalPort());
      ForwardConfig lines =
          new ForwardConfig(
              octets.name(),
              octets.host(),
              octets.port(),
              octets.via(),
              Framing.LINES,
              octets.kind(),
              Set.of(),
              octets.delayMax(),
              0,
              null);
      try (Forwards forwards = forwards(lines)) {
        forwards.start();
        journal.append(List.of(line("one\n<0>forged"), line("two")));
        try (Socket socket = server.accept()) {
          InputStream in = socket.getInputStream();
          assertEquals(
              "one <0>forged\ntwo\n", new String(in.readNBytes(18), StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static ServerSocket tlsServer(OfficeFiles files, String name) throws Exception {
    Path store = files.file(name + ".p12");
    Process openssl =
        new ProcessBuilder(
                OfficeFiles.OPENSSL.toString(),
                "pkcs12",
                "-export",
                "-in",
                files.file(name + ".pem").toString(),
                "-inkey",
                files.file(name + ".key").toString(),
                "-out",
                store.toString(),
                "-passout",
                "pass:test")
            .inheritIO()
            .start();
    assertEquals(0, openssl.waitFor());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(store.toFile())) {
      keys.load(in, "test".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "test".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void tlsIsSpokenWithTheOneWhoseNameIsAskedFor() throws Exception {
    assumeTrue(Files.isExecutable(OfficeFiles.OPENSSL), "needs Debian's openssl");
    OfficeFiles files = new OfficeFiles(folder).authority("ca").certificate("logs.ministry", "ca");
    ForwardTls right = new ForwardTls(files.file("ca.pem"), null, null, "logs.ministry");
    try (Receiver receiver = new Receiver(tlsServer(files, "logs.ministry"));
        Forwards forwards = forwards(to(receiver.port(), Via.TLS, FrameKind.SYSLOG, right))) {
      forwards.start();
      append(0, 300);
      await(() -> receiver.messages().size() == 300);
      assertEquals(lines(0, 300), receiver.messages());
    }
  }

  @Test
  void anotherNameOrAuthorityIsRefusedAndGetsNothing() throws Exception {
    assumeTrue(Files.isExecutable(OfficeFiles.OPENSSL), "needs Debian's openssl");
    OfficeFiles files =
        new OfficeFiles(folder)
            .authority("ca")
            .authority("other")
            .certificate("logs.ministry", "ca");
    for (ForwardTls wrong :
        List.of(
            new ForwardTls(files.file("ca.pem"), null, null, "logs.elsewhere"),
            new ForwardTls(files.file("other.pem"), null, null, "logs.ministry"))) {
      long before = telemetry.sum("forward.failures");
      try (Receiver receiver = new Receiver(tlsServer(files, "logs.ministry"));
          Forwards forwards = forwards(to(receiver.port(), Via.TLS, FrameKind.SYSLOG, wrong))) {
        forwards.start();
        append(0, 1);
        await(() -> telemetry.sum("forward.failures") > before);
        assertEquals(List.of(), receiver.messages());
        assertFalse(forwards.status().getFirst().connected());
      }
    }
  }
}
