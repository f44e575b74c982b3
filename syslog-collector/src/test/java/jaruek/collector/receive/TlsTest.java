package jaruek.collector.receive;

import static jaruek.collector.receive.CollectorFixture.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.retention.record.Cidr;
import jaruek.retention.record.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5425, with openssl s_client as the peer. */
final class TlsTest {
  @TempDir Path folder;
  private OfficeFiles pki;

  @BeforeEach
  void makeCertificates() {
    assumeTrue(Files.isExecutable(OfficeFiles.OPENSSL), "needs the Debian package openssl");
    pki = new OfficeFiles(folder).authority("ca").certificate("server", "ca");
  }

  private static CollectorFixture listening(TlsConfig tls) {
    return new CollectorFixture(
        CollectorFixture.config()
            .with(
                StreamListener.syslogTls(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), tls)),
        true);
  }

  private static int port(CollectorFixture fixture) {
    return fixture.collector().streamAddress("syslog-tls").orElseThrow().getPort();
  }

  /** Starts s_client; its input stays open. */
  private Process client(CollectorFixture fixture, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + port(fixture),
                "-quiet",
                "-CAfile",
                pki.file("ca.pem").toString(),
                "-verify_return_error"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("client.out").toFile())
        .start();
  }

  private String[] as(String name) {
    return new String[] {
      "-cert", pki.file(name + ".pem").toString(), "-key", pki.file(name + ".key").toString()
    };
  }

  private static void say(Process client, String text) throws IOException {
    client.getOutputStream().write(bytes(text));
    client.getOutputStream().flush();
  }

  private static void end(Process client) throws InterruptedException {
    client.destroy();
    assertTrue(client.waitFor(30, TimeUnit.SECONDS));
  }

  private static long refused(CollectorFixture fixture, String reason) {
    return fixture
        .telemetry
        .counter("collector.tls.refused", "listener", "syslog-tls", "reason", reason)
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void messagesComeByBothVersionsAndBothFramings(String version) throws Exception {
    pki.certificate("gw1", "ca");
    try (CollectorFixture fixture = listening(pki.server(TlsConfig.Clients.REQUIRED, "ca"))) {
      String[] as = as("gw1");
      Process client = client(fixture, version, as[0], as[1], as[2], as[3]);
      say(client, "12 <1>1 counted<2>by line\n");
      assertEquals(List.of("<1>1 counted", "<2>by line"), fixture.awaitTexts(2));
      assertEquals(Transport.TLS, fixture.frames().getFirst().transport());
      end(client);
    }
  }

  @Test
  void aClientOfAnyTrustedAuthorityIsTakenAndOfNoOther() throws Exception {
    pki.authority("second").certificate("gw2", "second").authority("stranger");
    pki.certificate("other", "stranger");
    try (CollectorFixture fixture =
        listening(pki.server(TlsConfig.Clients.REQUIRED, "ca", "second"))) {
      Process good = client(fixture, as("gw2"));
      say(good, "<1>second\n");
      fixture.awaitTexts(1);
      Process bad = client(fixture, as("other"));
      fixture.await(() -> refused(fixture, "certificate-not-trusted") == 1, "the refusal");
      Process none = client(fixture);
      fixture.await(() -> refused(fixture, "no-certificate") == 1, "the other refusal");
      for (Process client : List.of(good, bad, none)) end(client);
      assertEquals(1, fixture.frames().size());
    }
  }

  @Test
  void withoutAnAuthorityNobodyIsAsked() throws Exception {
    try (CollectorFixture fixture = listening(pki.server(TlsConfig.Clients.NONE))) {
      Process client = client(fixture);
      say(client, "<1>plain\n");
      fixture.awaitTexts(1);
      end(client);
    }
  }

  @Test
  void aSourceWithAPinMustShowThatCertificate() throws Exception {
    pki.certificate("gw1", "ca").certificate("gw2", "ca");
    try (CollectorFixture fixture = listening(pki.server(TlsConfig.Clients.OPTIONAL, "ca"))) {
      CertificatePin pin =
          (X509Certificate shown) -> shown.getSubjectX500Principal().getName().equals("CN=gw1");
      fixture
          .collector()
          .replaceSources(
              new Sources(List.of(new Source("here", Cidr.of("127.0.0.1"), RateLimit.NONE, pin))));
      Process wrong = client(fixture, as("gw2"));
      fixture.await(() -> refused(fixture, "wrong-certificate") == 1, "the refusal");
      Process none = client(fixture);
      fixture.await(() -> refused(fixture, "no-certificate") == 1, "the other refusal");
      Process right = client(fixture, as("gw1"));
      say(right, "<1>me\n");
      assertEquals(List.of("<1>me"), fixture.awaitTexts(1));
      for (Process client : List.of(wrong, none, right)) end(client);
    }
  }

  @Test
  void changedFilesCountWithoutARestartAndBrokenOnesDoNot() throws Exception {
    pki.certificate("gw1", "ca").authority("new").certificate("later", "new");
    try (CollectorFixture fixture = listening(pki.server(TlsConfig.Clients.REQUIRED, "ca"))) {
      Process before = client(fixture, as("gw1"));
      say(before, "<1>before\n");
      fixture.awaitTexts(1);
      byte[] old = Files.readAllBytes(pki.file("ca.pem"));
      replace("ca.pem", bytes("half of a file"));
      fixture.collector().reloadTls();
      say(before, "<1>still\n");
      fixture.awaitTexts(2);
      Files.write(pki.file("old.pem"), old);
      replace("ca.pem", Files.readAllBytes(pki.file("new.pem")));
      fixture.collector().reloadTls();
      assertTrue(before.waitFor(30, TimeUnit.SECONDS), "whose authority is gone is cut off");
      String[] as = as("later");
      Process later =
          client(fixture, as[0], as[1], as[2], as[3], "-CAfile", pki.file("old.pem").toString());
      say(later, "<1>later\n");
      assertEquals(List.of("<1>before", "<1>still", "<1>later"), fixture.awaitTexts(3));
      end(later);
    }
  }

  private void replace(String name, byte[] content) throws IOException {
    Path next = Files.write(folder.resolve("next"), content);
    Files.move(next, pki.file(name), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aHandshakeThatDoesNotComeIsTimedOut() throws Exception {
    TlsConfig usual = pki.server(TlsConfig.Clients.NONE);
    TlsConfig hasty =
        new TlsConfig(
            usual.certificate(),
            usual.key(),
            List.of(),
            TlsConfig.Clients.NONE,
            List.of(),
            Duration.ofMillis(200));
    try (CollectorFixture fixture = listening(hasty);
        Socket silent = new Socket(InetAddress.ofLiteral("127.0.0.1"), port(fixture))) {
      silent.setSoTimeout((int) CollectorFixture.PATIENCE.toMillis());
      while (silent.getInputStream().read() >= 0) {}
      assertEquals(1, refused(fixture, "handshake-timeout"));
    }
  }

  @Test
  void garbageInsteadOfAHandshakeDoesNoHarm() throws Exception {
    Random random = new Random(6514);
    try (CollectorFixture fixture = listening(pki.server(TlsConfig.Clients.NONE))) {
      for (int round = 0; round < 30; round++) {
        byte[] noise = new byte[random.nextInt(1, 3_000)];
        random.nextBytes(noise);
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port(fixture))) {
          socket.getOutputStream().write(noise);
        } catch (IOException e) {
          // closed while we spoke
        }
      }
      Process client = client(fixture);
      say(client, "<1>sense\n");
      assertEquals(List.of("<1>sense"), fixture.awaitTexts(1));
      end(client);
    }
  }

  @Test
  void filesThatCannotBeUsedAreToldByName() throws Exception {
    Files.writeString(pki.file("server.key"), "no key", StandardCharsets.UTF_8);
    TlsConfig tls = pki.server(TlsConfig.Clients.NONE);
    TlsFilesException e = assertThrows(TlsFilesException.class, tls::check);
    assertTrue(String.valueOf(e.getMessage()).contains("server.pem"), e.toString());
  }
}
