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
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FreeRADIUS's own client speaks to us. */
class RadclientTest {

  @TempDir Path folder;
  private RunningServer running;

  @BeforeEach
  void start() {
    assumeTrue(Files.isExecutable(Radclient.PROGRAM), "needs the Debian package freeradius-utils");
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
    String seconds = secret.equals(RunningServer.SECRET) ? Radclient.PATIENCE_SECONDS : "0.5";
    return new Radclient(server, secret, 1, seconds).ask(command, attributes);
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
  void logsInByMsChapWithItsKeys() throws Exception {
    String output = auth("User-Name='malee',MS-CHAP-Password='chap pw',Message-Authenticator=0x00");
    assertContains("Received Access-Accept", output);
    // LM key of zeros, then NtPasswordHashHash of "chap pw"
    assertContains("MS-CHAP-MPPE-Keys = 0x0000000000000000", output);
    assertContains("MS-MPPE-Encryption-Types = RC4-40or128-bit-Allowed", output);
    assertEquals("accept", running.kept.last().event());
    output = auth("User-Name='malee',MS-CHAP-Password='wrong',Message-Authenticator=0x00");
    assertContains("Received Access-Reject", output);
    assertContains("E=691 R=0 C=", output);
    assertEquals("bad-password", running.kept.last().reason());
    auth("User-Name='somchai',MS-CHAP-Password='correct horse',Message-Authenticator=0x00");
    assertEquals("no-chap-secret", running.kept.last().reason());
    auth("User-Name='nobody',MS-CHAP-Password='x',Message-Authenticator=0x00");
    assertEquals("unknown-user", running.kept.last().reason());
    running.accounts.disable("malee");
    output = auth("User-Name='malee',MS-CHAP-Password='chap pw',Message-Authenticator=0x00");
    assertContains("E=647 R=0 C=", output);
    assertEquals("disabled", running.kept.last().reason());
  }

  /** The vectors of RFC 2759 section 9.2: radclient itself knows version 1 only. */
  @Test
  void logsInByMsChapVersion2AsRfc2759Does() throws Exception {
    running.accounts.add(new NewAccount("User", "clientPass", null, null, null, null, true));
    String peer = "21402324255E262A28295F2B3A337C7E0000000000000000";
    String response = "82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF";
    for (String name : List.of("User", "OFFICE\\\\User")) {
      String output =
          auth(
              "User-Name='"
                  + name
                  + "',MS-CHAP-Challenge=0x5B5D7C7D7B3F2F3E3C2C602132262628,MS-CHAP2-Response=0x0700"
                  + peer
                  + response
                  + ",Message-Authenticator=0x00");
      assertContains("Received Access-Accept", output);
      String success = "S=407A5589115FD0D6209F510FE9C04566932CDA56";
      assertContains(
          "MS-CHAP2-Success = 0x07"
              + HexFormat.of().formatHex(success.getBytes(StandardCharsets.US_ASCII)),
          output);
      // RFC 3079 section 3.5.3
      assertContains("MS-MPPE-Send-Key = 0x8b7cdc149b993a1ba118cb153f56dccb", output);
      assertContains("MS-MPPE-Recv-Key = 0x", output);
    }
    String changed =
        auth(
            "User-Name='User',MS-CHAP-Challenge=0x5B5D7C7D7B3F2F3E3C2C602132262628,"
                + "MS-CHAP2-CPW=0x0709"
                + "00".repeat(66)
                + ",Message-Authenticator=0x00");
    assertContains("E=709 R=0 C=", changed);
    assertEquals("password-change-refused", running.kept.last().reason());
  }

  @Test
  void devicesLogInByTheirMacAsEverySwitchWritesIt() throws Exception {
    running.clients.replace(List.of(RunningServer.macClient()));
    running.accounts.add(NewAccount.device("aa:bb:cc:00:11:22", "Printer"));
    List<String> requests =
        List.of(
            // Cisco
            "User-Name='aabbcc001122',User-Password='aabbcc001122',Service-Type=Call-Check,"
                + "Calling-Station-Id='AA-BB-CC-00-11-22',NAS-Port-Type=Ethernet",
            // HP ProCurve: CHAP
            "User-Name='aabbcc-001122',CHAP-Password='aabbcc-001122',"
                + "Calling-Station-Id='aa-bb-cc-00-11-22'",
            // Aruba, UniFi
            "User-Name='AABBCC001122',User-Password='AABBCC001122',Service-Type=Login-User,"
                + "Calling-Station-Id='AABBCC001122',NAS-Port-Type=Wireless-802.11",
            // Ruckus: the shared secret for a password
            "User-Name='aabbcc001122',User-Password='xyzzy5461',"
                + "Calling-Station-Id='AA-BB-CC-00-11-22'",
            // MikroTik: no password
            "User-Name='AA:BB:CC:00:11:22',User-Password='',"
                + "Calling-Station-Id='AA-BB-CC-00-11-22'",
            // Fortinet
            "User-Name='AA-BB-CC-00-11-22',User-Password='AA-BB-CC-00-11-22',"
                + "Calling-Station-Id='AA-BB-CC-00-11-22'",
            // Huawei
            "User-Name='aabb-cc00-1122',User-Password='aabb-cc00-1122',"
                + "Calling-Station-Id='aa-bb-cc-00-11-22'",
            // Extreme and others: no Calling-Station-Id, but Call-Check
            "User-Name='aabb.cc00.1122',User-Password='x',Service-Type=Call-Check");
    for (String request : requests) {
      String output = auth(request + ",Message-Authenticator=0x00");
      assertContains("Received Access-Accept", output);
      assertContains("User-Name = \"aa:bb:cc:00:11:22\"", output);
      assertEquals("aa:bb:cc:00:11:22", running.kept.last().userName(), request);
    }
  }

  @Test
  void aDevicesAddressIsNoPasswordElsewhere() throws Exception {
    running.accounts.add(NewAccount.device("aa:bb:cc:00:11:22", "Printer"));
    String ofSwitch =
        "User-Name='aabbcc001122',User-Password='aabbcc001122',"
            + "Calling-Station-Id='AA-BB-CC-00-11-22',Message-Authenticator=0x00";
    assertContains("Received Access-Reject", auth(ofSwitch));
    assertEquals("mac-not-allowed", running.kept.last().reason());
    running.clients.replace(List.of(RunningServer.macClient()));
    // somebody at a login page, who read it off the printer
    String typed =
        "User-Name='aa:bb:cc:00:11:22',User-Password='aa:bb:cc:00:11:22',"
            + "Calling-Station-Id='66-55-44-33-22-11',Message-Authenticator=0x00";
    assertContains("Received Access-Reject", auth(typed));
    assertEquals("device-account", running.kept.last().reason());
    String unknown =
        "User-Name='aabbcc001199',User-Password='aabbcc001199',"
            + "Calling-Station-Id='AA-BB-CC-00-11-99',Message-Authenticator=0x00";
    assertContains("Received Access-Reject", auth(unknown));
    assertEquals("unknown-mac", running.kept.last().reason());
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
    RunningServer.await(() -> running.rejected("bad-message-authenticator") == 1);
    assertContains(
        "No reply",
        run(running.server.accountingAddress(), "acct", "wrong", "Acct-Status-Type=Start"));
    RunningServer.await(() -> running.rejected("bad-request-authenticator") == 1);
    running.clients.replace(List.of());
    assertContains("No reply", run(running.server.authenticationAddress(), "auth", "other", login));
    RunningServer.await(() -> running.rejected("unknown-client") == 1);
  }
}
