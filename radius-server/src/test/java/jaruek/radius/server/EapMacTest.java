package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.eap.EapConfig;
import jaruek.radius.eap.EapMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Switches that ask for a device by EAP-MD5: eapol_test in their place. */
class EapMacTest {
  private static final String MAC = "02:00:00:00:00:01"; // what eapol_test comes from

  @TempDir Path folder;
  private RunningServer running;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Files.isExecutable(EapolTest.program()), "needs the Debian package eapoltest");
    running = server(List.of(), true);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void startAnew(List<EapMethod> methods, boolean macAuthentication) throws IOException {
    running.close();
    running = server(methods, macAuthentication);
  }

  private RunningServer server(List<EapMethod> methods, boolean macAuthentication)
      throws IOException {
    RunningServer server =
        new RunningServer(Files.createTempDirectory(folder, "server"), EapConfig.of(methods, null));
    if (macAuthentication) server.clients.replace(List.of(RunningServer.macClient()));
    server.accounts.add(new NewAccount("somchai", "020000000001", null, null, null, null, true));
    return server;
  }

  private EapolTest.Run ask(String eap, String identity, String password) throws Exception {
    return new EapolTest(folder, running.server.authenticationAddress().getPort())
        .run(
            List.of("eap=" + eap, "identity=\"" + identity + "\"", "password=\"" + password + "\""),
            "-n");
  }

  private void assertRefused(String reason, EapolTest.Run run) {
    assertFalse(run.success(), run.output());
    assertEquals("reject", running.kept.last().event());
    assertEquals(reason, running.kept.last().reason());
  }

  private void knowDevice() {
    running.accounts.add(new NewAccount(MAC, "", null, null, null, null, false));
  }

  @Test
  void letsADeviceInThoughEapIsOfferedToNobody() throws Exception {
    assertRefused("unknown-mac", ask("MD5", "020000000001", "020000000001"));
    knowDevice();
    for (String form : List.of("020000000001", "02-00-00-00-00-01", "0200.0000.0001")) {
      assertTrue(ask("MD5", form, form).success(), form);
      assertEquals("accept", running.kept.last().event());
      assertEquals(MAC, running.kept.last().userName());
    }
    EapolTest.Run other = ask("MD5", MAC, "02-00-00-00-00-01");
    assertTrue(other.success(), other.output());
    assertRefused("mac-password-differs", ask("MD5", MAC, "guess"));
    assertRefused("eap-not-offered", ask("MD5", "somchai", "020000000001"));
    assertRefused("eap-not-offered", ask("MD5", "020000000002", "020000000002"));
  }

  @Test
  void isNotForPeopleWhereEapMd5IsOff() throws Exception {
    startAnew(List.of(EapMethod.MSCHAPV2), true);
    assertRefused("eap-no-common-method", ask("MD5", "somchai", "020000000001"));
    assertTrue(ask("MSCHAPV2", "somchai", "020000000001").success());
    knowDevice();
    assertTrue(ask("MD5", MAC, MAC).success());
    assertRefused("device-account", ask("MSCHAPV2", MAC, MAC));
  }

  @Test
  void isRefusedThroughAClientThatMayLetNoDevicesIn() throws Exception {
    startAnew(List.of(EapMethod.MSCHAPV2), false);
    knowDevice();
    assertRefused("mac-not-allowed", ask("MD5", MAC, MAC));
  }

  @Test
  void anAddressForANameIsNoOnesPasswordWhereMd5IsForPeople() throws Exception {
    startAnew(List.of(EapMethod.MD5), true);
    knowDevice();
    assertTrue(ask("MD5", MAC, MAC).success());
    assertRefused("device-account", ask("MD5", MAC, "guess"));
    assertTrue(ask("MD5", "somchai", "020000000001").success());
  }
}
