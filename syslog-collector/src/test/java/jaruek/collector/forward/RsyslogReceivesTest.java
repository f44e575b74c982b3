package jaruek.collector.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other collector is a real one, which is killed while it takes copies. */
final class RsyslogReceivesTest {
  private static final int LINES = 40_000;
  private static final int KILLS = 3;
  private static final Path RSYSLOGD = Path.of("/usr/sbin/rsyslogd");
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);

  @TempDir Path folder;

  private Process start(int port) throws IOException {
    Path config = folder.resolve("rsyslog.conf");
    Files.writeString(
        config,
        """
        global(workDirectory="%s")
        module(load="imtcp")
        template(name="raw" type="string" string="%%rawmsg%%\\n")
        input(type="imtcp" address="127.0.0.1" port="%d" ruleset="keep")
        ruleset(name="keep") { action(type="omfile" file="%s" template="raw") }
        """
            .formatted(folder, port, folder.resolve("kept.log")));
    Path pid = folder.resolve("pid");
    Files.deleteIfExists(pid);
    return new ProcessBuilder(
            RSYSLOGD.toString(), "-n", "-f", config.toString(), "-i", pid.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("rsyslog.out").toFile())
        .start();
  }

  private int kept() throws IOException {
    Path file = folder.resolve("kept.log");
    if (!Files.exists(file)) return 0;
    BitSet numbers = new BitSet(LINES);
    for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      int at = line.indexOf("number ");
      if (at >= 0 && line.endsWith(" end")) {
        numbers.set(Integer.parseInt(line.substring(at + 7, line.length() - 4)));
      }
    }
    return numbers.cardinality();
  }

  private void awaitKept(int count) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (kept() < count) assertTrue(System.nanoTime() < deadline, () -> "kept too few");
  }

  @Test
  void aCollectorThatIsKilledHasEveryLineInTheEnd() throws Exception {
    assumeTrue(Files.isExecutable(RSYSLOGD), "needs Debian's rsyslog");
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    ForwardConfig config =
        new ForwardConfig(
            "rsyslog",
            "127.0.0.1",
            port,
            ForwardConfig.Via.TCP,
            ForwardConfig.Framing.OCTETS,
            FrameKind.SYSLOG,
            Set.of(),
            Duration.ofDays(7),
            0,
            null);
    Process rsyslog = start(port);
    try (ChronicleJournal journal =
        new ChronicleJournal(
            ChronicleJournalConfig.in(folder.resolve("journal")),
            InstantSource.system(),
            new Telemetry())) {
      journal.start();
      try (Forwards forwards =
          new Forwards(
              List.of(config),
              journal,
              Long.MAX_VALUE,
              folder,
              address -> Optional.empty(),
              (target, frames) -> {},
              InstantSource.system(),
              new Telemetry())) {
        forwards.start();
        int each = LINES / (KILLS + 1);
        for (int round = 0; round <= KILLS; round++) {
          append(journal, round * each, (round + 1) * each);
          awaitKept(round * each + 1);
          if (round == KILLS) break;
          rsyslog.destroyForcibly().waitFor();
          rsyslog = start(port);
        }
        awaitKept(LINES);
        assertEquals(0, forwards.status().getFirst().skipped());
      }
    } finally {
      rsyslog.destroy();
      rsyslog.waitFor();
    }
  }

  private static void append(ChronicleJournal journal, int from, int to) {
    List<Frame> batch = new ArrayList<>();
    for (int i = from; i < to; i++) {
      byte[] line =
          ("<13>Nov 23 10:00:00 gw1 app: number " + i + " end").getBytes(StandardCharsets.US_ASCII);
      batch.add(
          new Frame(
              FrameKind.SYSLOG,
              InstantSource.system().millis(),
              IpAddress.of("192.0.2.1"),
              514,
              Transport.UDP,
              line));
    }
    journal.append(batch);
  }
}
