package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.account.PasswordCost;
import jaruek.radius.account.Verdict;
import jaruek.retention.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserCommandsTest {
  @TempDir private Path folder;
  private Accounts accounts;
  private CommandTester tester;

  @BeforeEach
  void start() {
    AccountsConfig config =
        new AccountsConfig(
            folder.resolve("accounts.db"),
            folder.resolve("accounts.key"),
            ZoneId.of("Asia/Bangkok"),
            new PasswordCost(64, 1, 1),
            16,
            Duration.ofMinutes(1));
    accounts = new Accounts(config, new Telemetry(), () -> CommandTester.NOW, new SecureRandom());
    accounts.start();
    tester = new CommandTester(new UserCommands(accounts).commands());
  }

  @AfterEach
  void stop() {
    accounts.close();
  }

  private static ObjectNode user(String name) {
    return AdminCodec.object().put("user", name);
  }

  private AdminReply.End add(String name) {
    return tester.ask(
        "user add", user(name).put("password", "open sesame").put("fullName", "สมชาย"));
  }

  private Verdict login(String name, String password) {
    return accounts.verify(name, password.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void addsShowsAndListsAnAccountWithoutItsPassword() {
    assertEquals(AdminCodes.USER_ADDED, add("somchai").code());
    assertInstanceOf(Verdict.Accepted.class, login("somchai", "open sesame"));
    assertEquals(0, tester.ask("user show", user("somchai")).status());
    assertEquals("สมชาย", tester.rows().getFirst().path("fullName").textValue());
    assertEquals(0, tester.ask("user list", AdminCodec.object()).status());
    assertEquals("somchai", tester.rows().getFirst().path("userName").textValue());
    assertEquals(AdminCodes.USER_EXISTS, add("somchai").code());
    assertEquals(AdminCodes.USER_UNKNOWN, tester.ask("user show", user("nobody")).code());
    assertFalse(tester.everything().contains("open sesame"));
  }

  @Test
  void namesTheArgumentThatARuleRefuses() {
    AdminReply.End end =
        tester.ask("user add", user("a").put("password", "pw").put("nationalId", "123"));
    assertEquals(AdminCodes.ARGUMENT_INVALID, end.code());
    assertEquals("nationalId", end.arguments().path("argument").textValue());
    assertEquals(AdminCodes.ARGUMENT_MISSING, tester.ask("user add", user("somchai")).code());
    assertEquals(
        "password",
        tester
            .ask("user add", user("a").put("password", ""))
            .arguments()
            .path("argument")
            .textValue());
  }

  @Test
  void changesDisablesAndRemovesAnAccount() {
    add("somchai");
    assertEquals(
        AdminCodes.USER_CHANGED,
        tester.ask("user set-password", user("somchai").put("password", "new word")).code());
    assertInstanceOf(Verdict.Accepted.class, login("somchai", "new word"));
    assertEquals(AdminCodes.USER_CHANGED, tester.ask("user disable", user("somchai")).code());
    assertTrue(tester.rows().getFirst().path("disabled").booleanValue());
    assertInstanceOf(Verdict.Refused.class, login("somchai", "new word"));
    assertEquals(AdminCodes.USER_CHANGED, tester.ask("user enable", user("somchai")).code());
    assertEquals(AdminCodes.USER_REMOVED, tester.ask("user remove", user("somchai")).code());
    assertEquals(AdminCodes.USER_UNKNOWN, tester.ask("user disable", user("somchai")).code());
    assertFalse(tester.everything().contains("new word"));
  }

  @Test
  void importsAllRowsOrNamesEveryBadOne() {
    add("malee");
    String bad =
        """
        username,password,full_name
        somchai,pw12345,สมชาย
        ,pw12345,x
        somsri,,x
        malee,pw12345,x
        somchai,pw12345,x
        a,b,c,d
        """;
    AdminReply.End end = tester.ask("user import", AdminCodec.object().put("csv", bad));
    assertEquals(AdminCodes.IMPORT_ROWS, end.code());
    assertEquals("5", end.arguments().path("bad").asText());
    assertEquals("6", end.arguments().path("rows").asText());
    assertEquals(
        "3 import.row.missing username,4 import.row.missing password,5 import.row.exists ,"
            + "6 import.row.twice ,7 import.row.shape ",
        String.join(
            ",",
            tester.rows().stream()
                .map(
                    r ->
                        r.path("line").asText()
                            + " "
                            + r.path("code").asText()
                            + " "
                            + r.path("column").asText())
                .toList()));
    assertEquals(1, accounts.list().size());
    String good = "username,password,full_name\nsomchai,pw12345,สมชาย\nsomsri,pw12345,สมศรี\n";
    end = tester.ask("user import", AdminCodec.object().put("csv", good));
    assertEquals(AdminCodes.IMPORT_DONE, end.code());
    assertEquals(3, accounts.list().size());
    end = tester.ask("user import", AdminCodec.object().put("csv", "name,word\n"));
    assertEquals(AdminCodes.IMPORT_HEADER, end.code());
    assertFalse(tester.everything().contains("pw12345"));
  }

  @Test
  void ownPasswordIsThatOfTheAccountNamedLikeTheAsker() {
    add("somsri");
    ObjectNode wrong = AdminCodec.object().put("password", "guess").put("newPassword", "n");
    assertEquals(
        AdminCodes.USER_PASSWORD_WRONG, tester.ask("somsri", "user own-password", wrong).code());
    ObjectNode right =
        AdminCodec.object().put("password", "open sesame").put("newPassword", "brand new");
    assertEquals(AdminCodes.USER_UNKNOWN, tester.ask("nobody", "user own-password", right).code());
    assertEquals(AdminCodes.USER_CHANGED, tester.ask("somsri", "user own-password", right).code());
    assertInstanceOf(Verdict.Accepted.class, login("somsri", "brand new"));
    assertFalse(tester.everything().contains("brand new"));
  }

  @Test
  void exportHasAllColumnsNoPasswordAndNoFormula() {
    ObjectNode user =
        user("=cmd()").put("password", "open sesame").put("expires", "2027-03-31T17:00:00Z");
    tester.ask("user add", user.put("fullName", "ก, \"ข\"").put("extra", "room=+1"));
    AdminReply.End end = tester.ask("user export", AdminCodec.object());
    assertEquals(AdminCodes.USER_EXPORTED, end.code());
    assertEquals(
        "\ufeffusername,full_name,national_id,department,expires,group,phone,email,macs,disabled,room\r\n"
            + "'=cmd(),\"ก, \"\"ข\"\"\",,,2027-03-31,,,,,false,'+1\r\n",
        new String(tester.file(), StandardCharsets.UTF_8));
  }

  @Test
  void dryRunOfAnImportAddsNothing() {
    ObjectNode csv = AdminCodec.object().put("csv", "username,password\na,b\n");
    assertEquals(
        AdminCodes.IMPORT_CHECKED,
        tester.ask("user import", csv.deepCopy().put("dryRun", true)).code());
    assertTrue(accounts.list().isEmpty());
    assertEquals(AdminCodes.IMPORT_DONE, tester.ask("user import", csv).code());
  }
}
