package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.certificate.Bundling;
import jaruek.radius.certificate.CertificateAuthority;
import jaruek.retention.record.Transport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's radsecproxy takes datagrams of real clients and brings them to us by TLS. */
class RadsecproxyTest {
  private static final Path PROXY = Path.of("/usr/sbin/radsecproxy");
  private static final String PASSWORD = "correct horse";

  @TempDir static Path folder;
  private static RunningRadSec radSec;
  private static Process proxy;
  private static int udpPort;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.isExecutable(PROXY), "needs the Debian package radsecproxy");
    assumeTrue(Files.isExecutable(Radclient.PROGRAM), "needs the Debian package freeradius-utils");
    radSec = RunningRadSec.withEap(folder);
    radSec.running.accounts.add(new NewAccount("somchai", PASSWORD, null, null, null, null, true));
    Path pem = folder.resolve("proxy.pem");
    radSec.issue(radSec.authority, "proxy", Bundling.PEM, pem);
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      udpPort = free.getLocalPort();
    }
    Path configuration = folder.resolve("radsecproxy.conf");
    Files.writeString(
        configuration,
        """
        ListenUDP 127.0.0.1:%d
        tls default {
          CACertificateFile %s
          CertificateFile %s
          CertificateKeyFile %s
        }
        client 127.0.0.1 {
          type udp
          secret %s
        }
        server jaruek {
          type tls
          host 127.0.0.1
          port %d
          secret radsec
          StatusServer on
        }
        realm * {
          server jaruek
          accountingServer jaruek
        }
        """
            .formatted(
                udpPort,
                radSec.authority.file(CertificateAuthority.CA),
                pem,
                pem,
                RunningServer.SECRET,
                radSec.port.address().getPort()));
    proxy =
        new ProcessBuilder(PROXY.toString(), "-f", "-d", "2", "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("radsecproxy.log").toFile())
            .start();
    RunningServer.await(() -> radSec.running.counted("radsec.connections-1.0") > 0);
  }

  @AfterAll
  static void stop() throws Exception {
    if (proxy != null) {
      proxy.destroy();
      proxy.waitFor(20, TimeUnit.SECONDS);
    }
    if (radSec != null) radSec.close();
  }

  @BeforeEach
  void forget() {
    radSec.running.kept.clear();
  }

  private static String radclient(String command, String attributes)
      throws IOException, InterruptedException {
    var proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), udpPort);
    return new Radclient(proxy, RunningServer.SECRET, 2, Radclient.PATIENCE_SECONDS)
        .ask(command, attributes);
  }

  private static void assertContains(String part, String output) throws IOException {
    assertTrue(output.contains(part), output + Files.readString(folder.resolve("radsecproxy.log")));
  }

  @ParameterizedTest
  @CsvSource({"correct horse, Access-Accept, accept", "wrong, Access-Reject, reject"})
  void bringsPap(String password, String verdict, String event) throws Exception {
    String output =
        radclient(
            "auth",
            "User-Name='somchai',User-Password='" + password + "',Message-Authenticator=0x00");
    assertContains("Received " + verdict, output);
    assertEquals(event, radSec.running.kept.last().event());
    assertEquals(Transport.TLS, radSec.running.kept.frames().getLast().transport());
  }

  @Test
  void bringsAccounting() throws Exception {
    for (String status : List.of("Start", "Interim-Update", "Stop")) {
      String output =
          radclient(
              "acct",
              "User-Name='somchai',Acct-Session-Id='rs1',Acct-Status-Type="
                  + status
                  + ",NAS-IP-Address=192.0.2.7,Acct-Session-Time=60");
      assertContains("Received Accounting-Response", output);
    }
    assertEquals(3, radSec.running.kept.frames().size());
    assertEquals("stop", radSec.running.kept.last().event());
  }

  /**
   * What is hidden by the shared secret is hidden anew by the proxy: the keys must come through.
   */
  @Test
  void bringsMsChapKeys() throws Exception {
    assumeTrue(Files.isExecutable(EapolTest.program()), "needs the Debian package eapoltest");
    EapolTest.Run run =
        eapol("eap=MSCHAPV2", "identity=\"somchai\"", "password=\"" + PASSWORD + "\"");
    assertTrue(run.success(), run.output());
    assertTrue(run.keysAgree(), run.output());
  }

  private static EapolTest.Run eapol(String... network) throws Exception {
    return new EapolTest(folder, udpPort).run(List.of(network));
  }

  private static List<String> tunnelled(String eap, String phase2, String password, int disable) {
    return new ArrayList<>(
        List.of(
            "eap=" + eap,
            "identity=\"somchai\"",
            "anonymous_identity=\"anonymous\"",
            "password=\"" + password + "\"",
            "ca_cert=\"" + radSec.authority.file(CertificateAuthority.CA) + "\"",
            "phase1=\"tls_disable_tlsv1_3=" + disable + "\"",
            "phase2=\"" + phase2 + "\""));
  }

  @ParameterizedTest
  @CsvSource({
    "PEAP, auth=MSCHAPV2, 0",
    "PEAP, auth=MSCHAPV2, 1",
    "PEAP, auth=GTC, 0",
    "TTLS, auth=PAP, 0",
    "TTLS, auth=PAP, 1",
    "TTLS, auth=MSCHAPV2, 0",
    "TTLS, autheap=MSCHAPV2, 1"
  })
  void bringsTunnelledEap(String eap, String phase2, int disable) throws Exception {
    assumeTrue(Files.isExecutable(EapolTest.program()), "needs the Debian package eapoltest");
    EapolTest.Run run =
        new EapolTest(folder, udpPort).run(tunnelled(eap, phase2, PASSWORD, disable));
    assertTrue(run.success(), run.output());
    assertTrue(run.keysAgree(), run.output());
    EapolTest.Run wrong =
        new EapolTest(folder, udpPort).run(tunnelled(eap, phase2, "wrong", disable));
    assertTrue(!wrong.success(), wrong.output());
    assertEquals("reject", radSec.running.kept.last().event());
  }

  /** The office's own certificates log in by EAP-TLS. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void bringsEapTlsWithTheOfficesCertificates(int disable) throws Exception {
    assumeTrue(Files.isExecutable(EapolTest.program()), "needs the Debian package eapoltest");
    Path bundle = radSec.bundle("somchai");
    EapolTest.Run run =
        eapol(
            "eap=TLS",
            "identity=\"somchai\"",
            "ca_cert=\"" + radSec.authority.file(CertificateAuthority.CA) + "\"",
            "private_key=\"" + bundle + "\"",
            "private_key_passwd=\"" + RunningRadSec.PASSPHRASE + "\"",
            "phase1=\"tls_disable_tlsv1_3=" + disable + "\"");
    assertTrue(run.success(), run.output());
    assertTrue(run.keysAgree(), run.output());
    assertEquals("somchai", radSec.running.kept.last().userName());
  }
}
