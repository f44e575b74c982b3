package jaruek.retention.witness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jaruek.retention.log.LogException;
import jaruek.retention.log.SignedNote;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AddCheckpointFuzzTest {
  private static final int ROUNDS = 20_000;

  @FuzzTest
  void readsOrRefusesAnyRequest(byte[] bytes) {
    read(bytes);
  }

  private static void read(byte[] bytes) {
    try {
      AddCheckpoint request = AddCheckpoint.parse(bytes);
      assertArrayEquals(bytes, request.bytes());
    } catch (LogException e) {
      assertTrue(e.getMessage() != null);
    }
  }

  @Test
  void changedRequestsNeverSurprise() {
    String text = "jaruek-x\n12\n" + "A".repeat(43) + "=\n";
    SignedNote note =
        new SignedNote(text, List.of(new SignedNote.Signature("jaruek-x", 7, new byte[64])));
    byte[] good = new AddCheckpoint(5, List.of(new byte[32], new byte[32]), note).bytes();
    read(good);
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < ROUNDS; round++) {
      int length = random.nextInt(8) == 0 ? random.nextInt(good.length + 1) : good.length;
      byte[] bad = Arrays.copyOf(good, length);
      for (int i = random.nextInt(4); i > 0 && length > 0; i--) {
        bad[random.nextInt(length)] = (byte) random.nextInt();
      }
      read(bad);
    }
    read("old 1\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
    read(
        ("old 1\n" + ("A".repeat(43) + "=\n").repeat(64) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
  }
}
