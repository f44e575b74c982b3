package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.Heap;
import jaruek.radius.account.NewAccount;
import jaruek.radius.client.RadiusProbe;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.record.IdentityEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that sends accounting faster than the disk takes it. */
class AccountingFloodTest {
  /** More by -Djaruek.flood.events=1000000. */
  private static final int EVENTS = Integer.getInteger("jaruek.flood.events", 30_000);

  /** What the disk takes for each write, however much it brings. */
  private static final long WRITE_NANOS = 20_000_000;

  private static final int LOGINS = 20;
  private static final long HEAP_BYTES_MAX = 64L << 20;
  private static final String PASSWORD = "correct horse";
  private static final SharedSecret SECRET = SharedSecret.of(RunningServer.SECRET);

  private final BitSet answered = new BitSet();
  private int answers;

  @Test
  void isAnsweredForWhatIsStoredOnlyAndLoginsGoOn(@TempDir Path folder) throws Exception {
    try (RunningServer running = new RunningServer(folder);
        DatagramChannel socket = DatagramChannel.open()) {
      running.accounts.add(new NewAccount("somchai", PASSWORD, null, null, null, null, true));
      running.kept.afterRecord = AccountingFloodTest::slowDisk;
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      socket.configureBlocking(false);
      long before = Heap.bytes();
      AtomicBoolean over = new AtomicBoolean();
      CountDownLatch done = new CountDownLatch(1);
      List<Long> logins = new ArrayList<>();
      Thread other = Thread.ofPlatform().start(() -> logIn(running, over, done, logins));
      long began = System.nanoTime();
      for (int event = 0; event < EVENTS; event++) {
        socket.send(ByteBuffer.wrap(start(event)), running.server.accountingAddress());
        if (event % 64 == 0) read(socket);
      }
      long sentNanos = System.nanoTime() - began;
      while (!done.await(WRITE_NANOS, TimeUnit.NANOSECONDS)) read(socket);
      over.set(true);
      other.join();
      settle(running, socket);
      long taken = running.counted("received") - logins.size();
      // with 256 identifiers the flood goes on before its answers come: those are not sent
      long overtaken = running.counted("replies-overtaken");
      assertEquals(taken, answers + overtaken, "each that was taken is answered or counted");
      BitSet stored = stored(running);
      BitSet lost = (BitSet) answered.clone();
      lost.andNot(stored);
      assertTrue(lost.isEmpty(), "answered and not stored: " + lost);
      long heap = Heap.bytes() - before;
      assertTrue(heap < HEAP_BYTES_MAX + 2048L * stored.cardinality(), heap + " bytes");
      assertTrue(logins.size() >= LOGINS);
      System.out.printf(
          "flood: %d sent in %d ms, %d stored, %d answered, %d overtaken, %d not taken (the kernel"
              + " dropped them), heap +%d MiB; %d logins meanwhile, slowest %d ms%n",
          EVENTS,
          sentNanos / 1_000_000,
          stored.cardinality(),
          answers,
          overtaken,
          EVENTS - taken,
          heap >> 20,
          logins.size(),
          logins.stream().mapToLong(Long::longValue).max().orElse(0) / 1_000_000);
    }
  }

  private static void slowDisk() {
    LockSupport.parkNanos(WRITE_NANOS);
  }

  private static void logIn(
      RunningServer running, AtomicBoolean over, CountDownLatch done, List<Long> logins) {
    try (RadiusProbe probe = running.probe()) {
      while (!over.get()) {
        long began = System.nanoTime();
        var reply = probe.login("somchai", PASSWORD, Map.of());
        if (reply.packet().code() != PacketCode.ACCESS_ACCEPT) throw new AssertionError("refused");
        logins.add(System.nanoTime() - began);
        if (logins.size() == LOGINS) done.countDown();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      done.countDown();
    }
  }

  private static byte[] start(int event) {
    return PacketWriter.accountingRequest(
        event & 0xff,
        List.of(
            Attribute.number(AttributeType.ACCT_STATUS_TYPE, 1),
            Attribute.text(AttributeType.ACCT_SESSION_ID, "s" + event),
            Attribute.text(AttributeType.USER_NAME, "malee"),
            Attribute.number(AttributeType.FRAMED_IP_ADDRESS, 0x0a000000 + event),
            new Attribute(AttributeType.PROXY_STATE, ByteBuffer.allocate(4).putInt(event).array())),
        SECRET);
  }

  private void read(DatagramChannel socket) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (socket.receive(buffer) != null) {
      byte[] reply = new byte[buffer.flip().remaining()];
      buffer.get(reply);
      buffer.clear();
      var packet = RawClient.packet(reply);
      assertEquals(PacketCode.ACCOUNTING_RESPONSE, packet.code());
      answers++;
      answered.set(
          ByteBuffer.wrap(packet.octets(AttributeType.PROXY_STATE).orElseThrow()).getInt());
    }
  }

  /** What waits in the sockets' buffers when the flood is over is taken too. */
  private void settle(RunningServer running, DatagramChannel socket) throws IOException {
    long still = -1;
    for (int same = 0; same < 20; ) {
      LockSupport.parkNanos(WRITE_NANOS);
      read(socket);
      long now = running.counted("received");
      same = now == still ? same + 1 : 0;
      still = now;
    }
  }

  private static BitSet stored(RunningServer running) {
    BitSet stored = new BitSet();
    for (IdentityEvent event : running.kept.events()) {
      String session = event.sessionId();
      if (session != null) stored.set(Integer.parseInt(session.substring(1)));
    }
    return stored;
  }
}
