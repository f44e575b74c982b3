package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import jaruek.radius.client.ProbeReply;
import jaruek.radius.client.RadiusProbe;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.SharedSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of a directory and of our own beside each other, over RADIUS, with doctor and reasons. */
final class DirectoryEndToEndTest {
  private static final String SECRET = "long enough a secret";
  private static final int TUNNEL_PRIVATE_GROUP_ID = 81;

  @TempDir private Path folder;
  private InMemoryDirectoryServer directory;
  private RunningAppliance running;

  @BeforeEach
  void start() throws Exception {
    InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=school");
    config.setSchema(null);
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPConfig(
            "plain", InetAddress.getLoopbackAddress(), 0, null));
    directory = new InMemoryDirectoryServer(config);
    directory.add("dn: dc=school", "objectClass: domain", "dc: school");
    for (String name : new String[] {"malee", "somchai"}) {
      directory.add(
          "dn: uid=" + name + ",dc=school",
          "objectClass: person",
          "uid: " + name,
          "cn: " + name,
          "memberOf: cn=Teachers,dc=school",
          "userPassword: of the directory");
    }
    directory.startListening();
    running =
        new RunningAppliance(
            folder,
            ", directory: { servers: [\"ldap://127.0.0.1:%d\"], base: dc=school, groups: { Teachers: staff } }"
                .formatted(directory.getListenPort()));
    running.done("device", "add", "gw1", "--address", "127.0.0.1", "--secret", SECRET);
    running.done("group", "add", "staff", "--vlan", "20");
    running.done("user", "add", "somchai", "--password", "of our own");
  }

  @AfterEach
  void stop() {
    running.close();
    directory.shutDown(true);
  }

  private ProbeReply login(String user, String password) throws IOException {
    try (RadiusProbe probe =
        new RadiusProbe(
            running.address("radius.authentication"),
            running.address("radius.accounting"),
            SharedSecret.of(SECRET),
            Duration.ofSeconds(20),
            1,
            new SecureRandom())) {
      return probe.login(user, password, Map.of());
    }
  }

  @Test
  void letsInUsersOfBothAndTellsWhatIsWrong() throws IOException {
    ProbeReply malee = login("Malee", "of the directory");
    assertTrue(malee.accepted());
    assertEquals("malee", malee.packet().text(AttributeType.USER_NAME).orElseThrow());
    assertEquals("20", malee.packet().text(TUNNEL_PRIVATE_GROUP_ID).orElseThrow());
    assertTrue(login("somchai", "of our own").accepted());
    assertFalse(login("somchai", "of the directory").accepted());
    assertFalse(login("malee", "wrong").accepted());
    assertEquals("ok", grade());
    directory.shutDown(true);
    assertEquals("warning", grade());
    assertFalse(login("nobody", "x").accepted());
    assertTrue(login("somchai", "of our own").accepted());
    List<String> codes =
        running.run("doctor", "--user", "nobody").rows().stream()
            .map(row -> row.path("code").asText())
            .toList();
    assertTrue(codes.contains("login-directory-decides"), codes.toString());
    assertTrue(codes.contains("login-directory-unreachable"), codes.toString());
  }

  private String grade() {
    return running.run("doctor").rows().stream()
        .filter(row -> row.path("check").asText().equals("directory"))
        .findFirst()
        .orElseThrow()
        .path("grade")
        .asText();
  }
}
