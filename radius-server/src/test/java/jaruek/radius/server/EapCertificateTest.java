package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.eap.EapConfig;
import jaruek.radius.eap.EapMethod;
import jaruek.radius.eap.OfficePki;
import jaruek.radius.eap.tls.CertificateName;
import jaruek.radius.eap.tls.OcspMode;
import jaruek.radius.eap.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which certificates of clients are good, and what is said of those that are not. */
@SuppressWarnings("NullAway.Init")
class EapCertificateTest {
  @TempDir static Path folder;
  private static OfficePki pki;
  private RunningServer running;
  private EapolTest client;

  @BeforeAll
  static void certificates() {
    assumeTrue(Files.isExecutable(EapolTest.program()), "needs the Debian package eapoltest");
    assumeTrue(Files.isExecutable(OfficePki.OPENSSL), "needs the Debian package openssl");
    pki = new OfficePki(folder);
    pki.root("ca", "EC");
    pki.section(
        "ca",
        "named",
        "basicConstraints = CA:false\nextendedKeyUsage = clientAuth\n"
            + "subjectAltName = otherName:1.3.6.1.4.1.311.20.2.3;UTF8:malee@school.example,"
            + "email:mail@school.example,DNS:laptop7.school.example");
    pki.section("ca", "plain", "basicConstraints = CA:false");
    pki.section("ca", "encipher", "basicConstraints = CA:false\nkeyUsage = keyEncipherment");
    pki.certificate("server", "EC", "radius.school.example", "ca", "server");
    pki.certificate("good", "EC", "somchai", "ca", "client");
    pki.certificate("good-rsa", "2048", "somchai", "ca", "client");
    pki.certificate("plain", "EC", "somchai", "ca", "plain");
    pki.certificate(
        "expired",
        "EC",
        "somchai",
        "ca",
        "client",
        "-startdate",
        "20200101000000Z",
        "-enddate",
        "20210101000000Z");
    pki.certificate(
        "future",
        "EC",
        "somchai",
        "ca",
        "client",
        "-startdate",
        "20400101000000Z",
        "-enddate",
        "20410101000000Z");
    pki.certificate("for-servers", "EC", "somchai", "ca", "server");
    pki.certificate("encipher", "EC", "somchai", "ca", "encipher");
    pki.certificate("named", "EC", "somebody", "ca", "named");
    pki.root("stranger", "EC");
    pki.certificate("foreign", "EC", "somchai", "stranger", "client");
    pki.certificate("revoked", "EC", "somchai", "ca", "client");
    pki.revoke("revoked", "ca");
    pki.revocationList("ca");
  }

  @AfterEach
  void stop() {
    if (running != null) running.close();
  }

  private static TlsSettings settings() {
    return TlsSettings.of(pki.file("server.pem"), pki.file("server.key"), pki.file("ca.pem"));
  }

  private void start(TlsSettings tls) throws IOException {
    start(tls, UnaryOperator.identity());
  }

  private void start(TlsSettings tls, UnaryOperator<EapConfig> change) throws IOException {
    EapConfig config = EapConfig.of(List.of(EapMethod.TLS, EapMethod.TTLS), tls);
    Path data = Files.createTempDirectory(folder, "data");
    running = new RunningServer(data, change.apply(config));
    running.accounts.add(new NewAccount("somchai", "correct horse", null, null, null, null, true));
    client = new EapolTest(folder, running.server.authenticationAddress().getPort());
  }

  private EapolTest.Run login(String name, String version, String... more)
      throws IOException, InterruptedException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "eap=TLS",
                "identity=\"laptop\"",
                "ca_cert=\"" + pki.file("ca.pem") + "\"",
                "client_cert=\"" + pki.file(name + ".pem") + "\"",
                "private_key=\"" + pki.file(name + ".key") + "\"",
                "phase1=\"tls_disable_tlsv1_3=" + (version.equals("1.3") ? 0 : 1) + "\""));
    lines.addAll(Arrays.asList(more));
    return client.run(lines);
  }

  private void assertAccepted(EapolTest.Run run) {
    assertTrue(run.success(), run.output());
    assertTrue(run.keysAgree(), run.output());
  }

  private void assertRejected(String reason, EapolTest.Run run) {
    assertFalse(run.success(), run.output());
    assertEquals(reason, running.kept.last().reason(), run.output());
  }

  @ParameterizedTest
  @CsvSource({
    "expired, certificate-expired",
    "future, certificate-not-yet-valid",
    "for-servers, certificate-not-for-clients",
    "encipher, certificate-not-for-signing",
    "foreign, certificate-of-another-authority",
    "revoked, certificate-revoked",
    "named, unknown-user"
  })
  void refusesAWrongCertificateWithItsReason(String name, String reason) throws Exception {
    start(settings().withCrls(List.of(pki.file("ca.crl"))));
    for (String version : List.of("1.2", "1.3")) assertRejected(reason, login(name, version));
  }

  @ParameterizedTest
  @CsvSource({"good", "good-rsa", "plain"})
  void takesAGoodOne(String name) throws Exception {
    start(settings().withCrls(List.of(pki.file("ca.crl"))));
    for (String version : List.of("1.2", "1.3")) assertAccepted(login(name, version));
  }

  @ParameterizedTest
  @CsvSource({
    "UPN, malee@school.example",
    "UPN_LOCAL, malee",
    "EMAIL, mail@school.example",
    "EMAIL_LOCAL, mail",
    "DNS, laptop7.school.example",
    "CN, somebody"
  })
  void findsTheAccountByTheNameThatIsWanted(CertificateName where, String user) throws Exception {
    start(settings().withNames(List.of(where)));
    running.accounts.add(new NewAccount(user, "correct horse", null, null, null, null, true));
    assertAccepted(login("named", "1.3"));
    assertEquals(user, running.kept.last().userName());
  }

  @Test
  void triesTheNamesInTheirOrder() throws Exception {
    start(settings());
    running.accounts.add(
        new NewAccount("laptop7.school.example", "correct horse", null, null, null, null, true));
    running.accounts.add(new NewAccount("somebody", "correct horse", null, null, null, null, true));
    assertAccepted(login("named", "1.2"));
    assertEquals("laptop7.school.example", running.kept.last().userName());
  }

  @Test
  void takesALongChainInSmallFragmentsBothWays() throws Exception {
    OfficePki long1 = pki;
    String issuer = "ca";
    List<String> between = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      long1.intermediate("between" + i, "4096", issuer);
      issuer = "between" + i;
      between.addFirst(issuer + ".pem");
    }
    pki.certificate("deep", "4096", "somchai", issuer, "client");
    pki.certificate("deep-server", "4096", "radius.school.example", issuer, "server");
    List<String> all = new ArrayList<>(between);
    all.addFirst("deep.pem");
    Files.copy(pki.file("deep.key"), pki.file("chain.key"), StandardCopyOption.REPLACE_EXISTING);
    pki.joined("chain.pem", all.toArray(String[]::new));
    all.set(0, "deep-server.pem");
    Path server = pki.joined("server-chain.pem", all.toArray(String[]::new));
    start(
        TlsSettings.of(server, pki.file("deep-server.key"), pki.file("ca.pem")),
        config ->
            new EapConfig(
                config.methods(), config.tls(), 200, config.sessionTime(), 10, 10, 1, 10));
    for (String version : List.of("1.2", "1.3")) {
      EapolTest.Run run = login("chain", version, "fragment_size=150");
      assertAccepted(run);
      assertTrue(run.count("more fragments will follow") > 30, run.output());
      assertTrue(run.count("SSL: Need ") > 10, run.output());
    }
  }

  @Test
  void saysWhatTheClientHasAgainstOurCertificate() throws Exception {
    start(settings());
    for (String version : List.of("1.2", "1.3")) {
      EapolTest.Run run =
          client.run(
              List.of(
                  "eap=TTLS",
                  "identity=\"somchai\"",
                  "password=\"correct horse\"",
                  "ca_cert=\"" + pki.file("stranger.pem") + "\"",
                  "phase2=\"auth=PAP\"",
                  "phase1=\"tls_disable_tlsv1_3=" + (version.equals("1.3") ? 0 : 1) + "\""));
      assertRejected("tls-peer-says-unknown-ca", run);
    }
  }

  @Test
  void takesAChangedServerCertificateAndListWithoutARestart() throws Exception {
    Path certificate = Files.copy(pki.file("server.pem"), folder.resolve("live.pem"));
    Path key = Files.copy(pki.file("server.key"), folder.resolve("live.key"));
    pki.certificate("later", "EC", "somchai", "ca", "client");
    Path list = Files.copy(pki.file("ca.crl"), folder.resolve("live.crl"));
    start(TlsSettings.of(certificate, key, pki.file("ca.pem")).withCrls(List.of(list)));
    assertAccepted(login("later", "1.3"));
    pki.certificate("server2", "2048", "radius2.school.example", "ca", "server");
    pki.revoke("later", "ca");
    pki.revocationList("ca");
    Files.copy(pki.file("server2.pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
    running.nowMillis.addAndGet(2000);
    assertAccepted(login("good", "1.3")); // half replaced: the old pair stays
    assertEquals(1, running.counted("eap.certificate-files-refused"));
    Files.copy(pki.file("server2.key"), key, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(pki.file("ca.crl"), list, StandardCopyOption.REPLACE_EXISTING);
    running.nowMillis.addAndGet(2000);
    EapolTest.Run run = login("good", "1.3");
    assertAccepted(run);
    assertTrue(run.output().contains("radius2.school.example"), run.output());
    assertRejected("certificate-revoked", login("later", "1.2"));
  }

  @Test
  void refusesWhereTheListIsMissingOrTooOld() throws Exception {
    pki.revocationList("stranger");
    start(settings().withCrls(List.of(pki.file("stranger.crl"))));
    assertRejected("certificate-issuer-without-crl", login("good", "1.3"));
    running.close();
    start(settings().withCrls(List.of(pki.file("ca.crl"))));
    running.nowMillis.addAndGet(Duration.ofDays(29).toMillis());
    assertAccepted(login("good", "1.3"));
  }

  // ---- OCSP ----

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process responder(int port) throws IOException {
    Process process =
        new ProcessBuilder(
                OfficePki.OPENSSL.toString(),
                "ocsp",
                "-port",
                "" + port,
                "-index",
                "ca.index",
                "-CA",
                "ca.pem",
                "-rkey",
                "ca.key",
                "-rsigner",
                "ca.pem",
                "-ignore_err")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("ocsp.log").toFile())
            .start();
    RunningServer.await(EapCertificateTest::waits);
    return process;
  }

  /** Not by connecting: it serves one connection at a time. */
  private static boolean waits() {
    try {
      return Files.readString(folder.resolve("ocsp.log")).contains("waiting for OCSP client");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void asksTheOcspResponder() throws Exception {
    int port = freePort();
    URI url = URI.create("http://127.0.0.1:" + port + "/");
    Process responder = responder(port);
    try {
      start(settings().withOcsp(OcspMode.HARD, url, Duration.ofSeconds(10)));
      assertAccepted(login("good", "1.2"));
      assertAccepted(login("good", "1.3"));
      assertEquals(1, running.counted("eap.ocsp-asked")); // the second was remembered
      assertRejected("certificate-revoked", login("revoked", "1.2"));
      assertRejected("certificate-revoked", login("revoked", "1.3"));
    } finally {
      responder.destroy();
      responder.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void asksTheResponderNamedInTheCertificate() throws Exception {
    int port = freePort();
    pki.section(
        "ca",
        "with-responder",
        "extendedKeyUsage = clientAuth\nauthorityInfoAccess = OCSP;URI:http://127.0.0.1:" + port);
    pki.certificate("informed", "EC", "somchai", "ca", "with-responder");
    Process responder = responder(port);
    try {
      start(settings().withOcsp(OcspMode.HARD, null, Duration.ofSeconds(10)));
      assertAccepted(login("informed", "1.3"));
      assertRejected("certificate-without-ocsp-responder", login("good", "1.3"));
    } finally {
      responder.destroy();
      responder.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void isHardOrSoftWithoutAnAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
      start(settings().withOcsp(OcspMode.HARD, url, Duration.ofMillis(200)));
      assertRejected("certificate-ocsp-no-answer", login("good", "1.3"));
      running.close();
      start(settings().withOcsp(OcspMode.SOFT, url, Duration.ofMillis(200)));
      assertAccepted(login("good", "1.3"));
    }
  }
}
