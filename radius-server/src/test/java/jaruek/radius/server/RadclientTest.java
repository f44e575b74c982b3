package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.account.NewAccount;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FreeRADIUS's own client speaks to us. */
class RadclientTest {
  private static final Path RADCLIENT = Path.of("/usr/bin/radclient");

  @TempDir Path folder;
  private RunningServer running;

  @BeforeEach
  void start() {
    assumeTrue(Files.isExecutable(RADCLIENT), "needs the Debian package freeradius-utils");
    running = new RunningServer(folder);
    running.accounts.add(NewAccount.of("somchai", "correct horse"));
    running.accounts.add(new NewAccount("malee", "chap pw", null, null, null, null, true));
  }

  @AfterEach
  void stop() {
    if (running != null) running.close();
  }

  private String auth(String attributes) throws IOException, InterruptedException {
    return run(running.server.authenticationAddress(), "auth", RunningServer.SECRET, attributes);
  }

  private String acct(String attributes) throws IOException, InterruptedException {
    return run(running.server.accountingAddress(), "acct", RunningServer.SECRET, attributes);
  }

  private static String run(
      InetSocketAddress server, String command, String secret, String attributes)
      throws IOException, InterruptedException {
    Process radclient =
        new ProcessBuilder(
                RADCLIENT.toString(),
                "-x",
                "-r",
                "1",
                "-t",
                secret.equals(RunningServer.SECRET) ? "20" : "0.5",
                "127.0.0.1:" + server.getPort(),
                command,
                secret)
            .redirectErrorStream(true)
            .start();
    try (var in = radclient.getOutputStream()) {
      in.write((attributes + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(radclient.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    radclient.waitFor();
    return output;
  }

  private static void assertContains(String part, String output) {
    assertTrue(output.contains(part), output);
  }

  @Test
  void logsInByPap() throws Exception {
    assertContains(
        "Received Access-Accept",
        auth(
            "User-Name='somchai',User-Password='correct horse',Message-Authenticator=0x00,"
                + "Calling-Station-Id='AA-BB-CC-00-11-22',NAS-IP-Address=192.0.2.9"));
    assertEquals("accept", running.kept.last().event());
    assertEquals("192.0.2.9", running.kept.last().nas());
  }

  @Test
  void isRejectedWithTheWrongPassword() throws Exception {
    assertContains(
        "Received Access-Reject",
        auth("User-Name='somchai',User-Password='no',Message-Authenticator=0x00"));
    assertEquals("bad-password", running.kept.last().reason());
  }

  @Test
  void logsInByChapWhereASecretIsSealed() throws Exception {
    assertContains(
        "Received Access-Accept",
        auth("User-Name='malee',CHAP-Password='chap pw',Message-Authenticator=0x00"));
    assertContains(
        "Received Access-Reject",
        auth("User-Name='malee',CHAP-Password='wrong',Message-Authenticator=0x00"));
    assertEquals("bad-password", running.kept.last().reason());
    assertContains(
        "Received Access-Reject",
        auth("User-Name='somchai',CHAP-Password='correct horse',Message-Authenticator=0x00"));
    assertEquals("no-chap-secret", running.kept.last().reason());
    assertContains(
        "Received Access-Reject",
        auth("User-Name='nobody',CHAP-Password='x',Message-Authenticator=0x00"));
    assertEquals("unknown-user", running.kept.last().reason());
  }

  @Test
  void logsInByChapWithAChallengeOfItsOwn() throws Exception {
    assertContains(
        "Received Access-Accept",
        auth(
            "User-Name='malee',CHAP-Password='chap pw',CHAP-Challenge=0x0102030405060708,"
                + "Message-Authenticator=0x00"));
  }

  @Test
  void sendsAccounting() throws Exception {
    for (String status : List.of("Start", "Interim-Update", "Stop")) {
      assertContains(
          "Received Accounting-Response",
          acct(
              "Acct-Status-Type="
                  + status
                  + ",User-Name='somchai',Acct-Session-Id='a1',Framed-IP-Address=10.5.0.17,"
                  + "Acct-Input-Octets=5,Acct-Input-Gigawords=1,Acct-Terminate-Cause=User-Request"));
    }
    for (String status : List.of("Accounting-On", "Accounting-Off")) {
      assertContains(
          "Received Accounting-Response",
          acct("Acct-Status-Type=" + status + ",NAS-IP-Address=192.0.2.9"));
    }
    assertEquals(
        List.of("start", "interim", "stop", "accounting-on", "accounting-off"),
        running.kept.events().stream().map(e -> e.event()).toList());
    assertEquals("user-request", running.kept.events().get(2).cause());
    assertEquals((1L << 32) + 5, running.kept.events().get(2).inputBytes());
  }

  @Test
  void sendsAccountingWithMessageAuthenticator() throws Exception {
    assertContains(
        "Received Accounting-Response",
        acct("Acct-Status-Type=Start,User-Name='somchai',Message-Authenticator=0x00"));
  }

  @Test
  void asksForStatusOnBothPorts() throws Exception {
    assertContains(
        "Received Access-Accept",
        run(
            running.server.authenticationAddress(),
            "status",
            RunningServer.SECRET,
            "Message-Authenticator=0x00"));
    assertContains(
        "Received Accounting-Response",
        run(
            running.server.accountingAddress(),
            "status",
            RunningServer.SECRET,
            "Message-Authenticator=0x00,Response-Packet-Type=Accounting-Response"));
  }

  @Test
  void getsNoAnswerWithTheWrongSecretOrAsUnknownClient() throws Exception {
    String login = "User-Name='somchai',User-Password='correct horse',Message-Authenticator=0x00";
    assertContains("No reply", run(running.server.authenticationAddress(), "auth", "wrong", login));
    assertEquals(1, running.rejected("bad-message-authenticator"));
    assertContains(
        "No reply",
        run(running.server.accountingAddress(), "acct", "wrong", "Acct-Status-Type=Start"));
    assertEquals(1, running.rejected("bad-request-authenticator"));
    running.clients.replace(List.of());
    assertContains("No reply", run(running.server.authenticationAddress(), "auth", "other", login));
    assertEquals(1, running.rejected("unknown-client"));
  }
}
