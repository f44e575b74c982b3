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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A TLS session is resumed for those who got in, as long as they still may. */
class EapResumptionTest {
  private static final String CASES =
      """
      TLS, , 1.2
      TLS, , 1.3
      PEAP, auth=MSCHAPV2, 1.2
      PEAP, auth=MSCHAPV2, 1.3
      TTLS, auth=PAP, 1.2
      TTLS, auth=PAP, 1.3
      """;

  @TempDir Path folder;
  private OfficePki pki;
  private RunningServer running;
  private EapolTest client;

  @BeforeEach
  void start() {
    assumeTrue(Files.isExecutable(EapolTest.program()), "needs the Debian package eapoltest");
    assumeTrue(Files.isExecutable(OfficePki.OPENSSL), "needs the Debian package openssl");
    pki = new OfficePki(folder);
    pki.root("ca", "EC");
    pki.certificate("server", "EC", "radius.school.example", "ca", "server");
    pki.certificate("somchai", "EC", "somchai", "ca", "client");
    TlsSettings tls =
        TlsSettings.of(pki.file("server.pem"), pki.file("server.key"), pki.file("ca.pem"));
    running =
        new RunningServer(
            folder, EapConfig.of(List.of(EapMethod.PEAP, EapMethod.TTLS, EapMethod.TLS), tls));
    client = new EapolTest(folder, running.server.authenticationAddress().getPort());
    running.accounts.add(new NewAccount("somchai", "correct horse", null, null, null, null, true));
  }

  @AfterEach
  void stop() {
    if (running != null) running.close();
  }

  private List<String> network(String eap, String phase2, String version, String password) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "eap=" + eap,
                "identity=\"somchai\"",
                "anonymous_identity=\"anonymous\"",
                "password=\"" + password + "\"",
                "ca_cert=\"" + pki.file("ca.pem") + "\"",
                "phase1=\"tls_disable_tlsv1_3=" + (version.equals("1.3") ? 0 : 1) + "\""));
    if (phase2 != null) lines.add("phase2=\"" + phase2 + "\"");
    if (eap.equals("TLS")) {
      lines.add("client_cert=\"" + pki.file("somchai.pem") + "\"");
      lines.add("private_key=\"" + pki.file("somchai.key") + "\"");
    }
    return lines;
  }

  private long resumed() {
    return running.accepted("eap-tls-resumed")
        + running.accepted("peap-resumed")
        + running.accepted("ttls-resumed");
  }

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void resumesAfterSuccess(String eap, String phase2, String version) throws Exception {
    EapolTest.Run run = client.run(network(eap, phase2, version, "correct horse"), "-r", "2");
    assertTrue(run.success(), run.output());
    assertTrue(run.output().contains("MPPE keys OK: 3  mismatch: 0"), run.output());
    assertEquals(2, resumed(), run.output());
    assertEquals(
        List.of("somchai", "somchai", "somchai"),
        running.kept.events().stream().map(e -> e.userName()).toList());
  }

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void refusesToResumeForOneDisabledMeanwhile(String eap, String phase2, String version)
      throws Exception {
    running.kept.afterRecord = () -> running.accounts.disable("somchai");
    EapolTest.Run run = client.run(network(eap, phase2, version, "correct horse"), "-r", "1");
    assertFalse(run.success(), run.output());
    assertEquals("reject", running.kept.last().event());
    assertEquals("disabled", running.kept.last().reason());
    assertEquals("somchai", running.kept.last().userName());
  }

  @ParameterizedTest
  @CsvSource(textBlock = CASES)
  void doesNotResumeAfterTheTime(String eap, String phase2, String version) throws Exception {
    running.kept.afterRecord =
        () -> running.nowMillis.addAndGet(TlsSettings.RESUMPTION_TIME.toMillis());
    EapolTest.Run run = client.run(network(eap, phase2, version, "correct horse"), "-r", "1");
    assertEquals(0, resumed(), run.output());
    assertEquals("tls-session-too-old", running.kept.last().reason(), run.output());
  }
}
