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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  private RadiusProbe gateway() throws IOException {
    return new RadiusProbe(
        visited.address("radius.authentication"),
        visited.address("radius.accounting"),
        SharedSecret.of(SECRET),
        Duration.ofSeconds(60),
        1,
        new SecureRandom());
  }

  private ProbeReply login(String user, String password) throws IOException {
    try (RadiusProbe probe = gateway()) {
      return probe.login(user, password, Map.of());
    }
  }

  @Test
  void aGuestsSessionIsFoundWithItsRealmAndHomeServer() throws Exception {
    String mac = "02-00-00-00-00-17";
    try (RadiusProbe probe = gateway()) {
      Map<String, String> at = Map.of("Calling-Station-Id", mac);
      assertTrue(probe.login("bob@uni.example", "of the uni", at).accepted());
      assertFalse(probe.login("eve@uni.example", "a guess", at).accepted());
      probe.account(
          Map.of(
              "Acct-Status-Type",
              "Start",
              "Acct-Session-Id",
              "guest-1",
              "User-Name",
              "bob@uni.example",
              "Framed-IP-Address",
              "10.9.0.17",
              "Calling-Station-Id",
              mac));
    }
    visited.awaitRows("identityRows", 3);
    String[] reason = {"--reason", "a letter"};
    JsonNode session = visited.done(with(reason, "sessions", "--user", "bob@uni.example")).row();
    assertEquals("open", session.path("state").asText());
    String home = "realm uni.example, home server uni";
    assertTrue(session.path("home").asText().startsWith(home), session.toString());
    assertEquals(session, visited.done(with(reason, "sessions", "--active")).row());
    JsonNode rejected =
        visited.done(with(reason, "sessions", "--rejected", "--user", "eve@uni.example")).row();
    assertEquals("home-server-refused", rejected.path("reason").asText());
    String now = Instant.now().toString();
    String file = openCase(Instant.now().minusSeconds(3600).toString(), now);
    JsonNode answer = visited.done("who", "10.9.0.17", "--at", now, "--case", file).row();
    assertEquals("identified", answer.path("verdict").asText(), answer.toString());
    JsonNode guest = answer.path("candidates").path(0);
    assertEquals("bob@uni.example", guest.path("user").asText());
    assertTrue(guest.path("home").asText().startsWith(home), answer.toString());
    List<String> steps = guest.path("joins").findValuesAsText("step");
    assertEquals(List.of("session", "home-login"), steps);
    assertTrue(codes("doctor", "--user", "bob@uni.example").contains("login-realm-decides"));
    assertTrue(codes("doctor", "--user", "bob@uni").contains("login-realm-of-nobody"));
  }

  private String openCase(String from, String to) {
    String[] grounds = {"--letter", "1/2569", "--officer", "X", "--basis", "18(2)"};
    String[] span = {"--from", from, "--to", to};
    return visited.done(with(span, with(grounds, "case", "open"))).row().path("id").asText();
  }

  private static String[] with(String[] more, String... command) {
    return Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray(String[]::new);
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
