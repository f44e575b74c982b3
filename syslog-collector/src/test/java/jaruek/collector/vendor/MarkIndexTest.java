package jaruek.collector.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MarkIndexTest {
  private static boolean[] found(List<List<String>> marks, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long[] bits = new MarkIndex(marks).find(bytes, 0, bytes.length);
    boolean[] found = new boolean[marks.size()];
    for (int i = 0; i < found.length; i++) found[i] = (bits[i / 64] >>> i % 64 & 1) == 1;
    return found;
  }

  @Test
  void findsWhatASearchForEachMarkFinds() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 300; round++) {
      List<List<String>> marks = new ArrayList<>();
      for (int owner = 0; owner < 100; owner++) {
        marks.add(List.of(word(random, 2 + random.nextInt(5)), word(random, 3)));
      }
      String text = word(random, 40) + "ก" + word(random, 40);
      boolean[] found = found(marks, text);
      for (int owner = 0; owner < found.length; owner++) {
        assertEquals(marks.get(owner).stream().anyMatch(text::contains), found[owner], text);
      }
    }
  }

  private static String word(SplittableRandom random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) word.append((char) ('a' + random.nextInt(3)));
    return word.toString();
  }

  @Test
  void refusesMarksThatCannotBeFound() {
    assertThrows(IllegalArgumentException.class, () -> new MarkIndex(List.of(List.of(""))));
    assertThrows(IllegalArgumentException.class, () -> new MarkIndex(List.of(List.of("ก"))));
  }
}
