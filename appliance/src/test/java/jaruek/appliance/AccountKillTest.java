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
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Killed while it receives, and while it seals, the accounts still tell every stored row once. */
@Timeout(300)
final class AccountKillTest {
  private static final String SOURCES =
      "sources: [ { name: flows, address: 127.0.0.2 }, { name: lines, address: 127.0.0.3 } ]";
  private static final int KILLS = 3;

  @TempDir Path folder;

  private final SplittableRandom random = new SplittableRandom(20261123);
  private final AtomicInteger flows = new AtomicInteger();

  @Test
  void tellsEveryStoredRowOnceOverKills() throws Exception {
    Instant begun = Instant.now().minusSeconds(1);
    try (KilledAppliance killed = new KilledAppliance(folder, SOURCES)) {
      for (int round = 0; round < KILLS; round++) {
        killed.start();
        Thread sending = load(killed);
        long stored = random.nextLong(2_000, 20_000);
        awaitRows(killed, stored);
        // sealed behind the last account, and killed before the next
        if (round == 1) assertEquals(1, killed.ask("seal").size());
        killed.kill();
        sending.join();
      }
      killed.start();
      killed.stop();
      killed.start();
      JsonNode status = killed.row("status");
      String until = Instant.now().plusSeconds(1).toString();
      JsonNode told = told(killed, "flows", begun, until);
      assertEquals(status.path("trafficRows").asLong(), told.path("trafficRows").asLong());
      JsonNode domain = told.path("domains").path("netflow5/1");
      assertEquals(
          domain.path("said").asLong() + domain.path("late").asLong(),
          domain.path("gap").asLong() + domain.path("records").asLong(),
          told.toString());
      assertTrue(domain.path("said").asLong() <= flows.get(), told.toString());
      JsonNode lines = told(killed, "lines", begun, until);
      assertEquals(status.path("messageRows").asLong(), lines.path("messageRows").asLong());
      assertEquals(lines.path("decoded").asLong(), lines.path("messageRows").asLong());
    }
  }

  private static JsonNode told(KilledAppliance killed, String source, Instant from, String to) {
    JsonNode row = killed.row("sources", "--source", source, "--from", from.toString(), "--to", to);
    assertEquals(0, row.path("waiting").asLong(), row.toString());
    assertEquals(
        row.path("received").asLong(),
        row.path("killed").asLong() + row.path("decoded").asLong(),
        row.toString());
    return row;
  }

  private static void awaitRows(KilledAppliance killed, long rows) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    long first = rows(killed);
    while (rows(killed) < first + rows) {
      assertTrue(System.nanoTime() < deadline, "too slow");
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static long rows(KilledAppliance killed) {
    JsonNode status = killed.row("status");
    return status.path("trafficRows").asLong() + status.path("messageRows").asLong();
  }

  /** Sends until the appliance is gone: numbered flows, lines over TCP. */
  private Thread load(KilledAppliance killed) {
    InetSocketAddress netflow = killed.address("collector.netflow");
    InetSocketAddress syslog = killed.address("collector.syslog-tcp");
    return Thread.ofPlatform()
        .start(
            () -> {
              try (DatagramSocket exporter =
                      new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.2"));
                  Socket device = new Socket()) {
                device.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.3"), 0));
                device.connect(syslog);
                OutputStream out = device.getOutputStream();
                byte[] line = "<134>1 - host app - - - a line\n".getBytes(StandardCharsets.UTF_8);
                while (true) {
                  byte[] datagram = Exports.v5(flows.get(), 10, 10);
                  exporter.send(new DatagramPacket(datagram, datagram.length, netflow));
                  flows.addAndGet(10);
                  for (int i = 0; i < 10; i++) out.write(line);
                  out.flush();
                }
              } catch (IOException e) {
                // it was killed
              }
            });
  }
}
