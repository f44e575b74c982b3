package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.appliance.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoleTableTest {
  @TempDir private Path folder;

  @Test
  void findsRolesByNameGroupPrimaryGroupAndEveryone() throws IOException {
    Path groups =
        Files.writeString(
            folder.resolve("group"),
            "root:x:0:\naudit:x:100:somsri,malee\nbroken\nwheel:x:10:som\n");
    RoleTable table =
        new RoleTable(
            new Configuration.Roles(
                List.of("root", "@wheel"), List.of("@audit", "@office"), List.of("*")),
            GroupDatabase.ofFile(groups));
    assertEquals(Set.of(Role.ADMIN, Role.VIEWER), table.of(new Peer("root", "root")));
    assertEquals(Set.of(Role.AUDITOR, Role.VIEWER), table.of(new Peer("malee", "users")));
    assertEquals(Set.of(Role.AUDITOR, Role.VIEWER), table.of(new Peer("x", "office")));
    assertEquals(Set.of(Role.VIEWER), table.of(new Peer("somsr", "users")));
    assertEquals(Set.of(Role.VIEWER), table.of(new Peer("audit", "users")));
  }

  @Test
  void knowsNoMembersWithoutAFile() {
    assertFalse(GroupDatabase.ofFile(folder.resolve("none")).isMember("root", "root"));
    RoleTable nobody =
        new RoleTable(
            new Configuration.Roles(List.of(), List.of("@"), List.of()), (user, group) -> true);
    assertTrue(nobody.of(new Peer("root", "root")).contains(Role.AUDITOR));
  }
}
