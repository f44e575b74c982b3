package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two appliances, by their commands: keys, checkpoints carried there and back, verification. */
class WitnessEndToEndTest {
  @TempDir Path folder;

  private static void peer(RunningAppliance at, String name, String publicKey) throws IOException {
    Files.writeString(
        at.folder.resolve("jaruek.yaml"),
        "witness: { peers: [ { name: %s, public-key: \"%s\" } ] }\n".formatted(name, publicKey),
        StandardOpenOption.APPEND);
    at.restart();
  }

  private static String publicKey(RunningAppliance of) {
    return of.run("key", "show").rows().getLast().path("publicKey").asText();
  }

  private RunningAppliance appliance(String name) throws IOException {
    return new RunningAppliance(Files.createDirectory(folder.resolve(name)));
  }

  @Test
  void twoAppliancesAttestEachOtherByHandAndTheKeyRotates() throws IOException {
    try (RunningAppliance north = appliance("north");
        RunningAppliance south = appliance("south")) {
      peer(north, "south", publicKey(south));
      peer(south, "north", publicKey(north));
      String request = folder.resolve("request").toString();
      JsonNode made = north.run("checkpoint", "publish", "--output", request).row();
      assertEquals(0, made.path("since").asLong());
      assertFalse(made.has("content"));
      JsonNode signed = south.run("checkpoint", "cosign", request).row();
      assertEquals("north", signed.path("peer").asText());
      JsonNode kept = north.run("checkpoint", "cosign", request + ".cosigned").row();
      assertEquals("south", kept.path("name").asText());
      assertEquals(made.path("size"), kept.path("size"));
      JsonNode shown = north.run("checkpoint", "show", "--printable").row();
      assertEquals("south", shown.path("witnesses").path(0).path("name").asText());
      assertTrue(shown.path("page").asText().contains("ลงชื่อ / signature"));

      String before = publicKey(north);
      JsonNode rotated = north.run("key", "rotate").row();
      assertEquals(rotated.path("publicKey").asText(), publicKey(north));
      assertFalse(before.equals(publicKey(north)));
      assertEquals(2, north.run("key", "show").rows().size());
      north.restart();
      assertEquals(rotated.path("publicKey").asText(), publicKey(north));
      String next = folder.resolve("next").toString();
      assertTrue(
          north.run("checkpoint", "publish", "--output", next).row().path("since").asLong() > 0);
      RunningAppliance.Answer refused = south.run("checkpoint", "cosign", next);
      assertEquals(1, refused.status());
      assertTrue(refused.errors().contains("rotated"), refused.errors());
      RunningAppliance.Answer none = north.run("checkpoint", "timestamp");
      assertEquals(1, none.status());
      assertTrue(none.errors().contains("no time-stamp authority"), none.errors());
      assertEquals(0, north.run("seal").status());
      assertEquals(0, north.run("verify", "--store").status());
    }
  }
}
