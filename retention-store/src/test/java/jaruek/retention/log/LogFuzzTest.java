package jaruek.retention.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are: read as what would be written again, or refused in words. */
class LogFuzzTest {
  private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
  private static final int ROUNDS = 20_000;

  @FuzzTest
  void readsOrRefusesAnyNote(byte[] bytes) {
    note(bytes);
  }

  @FuzzTest
  void readsOrRefusesAnyCheckpoint(byte[] bytes) {
    checkpoint(bytes);
  }

  @FuzzTest
  void readsOrRefusesAnyEntry(byte[] bytes) {
    entry(bytes);
  }

  private static void note(byte[] bytes) {
    try {
      SignedNote note = SignedNote.parse(bytes);
      assertArrayEquals(bytes, note.bytes());
      assertEquals(note.text(), SignedNote.parse(note.bytes()).text());
      KEY.verifyingKey().signed(note, "jaruek-x");
      assertTrue(Cosignature.find(note, KEY.verifyingKey(), "jaruek-x").isEmpty());
    } catch (LogException e) {
      assertTrue(e.getMessage() != null);
    }
  }

  private static void checkpoint(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      Checkpoint checkpoint = Checkpoint.parse(text);
      assertEquals(text, checkpoint.text());
      checkpoint.journalHead();
    } catch (LogException e) {
      assertTrue(e.getMessage() != null);
    }
  }

  private static void entry(byte[] bytes) {
    try {
      LogEntry entry = LogEntryCodec.decode(bytes);
      assertEquals(entry, LogEntryCodec.decode(LogEntryCodec.encode(entry)));
      new KeyChain("jaruek-x", KEY.verifyingKey()).add(0, entry);
    } catch (LogException e) {
      assertTrue(e.getMessage() != null);
    }
  }

  @Test
  void changedNotesCheckpointsAndEntriesNeverSurprise() {
    String text = "jaruek-x\n12\n" + "A".repeat(43) + "=\njournal 3 " + "ab".repeat(32) + "\n";
    byte[] note = KEY.sign(text, "jaruek-x").bytes();
    mutate(note, 1, LogFuzzTest::note);
    mutate(text.getBytes(StandardCharsets.UTF_8), 2, LogFuzzTest::checkpoint);
    mutate(LogEntryCodec.encode(LogEntry.key(1, KEY.verifyingKey())), 3, LogFuzzTest::entry);
    String hash = "ab".repeat(32);
    LogEntry segment =
        new LogEntry.Segment(1, 2, hash, 3, 4, new TreeMap<>(Map.of("traffic", hash)));
    mutate(LogEntryCodec.encode(segment), 4, LogFuzzTest::entry);
  }

  private static void mutate(byte[] good, long seed, Consumer<byte[]> read) {
    SplittableRandom random = new SplittableRandom(seed);
    read.accept(good);
    for (int round = 0; round < ROUNDS / 4; round++) {
      int length = random.nextInt(8) == 0 ? random.nextInt(good.length + 1) : good.length;
      byte[] bad = java.util.Arrays.copyOf(good, length);
      for (int i = random.nextInt(4); i > 0 && length > 0; i--) {
        bad[random.nextInt(length)] = (byte) random.nextInt();
      }
      read.accept(bad);
    }
  }
}
