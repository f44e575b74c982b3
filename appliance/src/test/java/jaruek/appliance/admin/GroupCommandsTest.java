package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.account.PasswordCost;
import jaruek.retention.telemetry.Telemetry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupCommandsTest {
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
    List<AdminCommand> commands = new ArrayList<>(new GroupCommands(accounts).commands());
    commands.addAll(new UserCommands(accounts).commands());
    tester = new CommandTester(commands);
  }

  @AfterEach
  void stop() {
    accounts.close();
  }

  private static ObjectNode group(String name) {
    return AdminCodec.object().put("group", name);
  }

  private JsonNode row() {
    return tester.rows().getFirst();
  }

  @Test
  void groupIsAddedChangedShownAndRemoved() {
    AdminReply.End added =
        tester.ask(
            "group add",
            group("ครู").put("schedule", "จ-ศ 07:30-17:00").put("dataQuota", "5GB/day"));
    assertEquals(AdminCodes.GROUP_ADDED, added.code());
    assertEquals(AdminCodes.GROUP_EXISTS, tester.ask("group add", group("ครู")).code());
    ObjectNode change =
        group("ครู")
            .put("vlan", "120")
            .put("attribute", "Cisco-AVPair=a")
            .put("without", "schedule");
    assertEquals(AdminCodes.GROUP_CHANGED, tester.ask("group change", change).code());
    tester.ask("group change", group("ครู").put("attribute", "Cisco-AVPair+=b"));
    tester.ask("group show", group("ครู"));
    assertEquals("120", row().path("vlan").textValue());
    assertEquals("5GB/day", row().path("dataQuota").textValue());
    assertFalse(row().has("schedule"));
    assertEquals("[\"Cisco-AVPair=a\",\"Cisco-AVPair=b\"]", row().path("attributes").toString());
    tester.ask(
        "user add", AdminCodec.object().put("user", "a").put("password", "p").put("group", "ครู"));
    tester.ask("group list", AdminCodec.object());
    assertEquals(1, row().path("accounts").intValue());
    assertEquals(AdminCodes.GROUP_USED, tester.ask("group remove", group("ครู")).code());
    tester.ask("user change", AdminCodec.object().put("user", "a").put("without", "group"));
    assertEquals(AdminCodes.GROUP_REMOVED, tester.ask("group remove", group("ครู")).code());
    assertEquals(AdminCodes.GROUP_UNKNOWN, tester.ask("group show", group("ครู")).code());
  }

  @Test
  void argumentThatCannotBeIsNamed() {
    assertInvalid("vlan", tester.ask("group add", group("g").put("vlan", "4095")));
    assertInvalid("vlanTag", tester.ask("group add", group("g").put("vlanTag", "32")));
    assertInvalid("attribute", tester.ask("group add", group("g").put("attribute", "x")));
    assertInvalid("group", tester.ask("group add", group("a,b")));
    assertEquals(0, accounts.groups().size());
    ObjectNode user = AdminCodec.object().put("user", "a").put("password", "p");
    assertInvalid("group", tester.ask("user add", user.deepCopy().put("group", "none")));
    assertInvalid("macs", tester.ask("user add", user.deepCopy().put("macs", "none")));
    assertInvalid("email", tester.ask("user add", user.deepCopy().put("email", "none")));
    assertInvalid("extra", tester.ask("user add", user.deepCopy().put("extra", "none")));
  }

  private static void assertInvalid(String argument, AdminReply.End end) {
    assertEquals(AdminCodes.ARGUMENT_INVALID, end.code());
    assertEquals(argument, end.arguments().path("argument").textValue());
  }

  @Test
  void userChangesKeepWhatIsNotSaid() {
    ObjectNode add = AdminCodec.object().put("user", "a").put("password", "p");
    add.put("fullName", "สมชาย")
        .put("phone", "02 123")
        .put("macs", "AA-BB-CC-DD-EE-FF,00:11:22:33:44:55");
    tester.ask("user add", add.put("extra", "room=3/2").put("sessions", "2"));
    ObjectNode change = AdminCodec.object().put("user", "a").put("extra", "no=7");
    tester.ask("user change", change.put("without", "phone").put("bandwidth", "10M"));
    tester.ask("user show", AdminCodec.object().put("user", "a"));
    assertEquals("สมชาย", row().path("fullName").textValue());
    assertFalse(row().has("phone"));
    assertEquals(2, row().path("macs").size());
    assertEquals("{\"no\":\"7\",\"room\":\"3/2\"}", row().path("extra").toString());
    assertEquals("10M/10M", row().path("bandwidth").textValue());
    assertEquals("2", row().path("sessions").textValue());
  }
}
