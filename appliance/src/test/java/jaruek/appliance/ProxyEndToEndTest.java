package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.radius.client.ProbeReply;
import jaruek.radius.client.RadiusProbe;
import jaruek.radius.packet.SharedSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest of another institution, whose home server is another Jaruek. */
final class ProxyEndToEndTest {
  private static final String SECRET = "long enough a secret";

  @TempDir private Path folder;
  private RunningAppliance home;
  private RunningAppliance visited;

  @BeforeEach
  void start() throws IOException {
    home = new RunningAppliance(Files.createDirectory(folder.resolve("home")));
    home.done("device", "add", "visited", "--address", "127.0.0.1", "--secret", SECRET);
    home.done("user", "add", "bob@uni.example", "--password", "of the uni");
    visited =
        new RunningAppliance(
            Files.createDirectory(folder.resolve("visited")),
            (", proxy: { home-servers: [ { name: uni, address: 127.0.0.1, port: %d,"
                    + " accounting-port: %d, secret: \"%s\" } ],"
                    + " pools: [ { name: uni, home-servers: [uni] } ],"
                    + " realms: [ { realm: DEFAULT, pool: uni, reply: { vlan: 90 } } ] }")
                .formatted(
                    home.address("radius.authentication").getPort(),
                    home.address("radius.accounting").getPort(),
                    SECRET));
    visited.done("device", "add", "gw1", "--address", "127.0.0.1", "--secret", SECRET);
  }

  @AfterEach
  void stop() {
    if (visited != null) visited.close();
    if (home != null) home.close();
  }

  private ProbeReply login(String user, String password) throws IOException {
    try (RadiusProbe probe =
        new RadiusProbe(
            visited.address("radius.authentication"),
            visited.address("radius.accounting"),
            SharedSecret.of(SECRET),
            Duration.ofSeconds(60),
            1,
            new SecureRandom())) {
      return probe.login(user, password, Map.of());
    }
  }

  @Test
  void aGuestIsLetInRefusedAndExplained() throws IOException {
    ProbeReply accept = login("bob@uni.example", "of the uni");
    assertTrue(accept.accepted());
    assertEquals("90", accept.packet().text(81).orElseThrow());
    assertFalse(login("bob@uni.example", "wrong").accepted());
    assertTrue(codes("doctor", "--user", "bob@uni.example").contains("login-home-server-refused"));
    assertTrue(codes("doctor").contains("proxy-alive"));
    JsonNode server = visited.done("status").row().path("proxy").path("homeServers").path(0);
    assertEquals("alive", server.path("state").asText());
    assertEquals(2, server.path("answered").asLong());
    visited.restart();
    assertTrue(login("bob@uni.example", "of the uni").accepted());
  }

  private List<String> codes(String... command) {
    return visited.run(command).rows().stream().map(row -> row.path("code").asText()).toList();
  }
}
