package jaruek.collector.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.retention.journal.JournalReader;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** rsyslog's omfwd over TLS and omrelp speak to the receivers. */
final class RsyslogTest {
  @TempDir Path folder;

  private static InetSocketAddress any() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  private static void expectLines(CollectorFixture fixture, int count) {
    List<String> texts = fixture.awaitTexts(count);
    assertEquals(count, texts.size());
    for (int i = 0; i < count; i++) {
      assertTrue(texts.get(i).endsWith("line " + i), texts.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void omfwdForwardsByTlsWithItsCertificate(String version) throws Exception {
    RsyslogDaemon.needs("lmnsd_gtls.so", "rsyslog-gnutls");
    assumeTrue(Files.isExecutable(OfficeFiles.OPENSSL), "needs the Debian package openssl");
    OfficeFiles pki =
        new OfficeFiles(folder)
            .authority("ca")
            .certificate("server", "ca")
            .certificate("gw1", "ca");
    StreamListener tls =
        StreamListener.syslogTls(any(), pki.server(TlsConfig.Clients.REQUIRED, "ca"));
    try (CollectorFixture fixture =
        new CollectorFixture(CollectorFixture.config().with(tls), true)) {
      String global =
          "defaultNetstreamDriverCAFile=\"%s\" defaultNetstreamDriverCertFile=\"%s\" defaultNetstreamDriverKeyFile=\"%s\""
              .formatted(pki.file("ca.pem"), pki.file("gw1.pem"), pki.file("gw1.key"));
      String only = version.equals("TLSv1.2") ? "+VERS-TLS1.2" : "+VERS-TLS1.3";
      String action =
          """
          action(type="omfwd" target="127.0.0.1" port="%d" protocol="tcp" tcp_framing="octet-counted"
                 streamDriver="gtls" streamDriverMode="1" streamDriverAuthMode="x509/name"
                 streamDriverPermittedPeers="server" gnutlsPriorityString="NORMAL:-VERS-ALL:%s"
                 template="RSYSLOG_SyslogProtocol23Format")
          """
              .formatted(
                  fixture.collector().streamAddress("syslog-tls").orElseThrow().getPort(), only);
      try (RsyslogDaemon rsyslog = new RsyslogDaemon(folder, global, action)) {
        rsyslog.write(0, 2_000);
        expectLines(fixture, 2_000);
        assertEquals(Transport.TLS, fixture.frames().getFirst().transport());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void omrelpForwardsPlainAndByTls(boolean byTls) throws Exception {
    RsyslogDaemon.needs("omrelp.so", "rsyslog-relp");
    assumeTrue(Files.isExecutable(OfficeFiles.OPENSSL), "needs the Debian package openssl");
    OfficeFiles pki =
        new OfficeFiles(folder)
            .authority("ca")
            .certificate("server", "ca")
            .certificate("gw1", "ca");
    Optional<TlsConfig> tls =
        byTls ? Optional.of(pki.server(TlsConfig.Clients.REQUIRED, "ca")) : Optional.empty();
    StreamListener relp = StreamListener.relp(any(), tls);
    try (CollectorFixture fixture =
        new CollectorFixture(CollectorFixture.config().with(relp), true)) {
      String action =
          """
          action(type="omrelp" target="127.0.0.1" port="%d" windowSize="64" %s)
          """
              .formatted(
                  fixture.collector().streamAddress(relp.name()).orElseThrow().getPort(),
                  byTls
                      ? "tls=\"on\" tls.caCert=\"%s\" tls.myCert=\"%s\" tls.myPrivKey=\"%s\" tls.authMode=\"name\" tls.permittedPeer=[\"server\"]"
                          .formatted(pki.file("ca.pem"), pki.file("gw1.pem"), pki.file("gw1.key"))
                      : "");
      try (RsyslogDaemon rsyslog = new RsyslogDaemon(folder, "", action)) {
        rsyslog.write(0, 2_000);
        expectLines(fixture, 2_000);
        assertEquals(Transport.RELP, fixture.frames().getFirst().transport());
      }
    }
  }

  @Test
  void omrelpLosesNothingThoughTheCollectorIsKilledAgainAndAgain() throws Exception {
    RsyslogDaemon.needs("omrelp.so", "rsyslog-relp");
    // the long form, of some minutes: -Djaruek.kills=5 -Djaruek.messages=1000000
    int messages = Integer.getInteger("jaruek.messages", 8_000);
    int kills = Integer.getInteger("jaruek.kills", 2);
    int window = 64;
    Path journal = folder.resolve("journal");
    int port = freePort();
    Process collector = start(journal, port);
    String action =
        """
        action(type="omrelp" target="127.0.0.1" port="%d" windowSize="%d" timeout="5"
               action.resumeRetryCount="-1" action.resumeInterval="1")
        """
            .formatted(port, window);
    try (RsyslogDaemon rsyslog = new RsyslogDaemon(folder, "", action)) {
      for (int kill = 0; kill < kills; kill++) {
        int from = messages * kill / (kills + 1);
        rsyslog.write(from, messages * (kill + 1) / (kills + 1));
        awaitAppended(from + 500);
        collector.destroyForcibly();
        assertTrue(collector.waitFor(30, TimeUnit.SECONDS));
        collector = start(journal, port);
      }
      rsyslog.write(messages * kills / (kills + 1), messages);
      awaitAppended(messages - 2 * window * kills);
      long deadline = System.nanoTime() + CollectorFixture.PATIENCE.toNanos();
      while (distinct(collectorCopy(journal)).cardinality() < messages
          && System.nanoTime() < deadline) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500)); // a copy is dear
      }
    } finally {
      collector.destroyForcibly();
      assertTrue(collector.waitFor(30, TimeUnit.SECONDS));
    }
    List<String> texts = read(journal);
    assertEquals(messages, distinct(texts).cardinality(), "every message is there");
    int twice = texts.size() - messages;
    assertTrue(twice <= kills * 2 * window, twice + " came twice");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private Process start(Path journal, int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      boolean opening = flag.startsWith("--") || flag.startsWith("-D");
      if (opening && !flag.startsWith("-Djava.util.logging")) command.add(flag);
    }
    command.addAll(
        List.of(
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            KilledCollector.class.getName(),
            journal.toString(),
            Integer.toString(port)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("collector.out").toFile()))
        .start();
  }

  /** By what the collectors print, since only one process at a time has a journal open. */
  private void awaitAppended(int least) throws IOException {
    Path said = folder.resolve("collector.out");
    long deadline = System.nanoTime() + 2 * CollectorFixture.PATIENCE.toNanos();
    while (appended(said) < least) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(least + " frames did not come: " + Files.readString(said));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static long appended(Path said) throws IOException {
    try (var lines = Files.lines(said)) {
      return lines.filter(line -> line.matches("[0-9]{1,6}")).mapToLong(Long::parseLong).sum();
    }
  }

  private List<String> collectorCopy(Path journal) throws IOException {
    Path copy = folder.resolve("copy");
    if (Files.exists(copy)) {
      try (var files = Files.list(copy)) {
        for (Path file : files.toList()) Files.delete(file);
      }
    }
    Files.createDirectories(copy);
    if (!Files.isDirectory(journal)) return List.of();
    try (var files = Files.list(journal)) {
      for (Path file : files.toList()) Files.copy(file, copy.resolve(file.getFileName()));
    }
    try {
      return read(copy);
    } catch (RuntimeException e) { // copied in the middle of a change
      return List.of();
    }
  }

  private static List<String> read(Path folder) {
    List<String> texts = new ArrayList<>();
    ChronicleJournal journal =
        new ChronicleJournal(
            ChronicleJournalConfig.in(folder), InstantSource.system(), new Telemetry());
    journal.start();
    try (JournalReader reader = journal.read(journal.oldest())) {
      while (reader.next()) {
        texts.add(new String(reader.frame().bytes(), StandardCharsets.UTF_8));
      }
    } finally {
      journal.close();
    }
    return texts;
  }

  private static BitSet distinct(List<String> texts) {
    BitSet numbers = new BitSet();
    for (String text : texts) {
      numbers.set(Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1).strip()));
    }
    return numbers;
  }
}
