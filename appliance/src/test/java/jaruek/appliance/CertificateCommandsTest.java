package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.admin.cli.Surroundings;
import jaruek.appliance.doctor.CertificateCheck;
import jaruek.appliance.doctor.Finding;
import jaruek.radius.certificate.CertificateAuthority;
import jaruek.radius.certificate.Deeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path data;

  private record Said(int status, List<JsonNode> rows, String errors) {}

  private Said run(String... command) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> whole = new ArrayList<>(List.of("--format", "json"));
    whole.addAll(List.of(command));
    whole.addAll(List.of("--data", data.toString()));
    Surroundings unseen =
        new Surroundings(
            Map.of("LANG", "en_US.UTF-8"),
            new ByteArrayInputStream(new byte[0]),
            out,
            err,
            Surroundings.Terminal.NONE);
    int status = Main.commandLine(unseen).execute(whole.toArray(String[]::new));
    List<JsonNode> rows = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      rows.add(JSON.readTree(line));
    }
    return new Said(status, rows, err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void fromAnAuthorityToARevokedClient() throws Exception {
    assertEquals(0, run("certificate", "ca", "โรงเรียน CA").status());
    assertEquals(0, run("certificate", "server", "radius.example.org,192.0.2.1").status());
    Path bundle = data.resolve("somchai.p12");
    Said client = run("certificate", "client", "somchai", "--output", bundle.toString());
    assertEquals(0, client.status(), client.errors());
    String passphrase = client.rows().getFirst().path("passphrase").asText();
    assertEquals(19, passphrase.length());
    assertEquals(1, KeyStore.getInstance(bundle.toFile(), passphrase.toCharArray()).size());
    assertEquals(4, run("certificate", "list").rows().size());
    Said shown = run("certificate", "show", "somchai");
    assertEquals(64, shown.rows().getFirst().path("sha256").asText().length());
    Said revoked = run("certificate", "revoke", "somchai", "--because", "lost");
    assertEquals("revoked", revoked.rows().getFirst().path("state").asText());
    assertEquals(4, run("certificate", "install").rows().size());
    assertEquals(2, run("certificate", "renew", "--all").rows().size());
  }

  @Test
  void eachChangeIsNotedBeforeAndAfterWithoutItsPassphrase() throws Exception {
    run("certificate", "ca", "School CA");
    run("certificate", "list");
    String output = data.resolve("x.p12").toString();
    run("certificate", "client", "x", "--output", output, "--passphrase", "not to be told");
    run("certificate", "revoke", "nobody");
    List<JsonNode> notes = new ArrayList<>();
    new Deeds(data.resolve("certificates"))
        .hand(
            (name, text) -> {
              assertFalse(text.contains("not to be told"), text);
              notes.add(parsed(text));
            });
    List<String> told =
        notes.stream()
            .map(n -> n.path("action").asText() + " " + n.path("result").asText())
            .toList();
    assertEquals(
        List.of("certificate ca begun", "certificate ca done", "certificate client begun"),
        told.subList(0, 3));
    assertEquals("certificate client done", told.get(3));
    assertEquals("certificate revoke begun", told.get(4));
    assertTrue(told.get(5).startsWith("certificate revoke failed: no certificate 'nobody'"));
    assertEquals(6, told.size());
    assertEquals("user:" + System.getProperty("user.name"), notes.get(0).path("actor").asText());
    String serial = run("certificate", "show", "x").rows().getFirst().path("serial").asText();
    assertEquals(serial, notes.get(3).path("detail").path("serials").asText());
    assertEquals("(withheld)", notes.get(3).path("detail").path("passphrase").asText());
    assertTrue(notes.get(3).path("detail").path("data").isMissingNode());
    new Deeds(data.resolve("certificates")).hand((name, text) -> fail(text));
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  @Test
  void whatCannotBeNotedIsNotDone() throws Exception {
    run("certificate", "ca", "School CA");
    Path deeds = data.resolve("certificates/deeds");
    new Deeds(data.resolve("certificates")).hand((name, text) -> {});
    Files.delete(deeds);
    Files.writeString(deeds, "no folder");
    Path output = data.resolve("x.p12");
    assertNotEquals(0, run("certificate", "client", "x", "--output", output.toString()).status());
    assertFalse(Files.exists(output));
  }

  @Test
  void refusesInWordsAndOverwritesNothing() throws Exception {
    Said early = run("certificate", "server", "radius.example.org");
    assertNotEquals(0, early.status());
    assertTrue(early.errors().contains("jaruek certificate ca"), early.errors());
    run("certificate", "ca", "School CA");
    Said again = run("certificate", "ca", "School CA");
    assertNotEquals(0, again.status());
    Path there = Files.writeString(data.resolve("there.p12"), "x");
    assertNotEquals(0, run("certificate", "client", "x", "--output", there.toString()).status());
    assertEquals("x", Files.readString(there));
    assertNotEquals(0, run("certificate", "revoke", "nobody").status());
    assertNotEquals(0, run("certificate", "show", "nobody").status());
    assertNotEquals(0, run("certificate", "ca", "x", "--key-type", "dsa").status());
  }

  private List<String> codes(Instant at) {
    InstantSource clock = () -> at;
    CertificateAuthority authority =
        new CertificateAuthority(data.resolve("certificates"), clock, new SecureRandom());
    return new CertificateCheck(authority::own, clock).look().stream().map(Finding::code).toList();
  }

  @Test
  void theDoctorWarnsThirtyDaysBeforeTheEnd() throws Exception {
    Instant now = Instant.now();
    assertEquals(List.of("certificates-none"), codes(now));
    run("certificate", "ca", "School CA");
    run("certificate", "server", "radius.example.org");
    assertEquals(List.of("certificates-good"), codes(now));
    long day = 86_400;
    assertEquals(List.of("certificates-good"), codes(now.plusSeconds(59 * day)));
    assertEquals(List.of("crl-expires"), codes(now.plusSeconds(61 * day)));
    assertEquals(List.of("crl-expired", "server-expires"), codes(now.plusSeconds(380 * day)));
    assertEquals(List.of("crl-expired", "server-expired"), codes(now.plusSeconds(400 * day)));
    assertTrue(codes(now.plusSeconds(3640 * day)).contains("ca-expires"));
    assertTrue(codes(now.plusSeconds(3700 * day)).contains("ca-expired"));
    Files.writeString(data.resolve("certificates/server.pem"), "half");
    assertTrue(codes(now).contains("certificate-damaged"));
  }
}
