package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds and expiry as a person asks for them. */
final class RetentionEndToEndTest {
  @TempDir Path folder;

  private static String[] words(String line) {
    return line.split(" ");
  }

  @Test
  void anOrderIsPlacedRenewedListedAndReleasedUnderItsCase() throws IOException {
    try (RunningAppliance appliance = new RunningAppliance(folder)) {
      String id =
          appliance
              .run(
                  words(
                      "case open --letter L1 --officer O --basis B --from 2026-11-01 --to"
                          + " 2027-01-31"))
              .row()
              .path("id")
              .asText();
      appliance.run(words("hold place --user somchai --months 6 --order O1")).refused();
      appliance.run(words("hold place --case 2569-9999 --months 6 --order O1")).refused();
      appliance
          .run(words("hold place --case " + id + " --from 2020-01-01 --months 6 --order O1"))
          .refused();
      assertEquals(
          2, appliance.run(words("hold place --case " + id + " --months 7 --order O1")).status());
      assertEquals(0, appliance.run("seal").status());
      JsonNode placed =
          appliance
              .run(words("hold place --case " + id + " --user somchai --months 6 --order O1"))
              .row();
      assertEquals("H-1", placed.path("id").asText());
      assertEquals("in-force", placed.path("status").asText());
      for (String letter : new String[] {"O2", "O3", "O4"}) {
        appliance.run(words("hold place --renew H-1 --months 6 --order " + letter)).row();
      }
      RunningAppliance.Answer fifth =
          appliance.run(words("hold place --renew H-1 --months 1 --order O5"));
      assertEquals(2, fifth.status());
      assertTrue(fifth.errors().contains("24"), fifth.errors());
      appliance.restart();
      JsonNode listed = appliance.run(words("hold list")).row();
      assertEquals(24, listed.path("months").asInt());
      assertEquals(4, listed.path("orders").size());
      JsonNode show = appliance.run(words("retention show")).row();
      assertEquals(90, show.path("days").asInt());
      assertEquals(1, show.path("holds").asInt());
      assertTrue(show.path("segments").asInt() > 0);
      assertEquals(0, appliance.run(words("retention expire --dry-run")).status());
      assertEquals(0, appliance.run(words("retention expire")).status());
      JsonNode released = appliance.run(words("hold release H-1")).row();
      assertEquals("ended", released.path("status").asText());
      assertEquals(2, appliance.run(words("hold release H-1")).status());
      assertEquals(1, appliance.run(words("hold release H-2")).status());
    }
  }

  @Test
  void onlyAnAuditorPlacesAHold() throws IOException {
    try (RunningAppliance appliance = new RunningAppliance(folder)) {
      appliance.restart(RunningAppliance.ME, "nobody");
      appliance.run(words("hold list")).refused();
      appliance.run(words("hold release H-1")).refused();
      appliance.run(words("hold place --case 1 --months 1 --order O")).refused();
    }
  }
}
