package jaruek.collector.receive;

import static jaruek.collector.receive.CollectorFixture.bytes;
import static jaruek.collector.receive.CollectorFixture.send;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CollectorTest {
  private static InetSocketAddress udp(CollectorFixture fixture) {
    return fixture.collector().syslogUdpAddress().orElseThrow();
  }

  private static Socket connect(CollectorFixture fixture) throws IOException {
    return connect(fixture, "127.0.0.1");
  }

  private static Socket connect(CollectorFixture fixture, String from) throws IOException {
    int port = fixture.collector().syslogTcpAddress().orElseThrow().getPort();
    return new Socket(InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral(from), 0);
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes(text));
    out.flush();
  }

  /** Whether the other side has closed, at the latest after a while. */
  private static boolean isClosedByPeer(Socket socket) throws IOException {
    socket.setSoTimeout((int) CollectorFixture.PATIENCE.toMillis());
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDatagramIsRecordedAsItCame(boolean epoll) throws IOException {
    long before = System.currentTimeMillis();
    try (CollectorFixture fixture = new CollectorFixture(CollectorFixture.config(), epoll)) {
      byte[] odd = {0, (byte) 0xff, '\n', 7};
      send(udp(fixture), odd);
      fixture.awaitTexts(1);
      Frame frame = fixture.frames().getFirst();
      assertArrayEquals(odd, frame.bytes());
      assertEquals(FrameKind.SYSLOG, frame.kind());
      assertEquals(Transport.UDP, frame.transport());
      assertEquals(IpAddress.of("127.0.0.1"), frame.source());
      assertTrue(frame.sourcePort() > 0);
      assertTrue(frame.receivedAtMillis() >= before);
      assertEquals(
          1,
          fixture
              .telemetry
              .counter("collector.received", "source", "here", "transport", "udp")
              .sum());
      assertEquals(4, fixture.telemetry.sum("collector.bytes"));
    }
  }

  @Test
  void flowPortsMakeFlowFrames() throws IOException {
    try (CollectorFixture fixture = new CollectorFixture()) {
      send(fixture.collector().netflowAddress().orElseThrow(), bytes("five"));
      fixture.awaitTexts(1);
      send(fixture.collector().ipfixAddress().orElseThrow(), bytes("ten"));
      fixture.awaitTexts(2);
      for (Frame frame : fixture.frames()) assertEquals(FrameKind.FLOW, frame.kind());
    }
  }

  private static CollectorConfig flows() {
    Optional<InetSocketAddress> any =
        Optional.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    return CollectorFixture.config()
        .withSflow(any)
        .with(StreamListener.ipfixTcp(any.orElseThrow()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ipfixMessagesOfAStreamAreFramesOfTheirOwn(boolean epoll) throws IOException {
    byte[] message = new byte[20];
    message[1] = 10;
    message[3] = 20;
    try (CollectorFixture fixture = new CollectorFixture(flows(), epoll)) {
      InetSocketAddress to = fixture.collector().streamAddress("ipfix-tcp").orElseThrow();
      try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
        OutputStream out = socket.getOutputStream();
        out.write(message);
        out.write(message, 0, 7);
        out.flush();
        fixture.awaitTexts(1);
        out.write(message, 7, 13);
        out.flush();
        fixture.awaitTexts(2);
      }
      for (Frame frame : fixture.frames()) {
        assertEquals(FrameKind.FLOW, frame.kind());
        assertEquals(Transport.TCP, frame.transport());
        assertArrayEquals(message, frame.bytes());
      }
      send(fixture.collector().sflowAddress().orElseThrow(), bytes("sample"));
      fixture.awaitTexts(3);
    }
  }

  @Test
  void aStreamThatIsNoIpfixIsClosedAndCounted() throws IOException {
    try (CollectorFixture fixture = new CollectorFixture(flows(), true)) {
      InetSocketAddress to = fixture.collector().streamAddress("ipfix-tcp").orElseThrow();
      try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
        write(socket, "<13>this is syslog\n");
        assertTrue(isClosedByPeer(socket));
      }
      assertEquals(
          1,
          fixture
              .telemetry
              .counter("collector.connections.closed", "reason", "ipfix-version")
              .sum());
      assertEquals(0, fixture.frames().size());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLargestDatagramIsNotCut(boolean epoll) throws IOException {
    try (CollectorFixture fixture = new CollectorFixture(CollectorFixture.config(), epoll)) {
      byte[] largest = new byte[65_507];
      new Random(1).nextBytes(largest);
      send(udp(fixture), largest, new byte[0], bytes("after"));
      fixture.awaitTexts(3);
      assertArrayEquals(largest, fixture.frames().get(0).bytes());
      assertEquals(0, fixture.frames().get(1).bytes().length);
      assertEquals(0, fixture.telemetry.sum("collector.truncated"));
    }
  }

  @Test
  void aBurstArrivesWholeAndInOrder() throws IOException {
    try (CollectorFixture fixture = new CollectorFixture()) {
      byte[][] burst =
          IntStream.range(0, 1_500).mapToObj(i -> bytes("datagram " + i)).toArray(byte[][]::new);
      send(udp(fixture), burst);
      List<String> texts = fixture.awaitTexts(burst.length);
      for (int i = 0; i < burst.length; i++) assertEquals("datagram " + i, texts.get(i));
    }
  }

  @Test
  void unknownSourcesAreRefusedUntilTheyAreKnown() throws IOException {
    try (CollectorFixture fixture = new CollectorFixture()) {
      fixture.collector().replaceSources(Sources.NONE);
      send(udp(fixture), bytes("who"));
      fixture.awaitCount("collector.refused", 1);
      try (Socket socket = connect(fixture)) {
        assertTrue(isClosedByPeer(socket));
      }
      fixture.awaitCount("collector.refused", 2);
      assertEquals(2L, fixture.collector().refusedAddresses().get(IpAddress.of("127.0.0.1")));
      fixture.collector().replaceSources(CollectorFixture.LOOPBACK);
      send(udp(fixture), bytes("me"));
      assertEquals(List.of("me"), fixture.awaitTexts(1));
    }
  }

  @Test
  void aSourceRemovedLosesItsConnection() throws IOException {
    try (CollectorFixture fixture = new CollectorFixture();
        Socket socket = connect(fixture)) {
      write(socket, "<1>first\n");
      fixture.awaitTexts(1);
      fixture.collector().replaceSources(Sources.NONE);
      write(socket, "<1>second\n");
      assertTrue(isClosedByPeer(socket));
      assertEquals(List.of("<1>first"), fixture.texts());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConnectionMayMixItsFraming(boolean epoll) throws IOException {
    try (CollectorFixture fixture = new CollectorFixture(CollectorFixture.config(), epoll);
        Socket socket = connect(fixture)) {
      write(socket, "<1>line\n9 <2>two\nli4 <3>");
      fixture.awaitTexts(2);
      write(socket, "x<4>end");
      fixture.awaitTexts(3);
      socket.shutdownOutput();
      assertEquals(List.of("<1>line", "<2>two\nli", "<3>x", "<4>end"), fixture.awaitTexts(4));
      assertEquals(Transport.TCP, fixture.frames().getFirst().transport());
      assertEquals(4, fixture.telemetry.sum("collector.received"));
    }
  }

  @Test
  void aHugeCountClosesTheConnectionAndServiceGoesOn() throws IOException {
    try (CollectorFixture fixture = new CollectorFixture()) {
      try (Socket socket = connect(fixture)) {
        write(socket, "5 <1>ok99999999 <1>");
        assertTrue(isClosedByPeer(socket));
      }
      assertEquals(List.of("<1>ok"), fixture.awaitTexts(1));
      assertEquals(
          1,
          fixture.telemetry.counter("collector.connections.closed", "reason", "octet-count").sum());
      try (Socket socket = connect(fixture)) {
        write(socket, "<1>next\n");
        fixture.awaitTexts(2);
      }
    }
  }

  @Test
  void a200KilobyteLineComesInParts() throws IOException {
    try (CollectorFixture fixture = new CollectorFixture();
        Socket socket = connect(fixture)) {
      String line = "x".repeat(200_000);
      write(socket, line + "\n<1>next\n");
      fixture.await(() -> fixture.texts().contains("<1>next"), "the next line");
      assertEquals(line + "<1>next", String.join("", fixture.texts()));
      assertEquals(4, fixture.telemetry.sum("collector.messages.cut"));
    }
  }

  @Test
  void aThousandHalfOpenConnectionsShutNobodyOut() throws IOException {
    CollectorConfig config =
        CollectorFixture.config().withConnections(150, 100, Duration.ofHours(1));
    try (CollectorFixture fixture = new CollectorFixture(config, true)) {
      List<Socket> half = new ArrayList<>();
      try {
        for (int i = 0; i < 1_000; i++) {
          Socket socket = connect(fixture);
          half.add(socket);
          if (i < 50) write(socket, "17 <1>ne");
        }
        fixture.awaitCount("collector.connections.refused", 900);
        try (Socket socket = connect(fixture, "127.0.0.2")) {
          write(socket, "<1>over tcp\n");
          send(udp(fixture), bytes("over udp"));
          List<String> texts = fixture.awaitTexts(2);
          assertTrue(texts.containsAll(List.of("<1>over tcp", "over udp")), texts.toString());
        }
      } finally {
        for (Socket socket : half) socket.close();
      }
    }
  }

  @Test
  void aSilentConnectionIsClosedInTheEnd() throws IOException {
    CollectorConfig config =
        CollectorFixture.config().withConnections(10, 10, Duration.ofMillis(100));
    try (CollectorFixture fixture = new CollectorFixture(config, true);
        Socket socket = connect(fixture)) {
      write(socket, "<1>half");
      assertTrue(isClosedByPeer(socket));
      assertEquals(List.of("<1>half"), fixture.awaitTexts(1));
      assertEquals(
          1, fixture.telemetry.counter("collector.connections.closed", "reason", "idle").sum());
    }
  }

  @Test
  void aJournalThatCannotWriteLosesDatagramsCounted() throws IOException {
    try (CollectorFixture fixture = new CollectorFixture()) {
      fixture.broken(true);
      send(udp(fixture), bytes("one"), bytes("two"));
      fixture.awaitCount("collector.lost", 2);
      fixture.broken(false);
      send(udp(fixture), bytes("three"));
      assertEquals(List.of("three"), fixture.awaitTexts(1));
    }
  }

  @Test
  void aJournalThatCannotWriteHoldsTheStreamAndDropsNothing() throws Exception {
    try (CollectorFixture fixture = new CollectorFixture();
        Socket socket = connect(fixture);
        Socket closing = connect(fixture)) {
      fixture.broken(true);
      write(closing, "<9>closed\n");
      fixture.awaitCount("collector.paused", 1);
      closing.shutdownOutput();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 20_000; i++) write(socket, "<1>message " + i + "\n");
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      fixture.awaitCount("collector.paused", 2);
      assertEquals(0, fixture.frames().size());
      fixture.broken(false);
      writer.join();
      List<String> texts = new ArrayList<>(fixture.awaitTexts(20_001));
      texts.remove("<9>closed");
      for (int i = 0; i < 20_000; i++) assertEquals("<1>message " + i, texts.get(i));
      assertEquals(0, fixture.telemetry.sum("collector.lost"));
    }
  }

  @Test
  void aCloseWithABrokenJournalCountsWhatItLoses() throws IOException {
    CollectorFixture fixture = new CollectorFixture();
    try (Socket socket = connect(fixture)) {
      fixture.broken(true);
      write(socket, "<1>a\n<1>b\n");
      fixture.awaitCount("collector.received", 2);
      fixture.close();
    }
    assertEquals(2, fixture.telemetry.sum("collector.lost"));
  }

  @Test
  void aCloseRecordsWhatHasCome() throws IOException {
    CollectorFixture fixture = new CollectorFixture();
    try (Socket socket = connect(fixture)) {
      write(socket, "<1>whole\n<2>half");
      byte[][] burst =
          IntStream.range(0, 300).mapToObj(i -> bytes("datagram " + i)).toArray(byte[][]::new);
      send(udp(fixture), burst);
      fixture.close();
    }
    List<String> texts = fixture.texts();
    assertEquals(302, texts.size());
    assertTrue(texts.containsAll(List.of("<1>whole", "<2>half", "datagram 299")));
  }

  @Test
  void ipv6SendersAreKnownByTheirAddress() throws IOException {
    CollectorConfig config =
        CollectorConfig.listening(
            Optional.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try (CollectorFixture fixture = new CollectorFixture(config, true)) {
      try (java.net.DatagramSocket socket =
          new java.net.DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))) {
        socket.send(new java.net.DatagramPacket(bytes("six"), 3, udp(fixture)));
      }
      fixture.awaitTexts(1);
      assertEquals(IpAddress.of("::1"), fixture.frames().getFirst().source());
      assertTrue(fixture.collector().syslogTcpAddress().isEmpty());
      assertTrue(fixture.collector().netflowAddress().isEmpty());
    }
  }

  @Test
  void publishesWhatTheKernelGaveAndDropped() {
    try (CollectorFixture fixture = new CollectorFixture()) {
      assertTrue(fixture.gauge("collector.receive.buffer.bytes", "netflow") > 0);
      assertEquals(0, fixture.gauge("collector.kernel.drops", "netflow"));
    }
  }

  @Test
  void aPortInUseIsNamedAndNothingStaysOpen() {
    try (CollectorFixture fixture = new CollectorFixture()) {
      CollectorConfig taken =
          CollectorConfig.listening(
              Optional.empty(),
              fixture.collector().syslogTcpAddress(),
              Optional.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)),
              Optional.empty());
      Collector second =
          new Collector(taken, Sources.NONE, fixture, InstantSource.system(), new Telemetry());
      IllegalStateException e = assertThrows(IllegalStateException.class, second::start);
      assertTrue(e.toString().contains("syslog-tcp"), e.toString());
      second.close();
    }
  }

  @Test
  void warmingUpRecordsAndCountsNothing() {
    try (CollectorFixture fixture = new CollectorFixture()) {
      fixture.collector().warmUp(5_000);
      assertEquals(0, fixture.frames().size());
      assertEquals(0, fixture.telemetry.sum("collector.received"));
    }
  }

  @Test
  void randomStreamsAndDatagramsDoNoHarm() throws IOException {
    Random random = new Random(514);
    try (CollectorFixture fixture = new CollectorFixture()) {
      for (int round = 0; round < 50; round++) {
        byte[] noise = new byte[random.nextInt(5_000)];
        random.nextBytes(noise);
        send(udp(fixture), noise);
        send(fixture.collector().netflowAddress().orElseThrow(), noise);
        try (Socket socket = connect(fixture)) {
          socket.getOutputStream().write(noise);
        }
      }
      fixture.await(
          () -> fixture.telemetry.sum("collector.received") >= 100, "all of the datagrams");
      send(udp(fixture), bytes("still here"));
      fixture.await(() -> fixture.texts().contains("still here"), "the last one");
    }
  }
}
