package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.eap.OfficePki;
import jaruek.radius.proxy.Pool;
import jaruek.radius.proxy.ProxyConfig;
import jaruek.radius.proxy.Realm;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** radclient and eapol_test log in through us at FreeRADIUS. */
class ProxyToFreeRadiusTest {
  private static final String USERS =
      """
      bob@uni.ac.th Cleartext-Password := "bob pw"
        Reply-Message = "welcome", Tunnel-Private-Group-Id:0 = "666", Filter-Id = "all", Class = 0xabcd, User-Name = "bob"
      """;

  @TempDir static Path folder;
  private static OfficePki pki;
  private static FreeRadiusHome first;
  private static FreeRadiusHome second;
  private static RunningServer running;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.isExecutable(FreeRadius.PROGRAM), "needs the Debian package freeradius");
    assumeTrue(Files.isExecutable(Radclient.PROGRAM), "needs the Debian package freeradius-utils");
    assumeTrue(Files.isExecutable(EapolTest.program()), "needs the Debian package eapoltest");
    assumeTrue(Files.isExecutable(OfficePki.OPENSSL), "needs the Debian package openssl");
    pki = new OfficePki(folder);
    pki.root("ca", "EC");
    pki.certificate("server", "2048", "radius.uni.example", "ca", "server");
    first = new FreeRadiusHome(folder.resolve("first"), USERS, pki);
    second = new FreeRadiusHome(folder.resolve("second"), USERS, pki);
    Pool ordered =
        new Pool("ordered", Pool.Type.FAIL_OVER, List.of(first.as("first"), second.as("second")));
    Pool shared =
        new Pool("shared", Pool.Type.LOAD_BALANCE, List.of(first.as("first"), second.as("second")));
    ProxyConfig config =
        new ProxyConfig(
            List.of(
                Realm.local("school.ac.th"),
                Realm.of("*.ac.th", ordered).withAccounting(),
                Realm.of("shared.example", shared)),
            Set.of(),
            false,
            "school.ac.th",
            true,
            true,
            ProxyConfig.PROXY_STATES_MAX,
            ProxyConfig.Limits.DEFAULT);
    running = new RunningServer(folder, config);
    running.accounts.add(NewAccount.of("malee", "local pw"));
  }

  @AfterAll
  static void stop() {
    if (running != null) running.close();
    if (first != null) first.close();
    if (second != null) second.close();
  }

  private static String radclient(String command, String attributes) throws Exception {
    InetSocketAddress server =
        command.equals("acct")
            ? running.server.accountingAddress()
            : running.server.authenticationAddress();
    return Radclient.patient(server).ask(command, attributes);
  }

  private static String login(String proof) throws Exception {
    return radclient(
        "auth",
        "User-Name='bob@uni.ac.th',"
            + proof
            + ",Message-Authenticator=0x00,Calling-Station-Id='AA-BB-CC-00-11-22',Proxy-State=0x0102,Proxy-State=0x0304");
  }

  private static void assertContains(String part, String output) {
    assertTrue(output.contains(part), output);
  }

  private static void assertReason(String reason) {
    assertEquals(reason, running.kept.last().reason());
  }

  @Test
  void logsInByPapAndPassesOnlyWhatIsAllowed() throws Exception {
    String output = login("User-Password='bob pw'");
    assertContains("Received Access-Accept", output);
    assertContains("Reply-Message = \"welcome\"", output);
    assertContains("Class = 0xabcd", output);
    assertContains("User-Name = \"bob@uni.ac.th\"", output);
    String reply = output.substring(output.indexOf("Received"));
    assertFalse(reply.contains("666") || reply.contains("Filter-Id"), output);
    assertTrue(reply.indexOf("0x0102") < reply.indexOf("0x0304"), output);
    assertTrue(reply.indexOf("Message-Auth") < reply.indexOf("Reply-Message"), output);
    var event = running.kept.last();
    assertEquals("accept", event.event());
    assertEquals("bob@uni.ac.th", event.userName());
    assertEquals("proxy", event.reason());
    assertEquals("realm uni.ac.th, home server first, user bob@uni.ac.th", event.cause());
    assertContains("Operator-Name = \"1school.ac.th\"", first.seen());
    assertContains("Chargeable-User-Identity = 0x00", first.seen());
  }

  @Test
  void logsInByChapWhoseChallengeWasTheAuthenticator() throws Exception {
    assertContains("Received Access-Accept", login("CHAP-Password='bob pw'"));
  }

  @Test
  void logsInByMsChapWithKeysHiddenAnew() throws Exception {
    String output = login("MS-CHAP-Password='bob pw'");
    assertContains("Received Access-Accept", output);
    // radclient reveals them by the authenticator of its own request
    assertContains("MS-CHAP-MPPE-Keys = 0x0000000000000000", output);
  }

  @Test
  void isRefusedByTheHomeServer() throws Exception {
    assertContains("Received Access-Reject", login("User-Password='wrong'"));
    assertReason("home-server-refused");
    assertEquals("bob@uni.ac.th", running.kept.last().userName());
    assertEquals("realm uni.ac.th, home server first", running.kept.last().cause());
  }

  @Test
  void logsInLocallyWithoutTheRealm() throws Exception {
    String output =
        radclient(
            "auth",
            "User-Name='malee@School.ac.th',User-Password='local pw',Message-Authenticator=0x00");
    assertContains("Received Access-Accept", output);
    assertContains("User-Name = \"malee\"", output);
    assertEquals("malee", running.kept.last().userName());
  }

  @Test
  void refusesNonsenseItself() throws Exception {
    String output =
        radclient(
            "auth", "User-Name='bob@uni.ac.th ',User-Password='bob pw',Message-Authenticator=0x00");
    assertContains("Received Access-Reject", output);
    assertReason("realm-with-space");
  }

  private EapolTest.Run peap(String password) throws Exception {
    EapolTest client = new EapolTest(folder, running.server.authenticationAddress().getPort());
    return client.run(
        List.of(
            "eap=PEAP",
            "identity=\"bob@uni.ac.th\"",
            "anonymous_identity=\"anonymous@uni.ac.th\"",
            "password=\"" + password + "\"",
            "ca_cert=\"" + pki.file("ca.pem") + "\"",
            "phase2=\"auth=MSCHAPV2\""));
  }

  @Test
  void keysOfPeapAgree() throws Exception {
    EapolTest.Run run = peap("bob pw");
    assertTrue(run.success(), run.output());
    assertTrue(run.keysAgree(), run.output());
    assertEquals("anonymous@uni.ac.th", running.kept.last().userName());
    assertEquals("accept", running.kept.last().event());
    assertFalse(peap("wrong").success());
    assertReason("home-server-refused");
  }

  @Test
  void aConversationStaysAtItsServer() throws Exception {
    EapolTest client = new EapolTest(folder, running.server.authenticationAddress().getPort());
    for (int i = 0; i < 6; i++) {
      EapolTest.Run run =
          client.run(
              List.of(
                  "eap=PEAP",
                  "identity=\"bob@uni.ac.th\"",
                  "anonymous_identity=\"anonymous@shared.example\"",
                  "password=\"bob pw\"",
                  "ca_cert=\"" + pki.file("ca.pem") + "\"",
                  "phase2=\"auth=MSCHAPV2\""),
              "-M",
              "02:00:00:00:00:0" + i);
      assertTrue(run.success(), run.output());
    }
    assertContains("anonymous@shared.example", first.seen());
    assertContains("anonymous@shared.example", second.seen());
  }

  @Test
  void anotherServerIsAskedAndTheFirstRevives() throws Exception {
    first.stop();
    assertContains("Received Access-Accept", login("User-Password='bob pw'"));
    assertEquals(
        "realm uni.ac.th, home server second, user bob@uni.ac.th", running.kept.last().cause());
    RunningServer.await(() -> life("first", "authentication").equals("dead"));
    first.restart();
    RunningServer.await(() -> life("first", "authentication").equals("alive"));
    assertContains("Received Access-Accept", login("User-Password='bob pw'"));
    assertEquals(
        "realm uni.ac.th, home server first, user bob@uni.ac.th", running.kept.last().cause());
  }

  private static String life(String name, String purpose) {
    return running.proxy().status().stream()
        .filter(s -> s.name().equals(name) && s.purpose().equals(purpose))
        .map(s -> s.state())
        .findFirst()
        .orElse("");
  }

  @Test
  void accountingIsKeptAndAnsweredFirstAndDeliveredLater() throws Exception {
    first.stop();
    second.stop();
    String output =
        radclient(
            "acct",
            "User-Name='bob@uni.ac.th',Acct-Status-Type=Start,Acct-Session-Id='s-77',Acct-Delay-Time=2,"
                + "NAS-IP-Address=192.0.2.9,Framed-IP-Address=10.0.0.7");
    assertContains("Received Accounting-Response", output);
    assertEquals("start", running.kept.last().event());
    assertEquals("bob@uni.ac.th", running.kept.last().userName());
    RunningServer.await(() -> life("first", "accounting").equals("dead"));
    first.restart();
    second.restart();
    RunningServer.await(() -> running.proxy().accountingWaiting() == 0);
    String seen = first.seen() + second.seen();
    assertContains("Acct-Session-Id = \"s-77\"", seen);
    assertFalse(seen.contains("Acct-Delay-Time = 2\n"), seen);
    RunningServer.await(() -> life("first", "authentication").equals("alive"));
  }
}
