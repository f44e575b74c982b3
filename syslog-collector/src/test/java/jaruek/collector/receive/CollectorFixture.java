package jaruek.collector.receive;

import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Frame;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** A collector on free loopback ports whose frames are kept in memory. */
final class CollectorFixture implements Recorder, AutoCloseable {
  static final Sources LOOPBACK =
      new Sources(
          List.of(
              new Source("here", Cidr.of("127.0.0.1")),
              new Source("there", Cidr.of("127.0.0.2")),
              new Source("six", Cidr.of("::1"))));
  static final Duration PATIENCE = Duration.ofMinutes(3);

  final Telemetry telemetry = new Telemetry();
  private final List<Frame> frames = new ArrayList<>();
  private volatile boolean broken;
  private volatile CountDownLatch stall = new CountDownLatch(0);
  private Collector collector;

  CollectorFixture() {
    this(config(), true);
  }

  CollectorFixture(CollectorConfig config, boolean epoll) {
    boolean wanted = epoll && io.netty.channel.epoll.Epoll.isAvailable();
    collector = new Collector(config, LOOPBACK, this, InstantSource.system(), telemetry, wanted);
    collector.start();
  }

  static CollectorConfig config() {
    Optional<InetSocketAddress> any =
        Optional.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    return CollectorConfig.listening(
        any, Optional.of(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0)), any, any);
  }

  Collector collector() {
    return collector;
  }

  /** From now on each recording waits for this. */
  void stallUntil(CountDownLatch latch) {
    stall = latch;
  }

  @Override
  public JournalPosition record(List<Frame> batch) {
    try {
      stall.await();
    } catch (InterruptedException e) {
      throw new JournalException("interrupted", e);
    }
    return keep(batch);
  }

  private synchronized JournalPosition keep(List<Frame> batch) {
    if (broken) throw new JournalException("the disk is full");
    frames.addAll(batch);
    return JournalPosition.START;
  }

  void broken(boolean now) {
    broken = now;
  }

  synchronized List<Frame> frames() {
    return List.copyOf(frames);
  }

  List<String> texts() {
    return frames().stream().map(f -> new String(f.bytes(), StandardCharsets.UTF_8)).toList();
  }

  List<String> awaitTexts(int count) {
    await(() -> frames().size() >= count, count + " frames");
    return texts();
  }

  void awaitCount(String counter, long least) {
    await(() -> telemetry.sum(counter) >= least, counter + " of " + least);
  }

  void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            what + " did not come; there are " + frames().size() + " frames" + counted());
      }
      Thread.onSpinWait();
    }
  }

  private String counted() {
    StringBuilder all = new StringBuilder();
    telemetry.counters(
        (series, value) -> all.append("; ").append(series).append(' ').append(value));
    return all.toString();
  }

  long gauge(String name, String listener) {
    long[] found = {-1};
    telemetry.gauges(
        (series, value) -> {
          if (series.name().equals(name) && series.labels().contains(listener)) found[0] = value;
        });
    return found[0];
  }

  static void send(InetSocketAddress to, byte[]... datagrams) throws IOException {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
      for (byte[] datagram : datagrams) {
        socket.send(new DatagramPacket(datagram, datagram.length, to));
      }
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    collector.close();
  }
}
