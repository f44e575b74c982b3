package jaruek.collector.receive;

import static jaruek.collector.receive.CollectorFixture.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.record.Cidr;
import jaruek.retention.record.Frame;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FairnessTest {
  private static final IpAddress QUIET = IpAddress.of("127.0.0.3");

  private static Sources sources(RateLimit flood) {
    return new Sources(
        List.of(
            new Source("flood", Cidr.of("127.0.0.2"), flood, null),
            new Source("quiet", Cidr.of("127.0.0.3"), RateLimit.NONE, null)));
  }

  private static DatagramSocket from(String address) throws Exception {
    return new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
  }

  @Test
  void aFloodingSourceTakesNothingFromAQuietOne() throws Exception {
    try (CollectorFixture fixture = new CollectorFixture()) {
      fixture.collector().replaceSources(sources(new RateLimit(100, 0)));
      InetSocketAddress to = fixture.collector().syslogUdpAddress().orElseThrow();
      AtomicBoolean done = new AtomicBoolean();
      AtomicLong sent = new AtomicLong();
      Thread flood =
          Thread.ofPlatform()
              .start(
                  () -> {
                    byte[] much = new byte[400];
                    try (DatagramSocket socket = from("127.0.0.2")) {
                      while (!done.get()) {
                        // as fast as is received: what the kernel drops is nobody's fairness
                        if (sent.get() - received(fixture, "flood") > 100) continue;
                        socket.send(new DatagramPacket(much, much.length, to));
                        sent.incrementAndGet();
                      }
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  });
      int messages = 500;
      try (DatagramSocket socket = from("127.0.0.3")) {
        for (int i = 0; i < messages; i++) {
          byte[] message = bytes("quiet " + i);
          socket.send(new DatagramPacket(message, message.length, to));
          long after = sent.get() + 20; // so that the flood goes on beside it
          fixture.await(() -> sent.get() >= after, "the flood");
        }
      }
      fixture.await(
          () -> fixture.frames().stream().filter(f -> f.source().equals(QUIET)).count() == messages,
          "all of the quiet source's");
      done.set(true);
      flood.join();
      List<String> quiet =
          fixture.frames().stream()
              .filter(f -> f.source().equals(QUIET))
              .map(f -> new String(f.bytes(), StandardCharsets.UTF_8))
              .toList();
      for (int i = 0; i < messages; i++) assertEquals("quiet " + i, quiet.get(i));
      // sent = stored + dropped by us + dropped by the kernel, to the last one
      long kernel = fixture.gauge("collector.kernel.drops", "syslog-udp");
      fixture.await(
          () -> received(fixture, "flood") + kernel >= sent.get(), "the rest of the flood");
      long dropped =
          fixture
              .telemetry
              .counter(
                  "collector.dropped",
                  "source",
                  "flood",
                  "transport",
                  "udp",
                  "reason",
                  "rate-limit")
              .sum();
      assertTrue(dropped > 0, "the flood was over its limit");
      assertEquals(sent.get(), fixture.frames().size() - messages + dropped + kernel);
    }
  }

  private static long received(CollectorFixture fixture, String source) {
    return fixture
        .telemetry
        .counter("collector.received", "source", source, "transport", "udp")
        .sum();
  }

  @Test
  void aStreamOverItsLimitIsHeldBackAndLosesNothing() throws Exception {
    try (CollectorFixture fixture = new CollectorFixture()) {
      fixture.collector().replaceSources(sources(new RateLimit(200, 0)));
      int port = fixture.collector().syslogTcpAddress().orElseThrow().getPort();
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 1_400; i++) all.append("<1>").append(i).append('\n');
      try (Socket socket =
          new Socket(
              InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral("127.0.0.2"), 0)) {
        socket.getOutputStream().write(bytes(all.toString()));
        List<String> texts = fixture.awaitTexts(1_400);
        for (int i = 0; i < 1_400; i++) assertEquals("<1>" + i, texts.get(i));
      }
      fixture.await(
          () ->
              fixture
                      .telemetry
                      .counter("collector.paused", "transport", "tcp", "reason", "rate-limit")
                      .sum()
                  > 0,
          "the pause, which is counted behind the recording");
      assertEquals(0, fixture.telemetry.sum("collector.dropped"));
    }
  }

  @Test
  void aStalledJournalIsFeltByTheSenderAndLosesNothing() throws Exception {
    CountDownLatch stall = new CountDownLatch(1);
    try (CollectorFixture fixture = new CollectorFixture()) {
      fixture.stallUntil(stall);
      int port = fixture.collector().syslogTcpAddress().orElseThrow().getPort();
      AtomicLong written = new AtomicLong();
      int messages = 40_000;
      byte[] padding = "x".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                      for (int i = 0; i < messages; i++) {
                        socket.getOutputStream().write(bytes("<1>" + i + " "));
                        socket.getOutputStream().write(padding);
                        socket.getOutputStream().write('\n');
                        written.incrementAndGet();
                      }
                    } catch (java.io.IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      // the writer stands still once the windows are full: no thread of it is runnable
      long[] last = {-1};
      fixture.await(
          () -> {
            boolean still = written.get() == last[0] && last[0] > 0;
            last[0] = written.get();
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            return still;
          },
          "the sender to be held back");
      assertTrue(written.get() < messages, "the sender was held back");
      stall.countDown();
      writer.join();
      fixture.await(() -> fixture.frames().size() == messages, "all messages");
      List<Frame> frames = fixture.frames();
      for (int i = 0; i < messages; i++) {
        String start = "<1>" + i + " ";
        assertEquals(
            start, new String(frames.get(i).bytes(), 0, start.length(), StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void aBucketHoldsTwoSecondsAndFillsAtItsRate() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // the clock may wrap
    Admission admission = new Admission(sources(new RateLimit(10, 0)), new Telemetry(), now::get);
    Admission.Admitted flood = flood(admission);
    assertEquals(20, taken(flood, 100));
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertEquals(10, taken(flood, 100));
    // another limit counts at once, the same one keeps what is left
    admission.replace(sources(new RateLimit(10, 0)));
    assertEquals(0, taken(flood(admission), 100));
    admission.replace(sources(new RateLimit(0, 1_000)));
    flood = flood(admission);
    assertEquals(20, taken(flood, 100));
    now.addAndGet(TimeUnit.SECONDS.toNanos(100));
    assertTrue(flood.take(60_000), "what is more than the bucket passes when it is full");
  }

  private static Admission.Admitted flood(Admission admission) {
    return Objects.requireNonNull(admission.desk(Transport.UDP).admit(IpAddress.of("127.0.0.2")));
  }

  private static int taken(Admission.Admitted device, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      if (device.take(100)) taken++;
    }
    return taken;
  }

  @Test
  void severalSocketsShareAPortAndKeepEachSendersOrder() throws Exception {
    try (CollectorFixture fixture =
        new CollectorFixture(CollectorFixture.config().withSockets(3), true)) {
      fixture.collector().replaceSources(sources(RateLimit.NONE));
      InetSocketAddress to = fixture.collector().syslogUdpAddress().orElseThrow();
      for (int sender = 0; sender < 8; sender++) {
        try (DatagramSocket socket = from("127.0.0.2")) {
          for (int i = 0; i < 50; i++) {
            byte[] message = bytes(sender + " " + i);
            socket.send(new DatagramPacket(message, message.length, to));
          }
        }
      }
      List<String> texts = fixture.awaitTexts(400);
      for (int sender = 0; sender < 8; sender++) {
        String prefix = sender + " ";
        List<String> own = texts.stream().filter(t -> t.startsWith(prefix)).toList();
        for (int i = 0; i < 50; i++) assertEquals(prefix + i, own.get(i));
      }
      assertEquals(0, fixture.gauge("collector.kernel.drops", "syslog-udp"));
    }
  }
}
