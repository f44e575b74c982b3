package jaruek.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.admin.api.AdminCodec;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hostile and Thai text on a terminal. */
final class SafeTextTest {
  @Test
  void escapesWhatDrivesATerminal() {
    assertEquals("\\x1b]0;x\\x07\\x7f\\x9b", SafeText.escape("\u001b]0;x\u0007\u007f\u009b"));
    assertEquals("a\\nb\\r\\tc", SafeText.escape("a\nb\r\tc"));
    assertEquals("\\u202eexe.txt\\u2028", SafeText.escape("\u202eexe.txt\u2028"));
    assertEquals("\\ud800x\\udc00", SafeText.escape("\ud800x\udc00"));
  }

  @Test
  void leavesHonestTextAsItIs() {
    String honest = "สมชาย ใจดี ก๋วยเตี๋ยว – 東京 😀 \\ \"";
    assertEquals(honest, SafeText.escape(honest));
    assertSame(honest, SafeText.escapeJson(honest));
  }

  @Test
  void escapedJsonMeansTheSame() throws Exception {
    Random random = new Random(20261123);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 20; i++) text.append((char) random.nextInt(0x2100));
      String json = AdminCodec.object().put("m", text.toString()).toString();
      String safe = SafeText.escapeJson(json);
      assertEquals(text.toString(), new ObjectMapper().readTree(safe).path("m").asText());
      assertEquals(safe, SafeText.escape(safe), "round " + round);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abc, 3",
    "สมชาย, 5",
    "ก๋วยเตี๋ยว, 7",
    "น้ำ, 2",
    "ที่นี่, 2",
    "東京, 4",
    "é, 1",
    "👍, 2",
    "'', 0",
  })
  void countsCellsAsTheTerminalDoes(String text, int cells) {
    assertEquals(cells, TextWidth.of(text));
  }

  @Test
  void cutsBetweenLettersAndNotBeforeTheirMarks() {
    assertEquals("ก๋ว…", TextWidth.fit("ก๋วยเตี๋ยว", 3));
    assertEquals("ที่…", TextWidth.fit("ที่นี่ไหน", 2));
    assertEquals("東…", TextWidth.fit("東京都", 4));
    assertEquals("abc", TextWidth.fit("abc", 3));
    assertEquals("", TextWidth.fit("abc", 0));
  }
}
