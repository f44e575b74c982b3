package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.appliance.doctor.Finding;
import jaruek.appliance.doctor.LoginCheck;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.account.NewAccount;
import jaruek.radius.account.Refusal;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.MacAddress;
import jaruek.retention.telemetry.Telemetry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoginCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-23T03:42:01Z");

  @TempDir private Path folder;
  private final ListedRows rows = new ListedRows();
  private Accounts accounts;

  @BeforeEach
  void start() {
    accounts =
        new Accounts(
            AccountsConfig.in(folder, ZoneOffset.UTC),
            new Telemetry(),
            InstantSource.fixed(NOW),
            new SecureRandom());
    accounts.start();
    accounts.add(NewAccount.of("somchai", "correct horse"));
  }

  @AfterEach
  void stop() {
    accounts.close();
  }

  private List<String> look(String user) {
    return new LoginCheck(user, accounts, rows, InstantSource.fixed(NOW))
        .look().stream().map(LoginCheckTest::word).toList();
  }

  private static String word(Finding finding) {
    return finding.grade().word() + " " + finding.code();
  }

  private void rejected(long secondsAgo, String user, String reason) {
    rows.add(
        Dataset.IDENTITY,
        NOW.minusSeconds(secondsAgo).toEpochMilli(),
        Identity.EVENT,
        "reject",
        Identity.USER_NAME,
        user,
        Identity.NAS,
        "192.0.2.1",
        Identity.MAC,
        MacAddress.parse("02:00:00:00:00:01").orElseThrow(),
        Identity.REASON,
        reason);
  }

  private void accepted(long secondsAgo, String user) {
    long at = NOW.minusSeconds(secondsAgo).toEpochMilli();
    rows.add(Dataset.IDENTITY, at, Identity.EVENT, "accept", Identity.USER_NAME, user);
  }

  private void dropped(long secondsAgo, String reason) {
    long at = NOW.minusSeconds(secondsAgo).toEpochMilli();
    rows.add(
        Dataset.IDENTITY,
        at,
        Identity.EVENT,
        "reject",
        Identity.NAS,
        "192.0.2.1",
        Identity.REASON,
        reason);
  }

  @Test
  void tellsWhatFailedSinceTheLastLoginThatWorked() {
    rejected(300, "somchai", "no-chap-secret");
    accepted(200, "somchai");
    rejected(100, "somchai", "bad-password");
    rejected(50, "somebody", "expired");
    assertEquals(
        List.of(
            "ok login-account-good",
            "fault login-bad-password",
            "warning login-no-chap-secret",
            "ok login-accepted"),
        look("somchai"));
  }

  @Test
  void tellsWhatIsWrongWithTheAccountAndWhatDevicesSent() {
    accounts.disable("somchai");
    dropped(10, "no-message-authenticator");
    dropped(5, "no-message-authenticator");
    assertEquals(
        List.of(
            "fault login-account-disabled",
            "warning login-none",
            "warning login-no-message-authenticator"),
        look("somchai"));
    assertEquals("warning login-no-account", look("nobody").getFirst());
  }

  @Test
  void findsADeviceHoweverTheSwitchWritesItsAddress() {
    accounts.add(NewAccount.device("02-00-00-00-00-01", "Printer"));
    rejected(20, "020000000001", "mac-not-allowed");
    assertEquals(
        List.of("ok login-account-device", "fault login-mac-not-allowed"),
        look("02:00:00:00:00:01").subList(0, 2));
  }

  @Test
  void everyReasonHasWordsInBothLanguages() {
    for (String language : List.of("en", "th")) {
      ResourceBundle words = ResourceBundle.getBundle("jaruek.appliance.messages_" + language);
      for (Refusal why : Refusal.values()) {
        String key = "doctor.login-" + why.word();
        assertTrue(why.silent() || words.containsKey(key), language + " " + key);
        assertTrue(why.silent() || words.containsKey(key + ".do"), language + " " + key);
      }
    }
  }
}
