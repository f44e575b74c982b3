package jaruek.retention.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLogTest {
  private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
  private static final String ORIGIN = "school.example/jaruek";
  private static final String HASH = "ab".repeat(32);

  @TempDir Path folder;
  private Path entries;
  private Path checkpoint;

  @BeforeEach
  void nameFiles() {
    entries = folder.resolve(StoreLog.ENTRIES_FILE);
    checkpoint = folder.resolve(StoreLog.CHECKPOINT_FILE);
  }

  private StoreLog open() {
    return StoreLog.open(folder, KEY, ORIGIN);
  }

  private String refusal() {
    return assertThrows(LogException.class, this::open).toString();
  }

  private static LogEntry segment(long id) {
    return new LogEntry.Segment(
        1_000 + id, id, HASH, id * 10, id * 10 + 10, new TreeMap<>(Map.of("traffic", HASH)));
  }

  private void appendSegments(int count) {
    try (StoreLog log = open()) {
      for (int i = 0; i < count; i++) log.append(segment(log.size()));
    }
  }

  private Checkpoint readCheckpoint() throws IOException {
    SignedNote note = SignedNote.parse(Files.readAllBytes(checkpoint));
    assertTrue(KEY.verifyingKey().signed(note, ORIGIN));
    return Checkpoint.parse(note.text());
  }

  @Test
  void keepsEntriesOverARestartWithTheSameRoot() throws IOException {
    List<LogEntry> written =
        List.of(
            LogEntry.key(1, KEY.verifyingKey()),
            LogEntry.start(2, "0.1.0"),
            segment(0),
            LogEntry.stop(4));
    byte[] root;
    try (StoreLog log = open()) {
      for (int i = 0; i < written.size(); i++) assertEquals(i, log.append(written.get(i)));
      root = log.root();
    }
    try (StoreLog log = open()) {
      assertEquals(written, log.entries());
      assertEquals(4, log.size());
      assertArrayEquals(root, log.root());
    }
    List<byte[]> leaves = new ArrayList<>();
    for (String line : Files.readAllLines(entries)) {
      leaves.add(MerkleTree.leafHash(line.getBytes(StandardCharsets.UTF_8)));
    }
    assertArrayEquals(root, MerkleTree.root(leaves));
    assertArrayEquals(root, readCheckpoint().root());
    assertEquals(4, readCheckpoint().size());
  }

  @Test
  void aLineIsReadableByAnyone() throws IOException {
    appendSegments(1);
    assertEquals(
        "{\"type\":\"segment\",\"atMillis\":1000,\"id\":0,\"manifestSha256\":\""
            + HASH
            + "\",\"journalFrom\":0,\"journalTo\":10,\"roots\":{\"traffic\":\""
            + HASH
            + "\"}}\n",
        Files.readString(entries));
  }

  @Test
  void theCheckpointCarriesTheJournalsHeadOverARestart() throws IOException {
    ChainHead head = new ChainHead(new JournalPosition(99), MerkleTree.leafHash(new byte[1]));
    try (StoreLog log = open()) {
      log.append(segment(0));
      assertArrayEquals(log.checkpoint(head).bytes(), Files.readAllBytes(checkpoint));
    }
    try (StoreLog log = open()) {
      log.append(segment(1));
    }
    assertEquals(2, readCheckpoint().size());
    assertEquals(head, readCheckpoint().journalHead().orElseThrow());
  }

  @Test
  void aTornLastLineIsRemovedWhereverItWasCut() throws IOException {
    appendSegments(3);
    byte[] whole = Files.readAllBytes(entries);
    byte[] next = LogEntryCodec.encode(segment(3));
    for (int cut = 1; cut <= next.length; cut += 37) {
      Files.write(entries, java.util.Arrays.copyOf(next, cut), StandardOpenOption.APPEND);
      try (StoreLog log = open()) {
        assertEquals(3, log.size());
      }
      assertArrayEquals(whole, Files.readAllBytes(entries));
    }
  }

  @Test
  void aLongTailOfZerosIsRemoved() throws IOException {
    appendSegments(2);
    Files.write(entries, new byte[LogFile.LINE_BYTES_MAX * 2], StandardOpenOption.APPEND);
    try (StoreLog log = open()) {
      assertEquals(2, log.size());
      log.append(segment(2));
    }
    try (StoreLog log = open()) {
      assertEquals(3, log.entries().size());
    }
  }

  @Test
  void anEntryWhoseCheckpointWasNotWrittenBeforeTheCrashIsKept() throws IOException {
    appendSegments(2);
    byte[] before = Files.readAllBytes(checkpoint);
    appendSegments(1);
    Files.write(checkpoint, before);
    try (StoreLog log = open()) {
      assertEquals(3, log.size());
      log.checkpoint(ChainHead.empty());
    }
    assertEquals(3, readCheckpoint().size());
  }

  @Test
  void entriesAddedBehindTheCheckpointAreRefused() throws IOException {
    appendSegments(2);
    byte[] before = Files.readAllBytes(checkpoint);
    appendSegments(2);
    Files.write(checkpoint, before);
    assertTrue(refusal().contains("has 4 entries, but its signed checkpoint only 2"));
  }

  @Test
  void anEntryIsKeptIfOnlyItsCheckpointCannotBeWritten() throws IOException {
    appendSegments(1);
    Path blocked = folder.resolve(StoreLog.CHECKPOINT_FILE + ".new");
    Files.createDirectory(blocked);
    try (StoreLog log = open()) {
      assertEquals(1, log.append(segment(1)));
      assertThrows(LogException.class, () -> log.append(segment(2)));
      assertThrows(LogException.class, () -> log.checkpoint(ChainHead.empty()));
      assertEquals(2, log.size());
      Files.delete(blocked);
      assertEquals(2, log.append(segment(2)));
    }
    assertEquals(3, readCheckpoint().size());
    assertEquals(3, Files.readAllLines(entries).size());
  }

  @Test
  void theFirstEntryMayLackItsCheckpoint() throws IOException {
    appendSegments(1);
    Files.delete(checkpoint);
    appendSegments(1);
    Files.delete(checkpoint);
    assertTrue(refusal().contains("is missing though the log has 2 entries"));
  }

  @Test
  void aChangedEntryIsRefused() throws IOException {
    appendSegments(5);
    Files.writeString(
        entries, Files.readString(entries).replace("\"atMillis\":1002", "\"atMillis\":1009"));
    assertTrue(refusal().contains("an entry was changed"));
  }

  @Test
  void aRemovedLastEntryIsRefused() throws IOException {
    appendSegments(5);
    List<String> lines = Files.readAllLines(entries);
    Files.write(entries, lines.subList(0, 4));
    assertTrue(refusal().contains("has 4 entries, but its signed checkpoint 5"));
    Files.delete(entries);
    assertTrue(refusal().contains("has 0 entries, but its signed checkpoint 5"));
  }

  @Test
  void swappedEntriesAreRefused() throws IOException {
    appendSegments(3);
    List<String> lines = new ArrayList<>(Files.readAllLines(entries));
    lines.add(1, lines.remove(2));
    Files.write(entries, lines);
    assertTrue(refusal().contains("an entry was changed"));
  }

  @Test
  void aWholeLineThatIsNoEntryIsNamed() throws IOException {
    appendSegments(2);
    Files.writeString(entries, "{\"type\":\"Nonsense\"}\n", StandardOpenOption.APPEND);
    assertTrue(refusal().contains("damaged at entry 2"));
  }

  @Test
  void aCheckpointOfAnotherKeyOriginOrNoneIsRefused() throws IOException {
    appendSegments(2);
    byte[] good = Files.readAllBytes(checkpoint);
    SigningKey foreign = SigningKey.ofSeed(HASH.substring(0, 32).getBytes(StandardCharsets.UTF_8));
    Files.write(checkpoint, foreign.sign(readCheckpoint().text(), ORIGIN).bytes());
    assertTrue(refusal().contains("not signed by this store's key"));
    Files.write(checkpoint, KEY.sign(readTextWithOrigin(good, "other.example"), ORIGIN).bytes());
    assertTrue(refusal().contains("it is of other.example"));
    Files.write(checkpoint, new byte[] {1, 2, 3});
    assertTrue(refusal().contains("is refused: not a note"));
    Files.write(checkpoint, good);
    open().close();
  }

  private static String readTextWithOrigin(byte[] note, String origin) {
    return SignedNote.parse(note).text().replace(ORIGIN, origin);
  }

  @Test
  void anyFlippedBitOfTheCheckpointIsRefusedOrHarmless() throws IOException {
    appendSegments(2);
    byte[] good = Files.readAllBytes(checkpoint);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(checkpoint, bad);
      refusal();
    }
  }

  @Test
  void isOpenedOnlyOnce() {
    try (StoreLog log = open()) {
      assertEquals(0, log.size());
      assertTrue(
          refusal().contains("is open already, by process " + ProcessHandle.current().pid()));
    }
  }

  @Test
  void aClosedLogSaysSo() {
    StoreLog log = open();
    log.close();
    LogException closed = assertThrows(LogException.class, () -> log.append(segment(0)));
    assertTrue(closed.toString().contains("is closed"));
    assertThrows(LogException.class, () -> log.checkpoint(ChainHead.empty()));
  }

  @Test
  void nothingTemporaryIsLeftBehind() throws IOException {
    appendSegments(3);
    try (var files = Files.list(folder)) {
      assertEquals(
          Set.of("entries", "checkpoint", "lock"),
          files.map(f -> f.getFileName().toString()).collect(Collectors.toSet()));
    }
  }

  @Test
  void badNamesAndValuesAreRefused() {
    assertThrows(LogException.class, () -> StoreLog.open(folder, KEY, "two words"));
    assertThrows(LogException.class, () -> new LogEntry.Event(1, "segment", new TreeMap<>()));
    assertThrows(LogException.class, () -> new LogEntry.Event(1, "a b", new TreeMap<>()));
    assertThrows(
        LogException.class, () -> new LogEntry.Segment(1, 0, "abc", 0, 1, new TreeMap<>()));
    assertThrows(LogException.class, () -> new LogEntry.Segment(1, 0, HASH, 2, 1, new TreeMap<>()));
  }

  @Test
  void hostileLinesNeverSurprise() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    byte[] good = LogEntryCodec.encode(segment(7));
    int refused = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      try {
        LogEntryCodec.decode(bad);
      } catch (LogException e) {
        refused++;
      }
    }
    assertTrue(refused > 1_000);
    assertThrows(
        LogException.class,
        () -> LogEntryCodec.decode("[".repeat(60_000).getBytes(StandardCharsets.US_ASCII)));
    assertFalse(LogEntryCodec.decode(good).type().isEmpty());
  }
}
