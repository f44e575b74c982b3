package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.eap.EapConfig;
import jaruek.radius.eap.EapMethod;
import jaruek.radius.eap.OfficePki;
import jaruek.radius.eap.tls.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** wpa_supplicant's eapol_test logs in by each method. */
class EapLoginTest {
  private static final String PASSWORD = "correct horse";

  @TempDir static Path folder;
  private static OfficePki pki;
  private static RunningServer running;
  private static EapolTest client;

  enum Tls {
    V1_2("tls_disable_tlsv1_3=1"),
    V1_3("tls_disable_tlsv1_3=0");

    final String phase1;

    Tls(String phase1) {
      this.phase1 = phase1;
    }
  }

  @BeforeAll
  static void start() {
    assumeTrue(Files.isExecutable(EapolTest.program()), "needs the Debian package eapoltest");
    assumeTrue(Files.isExecutable(OfficePki.OPENSSL), "needs the Debian package openssl");
    pki = new OfficePki(folder);
    pki.root("ca", "EC");
    pki.certificate("server", "2048", "radius.school.example", "ca", "server");
    pki.root("clients", "EC");
    pki.certificate("somchai", "EC", "somchai", "clients", "client");
    pki.certificate("nobody", "EC", "nobody", "clients", "client");
    TlsSettings tls =
        TlsSettings.of(pki.file("server.pem"), pki.file("server.key"), pki.file("clients.pem"));
    running = new RunningServer(folder, EapConfig.of(Arrays.asList(EapMethod.values()), tls));
    client = new EapolTest(folder, running.server.authenticationAddress().getPort());
    running.accounts.add(new NewAccount("somchai", PASSWORD, null, null, null, null, true));
  }

  @AfterAll
  static void stop() {
    if (running != null) running.close();
  }

  @BeforeEach
  void forget() {
    running.kept.clear();
  }

  private static List<String> byPassword(String eap, String password, String... more) {
    List<String> lines =
        new ArrayList<>(
            List.of("eap=" + eap, "identity=\"somchai\"", "password=\"" + password + "\""));
    lines.addAll(Arrays.asList(more));
    return lines;
  }

  private static List<String> tunnelled(
      String eap, String phase2, Tls version, String password, String... more) {
    List<String> lines = byPassword(eap, password, more);
    lines.add("anonymous_identity=\"anonymous@school.example\"");
    lines.add("ca_cert=\"" + pki.file("ca.pem") + "\"");
    lines.add("phase1=\"" + version.phase1 + "\"");
    lines.add("phase2=\"" + phase2 + "\"");
    return lines;
  }

  private static List<String> byCertificate(String name, Tls version, String... more) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "eap=TLS",
                "identity=\"host/laptop\"",
                "ca_cert=\"" + pki.file("ca.pem") + "\"",
                "client_cert=\"" + pki.file(name + ".pem") + "\"",
                "private_key=\"" + pki.file(name + ".key") + "\"",
                "phase1=\"" + version.phase1 + "\""));
    lines.addAll(Arrays.asList(more));
    return lines;
  }

  private static void assertAccepted(EapolTest.Run run) {
    assertTrue(run.success(), run.output());
    assertTrue(run.keysAgree(), run.output());
    assertEquals("accept", running.kept.last().event());
    assertEquals("somchai", running.kept.last().userName());
  }

  private static void assertRejected(EapolTest.Run run, String reason) {
    assertFalse(run.success(), run.output());
    assertEquals("reject", running.kept.last().event(), run.output());
    assertEquals(reason, running.kept.last().reason(), run.output());
  }

  @Test
  void logsInByMd5WithoutKeys() throws Exception {
    EapolTest.Run run = client.run(byPassword("MD5", PASSWORD), "-n");
    assertTrue(run.success(), run.output());
    assertEquals("accept", running.kept.last().event());
    assertRejected(client.run(byPassword("MD5", "wrong"), "-n"), "bad-password");
  }

  @Test
  void logsInByMsChapV2() throws Exception {
    assertAccepted(client.run(byPassword("MSCHAPV2", PASSWORD)));
    assertRejected(client.run(byPassword("MSCHAPV2", "wrong")), "bad-password");
  }

  @Test
  void logsInByGtcWithoutKeys() throws Exception {
    EapolTest.Run run = client.run(byPassword("GTC", PASSWORD), "-n");
    assertTrue(run.success(), run.output());
    assertRejected(client.run(byPassword("GTC", "wrong"), "-n"), "bad-password");
  }

  @ParameterizedTest
  @EnumSource
  void logsInByCertificate(Tls version) throws Exception {
    assertAccepted(client.run(byCertificate("somchai", version)));
  }

  @ParameterizedTest
  @EnumSource
  void isRejectedByCertificateWithoutAccount(Tls version) throws Exception {
    assertRejected(client.run(byCertificate("nobody", version)), "unknown-user");
    assertEquals("nobody", running.kept.last().userName());
  }

  @ParameterizedTest
  @EnumSource
  void logsInByPeapMsChapV2(Tls version) throws Exception {
    String inner = "auth=MSCHAPV2";
    assertAccepted(client.run(tunnelled("PEAP", inner, version, PASSWORD)));
    assertRejected(client.run(tunnelled("PEAP", inner, version, "wrong")), "bad-password");
    assertEquals("somchai", running.kept.last().userName());
  }

  @ParameterizedTest
  @EnumSource
  void logsInByPeapGtc(Tls version) throws Exception {
    String inner = "auth=GTC";
    assertAccepted(client.run(tunnelled("PEAP", inner, version, PASSWORD)));
    assertRejected(client.run(tunnelled("PEAP", inner, version, "wrong")), "bad-password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth=PAP",
        "auth=CHAP",
        "auth=MSCHAP",
        "auth=MSCHAPV2",
        "autheap=MSCHAPV2",
        "autheap=GTC",
        "autheap=MD5"
      })
  void logsInByTtls(String inner) throws Exception {
    for (Tls version : Tls.values()) {
      assertAccepted(client.run(tunnelled("TTLS", inner, version, PASSWORD)));
      assertRejected(client.run(tunnelled("TTLS", inner, version, "wrong")), "bad-password");
      assertEquals("somchai", running.kept.last().userName());
    }
  }
}
