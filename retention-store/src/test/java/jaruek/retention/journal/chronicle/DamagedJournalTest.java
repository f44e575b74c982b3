package jaruek.retention.journal.chronicle;

import static jaruek.retention.journal.chronicle.JournalFixture.batch;
import static jaruek.retention.journal.chronicle.JournalFixture.find;
import static jaruek.retention.journal.chronicle.JournalFixture.overwrite;
import static jaruek.retention.journal.chronicle.JournalFixture.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an attacker, a bad disk or a wrong hand does to the files while nobody looks. */
final class DamagedJournalTest {
  @TempDir Path directory;
  private JournalFixture fixture;

  @BeforeEach
  void makeFixture() {
    fixture = new JournalFixture(directory.resolve("journal"));
  }

  /** Opens and reads all, and gives what was said about it. */
  private String refusal() {
    JournalException e =
        assertThrows(
            JournalException.class,
            () -> {
              try (ChronicleJournal journal = fixture.open()) {
                texts(journal, journal.oldest());
              }
            });
    return String.valueOf(e.getMessage());
  }

  @Test
  void aFlippedBitInAFrameIsNamedWithFileAndPosition() throws IOException {
    fixture.fill(3, 10);
    Path middle = fixture.files().get(1);
    overwrite(middle, find(middle, "message 14"), new byte[] {'n'});
    String said = refusal();
    assertTrue(said.contains(middle.toString()), said);
    assertTrue(said.contains("position 10"), said);
  }

  @Test
  void aFlippedBitInTheNewestFrameIsSeenAtOpening() throws IOException {
    fixture.fill(1, 10);
    Path file = fixture.files().getFirst();
    overwrite(file, find(file, "message 9"), new byte[] {'n'});
    String said = refusal();
    assertTrue(said.contains(file.toString()), said);
  }

  @Test
  void anyFlippedByteOfAnExcerptIsSeen() throws IOException {
    try (ChronicleJournal journal = fixture.open()) {
      for (int i = 0; i < 6; i++) journal.append(batch(i, 1));
    }
    Path file = fixture.files().getFirst();
    long start = find(file, "message 2") - Excerpt.HEADER_BYTES - 32;
    long end = find(file, "message 2") + 9 + Excerpt.HASH_BYTES;
    byte[] good = Files.readAllBytes(file);
    for (long at = start; at < end; at += 5) {
      overwrite(file, at, new byte[] {(byte) (good[(int) at] ^ 0x10)});
      String said = refusal();
      assertTrue(said.contains("damaged"), said);
      overwrite(file, at, new byte[] {good[(int) at]});
    }
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(6, texts(journal, JournalPosition.START).size());
    }
  }

  @Test
  void aFlippedLengthOfAnExcerptIsSeenOrDoesNoHarm() throws IOException {
    try (ChronicleJournal journal = fixture.open()) {
      for (int i = 0; i < 6; i++) journal.append(batch(i, 1));
    }
    Path file = fixture.files().getFirst();
    long header = find(file, "message 3") - Excerpt.HEADER_BYTES - 32 - 4;
    byte[] good = Files.readAllBytes(file);
    for (int bit = 1; bit < 32; bit += 3) {
      long at = header + bit / 8;
      overwrite(file, at, new byte[] {(byte) (good[(int) at] ^ 1 << bit % 8)});
      try (ChronicleJournal journal = fixture.open()) {
        // the two lowest bits lie within the padding
        assertEquals(6, texts(journal, JournalPosition.START).size(), "bit " + bit);
      } catch (JournalException e) {
        assertTrue(e.toString().contains("damaged"), "bit " + bit + ": " + e);
      }
      restore(file, good);
    }
  }

  private static void restore(Path file, byte[] good) throws IOException {
    Files.write(file, good);
  }

  @Test
  void aCutFileIsRefused() throws IOException {
    fixture.fill(3, 10);
    for (Path file : fixture.files()) {
      byte[] good = Files.readAllBytes(file);
      try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
        open.setLength(find(file, "message") + 3);
      }
      String said = refusal();
      assertTrue(said.contains("damaged"), said);
      restore(file, good);
    }
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(30, texts(journal, JournalPosition.START).size());
    }
  }

  @Test
  void aFileTakenAwayIsRefused() throws IOException {
    fixture.fill(3, 10);
    for (int i = 1; i < 3; i++) {
      Path file = fixture.files().get(i);
      Path elsewhere = directory.resolve("elsewhere");
      Files.move(file, elsewhere);
      assertTrue(refusal().contains("damaged"));
      Files.move(elsewhere, file);
    }
  }

  @Test
  void filesInTheWrongOrderAreRefused() throws IOException {
    fixture.fill(3, 10);
    Path first = fixture.files().get(0);
    Path second = fixture.files().get(1);
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(first, elsewhere);
    Files.move(second, first);
    Files.move(elsewhere, second);
    String said = refusal();
    assertTrue(said.contains("not in its place"), said);
  }

  @Test
  void aFileOfAnotherJournalIsRefused() throws IOException {
    fixture.fill(3, 10);
    JournalFixture other = new JournalFixture(directory.resolve("other"));
    try (ChronicleJournal journal = other.open()) {
      for (int minute = 0; minute < 3; minute++) {
        journal.append(batch(1_000 + minute * 10, 10));
        other.pass(Duration.ofMinutes(1));
      }
    }
    Files.copy(other.files().get(1), fixture.files().get(1), StandardCopyOption.REPLACE_EXISTING);
    String said = refusal();
    assertTrue(said.contains("chain is broken"), said);
    assertTrue(said.contains("position 10"), said);
  }

  @Test
  void aForeignFileIsRefusedByName() throws IOException {
    fixture.fill(1, 10);
    Path foreign = fixture.config.directory().resolve("99991231-2359.cq4");
    Files.writeString(foreign, "<html>not a journal</html>".repeat(20));
    String said = refusal();
    assertTrue(said.contains(foreign.toString()), said);
    Files.delete(foreign);
    Path misnamed = fixture.config.directory().resolve("copy-of-yesterday.cq4");
    Files.copy(fixture.files().getFirst(), misnamed);
    String refused = refusal();
    assertTrue(refused.contains("copy-of-yesterday"), refused);
  }

  @Test
  void aDamagedMarkIsRefused() throws IOException {
    fixture.fill(2, 10);
    Path mark = fixture.config.directory().resolve(SyncedMark.FILE);
    Files.write(mark, new byte[128]);
    assertTrue(refusal().contains(mark.toString()));
  }

  @Test
  void randomBytesInAFileNeverHangOrPassUnseen() throws IOException {
    fixture.fill(2, 40);
    Path file = fixture.files().getFirst();
    byte[] good = Files.readAllBytes(file);
    long start = find(file, "message 0") - Excerpt.HEADER_BYTES - 32;
    long end = find(file, "message 39") + 41;
    Random random = new Random(20261123);
    for (int round = 0; round < 12; round++) {
      byte[] noise = new byte[1 + random.nextInt(40)];
      random.nextBytes(noise);
      noise[0] = (byte) ~good[(int) start];
      long at = start + random.nextLong(end - start - noise.length);
      noise[0] = (byte) ~good[(int) at];
      overwrite(file, at, noise);
      assertFalse(refusal().isEmpty());
      restore(file, good);
    }
  }

  @Test
  void whatAPowerCutTookBehindTheLastSyncIsCutAwayAndKeptAside() throws IOException {
    fixture.config = fixture.config.withSyncInterval(Duration.ofDays(1));
    JournalFixture after;
    try (ChronicleJournal journal = fixture.open()) {
      journal.append(batch(0, 10));
      journal.sync();
      journal.append(batch(10, 10));
      journal.append(batch(20, 10));
      after = fixture.copyTo(directory.resolve("after"));
    }
    Path file = after.files().getFirst();
    overwrite(file, find(file, "message 15"), new byte[64]);
    try (ChronicleJournal journal = after.open()) {
      assertEquals(10, journal.head().position().sequence());
      journal.append(batch(10, 5));
      assertEquals(15, texts(journal, JournalPosition.START).size());
    }
    try (Stream<Path> entries = Files.list(after.config.directory())) {
      assertTrue(entries.anyMatch(entry -> entry.toString().endsWith(".damaged")));
    }
    try (ChronicleJournal journal = after.open()) {
      assertEquals(15, texts(journal, JournalPosition.START).size());
    }
  }

  @Test
  void anotherBootWithoutACloseWritesTheLastFileAnew() throws IOException {
    JournalFixture after;
    try (ChronicleJournal journal = fixture.open()) {
      journal.append(batch(0, 10));
      fixture.pass(Duration.ofMinutes(1));
      journal.append(batch(10, 10));
      after = fixture.copyTo(directory.resolve("after"));
    }
    Path file = after.files().getLast();
    // a page behind the end that came to the disk though the ones before it did not
    overwrite(
        file,
        find(file, "message 19") + 100,
        "rubble".repeat(500).getBytes(StandardCharsets.US_ASCII));
    Files.writeString(after.config.directory().resolve(DirectoryLock.FILE), "another boot");
    try (ChronicleJournal journal = after.open()) {
      for (int i = 20; i < 60; i++) journal.append(batch(i, 1));
      assertEquals(60, texts(journal, JournalPosition.START).size());
    }
  }

  @Test
  void aFileWhoseWriterWasKilledWhileMakingItIsRemoved() throws IOException {
    fixture.fill(2, 10);
    Files.write(fixture.config.directory().resolve("20261123-1205.cq4"), new byte[0]);
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(20, journal.append(batch(20, 1)).sequence());
      assertEquals(21, texts(journal, JournalPosition.START).size());
    }
  }
}
