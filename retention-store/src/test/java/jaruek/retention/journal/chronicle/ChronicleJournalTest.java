package jaruek.retention.journal.chronicle;

import static jaruek.retention.journal.chronicle.JournalFixture.batch;
import static jaruek.retention.journal.chronicle.JournalFixture.frame;
import static jaruek.retention.journal.chronicle.JournalFixture.text;
import static jaruek.retention.journal.chronicle.JournalFixture.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.disk.Disk;
import jaruek.retention.disk.NativeFile;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.FrameCodec;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChronicleJournalTest {
  @TempDir Path directory;
  private JournalFixture fixture;

  @BeforeEach
  void makeFixture() {
    fixture = new JournalFixture(directory.resolve("journal"));
  }

  private static JournalPosition at(long sequence) {
    return new JournalPosition(sequence);
  }

  @Test
  void givesBackWhatWasAppendedInOrder() {
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(at(0), journal.append(batch(0, 3)));
      assertEquals(at(3), journal.append(batch(3, 1)));
      try (JournalReader reader = journal.read(JournalPosition.START)) {
        for (int i = 0; i < 4; i++) {
          assertTrue(reader.next());
          assertEquals(at(i), reader.position());
          assertEquals("message " + i, text(reader.frame()));
          assertEquals(at(i + 1), reader.head().position());
        }
        assertFalse(reader.next());
        assertEquals(journal.head(), reader.head());
      }
    }
  }

  @Test
  void keepsEveryFieldOfAFrame() {
    Frame v6 =
        new Frame(
            FrameKind.FLOW,
            -5,
            IpAddress.of("2001:db8::1"),
            65_535,
            Transport.TLS,
            new byte[Frame.BYTES_MAX]);
    Frame empty =
        new Frame(FrameKind.CUT, 0, IpAddress.UNSPECIFIED, 0, Transport.LOCAL, new byte[0]);
    try (ChronicleJournal journal = fixture.open()) {
      journal.append(List.of(v6, empty));
      try (JournalReader reader = journal.read(JournalPosition.START)) {
        for (Frame written : List.of(v6, empty)) {
          assertTrue(reader.next());
          Frame read = reader.frame();
          assertEquals(written.kind(), read.kind());
          assertEquals(written.receivedAtMillis(), read.receivedAtMillis());
          assertEquals(written.source(), read.source());
          assertEquals(written.sourcePort(), read.sourcePort());
          assertEquals(written.transport(), read.transport());
          assertArrayEquals(written.bytes(), read.bytes());
        }
      }
    }
  }

  @Test
  void chainsEachFrameToTheOneBefore() throws Exception {
    byte[] hash = new byte[32];
    for (Frame frame : batch(0, 3)) {
      ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.length(frame));
      FrameCodec.write(frame, bytes);
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(hash);
      hash = sha256.digest(bytes.array());
    }
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(ChainHead.empty(), journal.head());
      journal.append(batch(0, 1));
      journal.append(batch(1, 2));
      assertEquals(new ChainHead(at(3), hash), journal.head());
    }
  }

  @Test
  void anEmptyBatchChangesNothing() {
    try (ChronicleJournal journal = fixture.open()) {
      journal.append(batch(0, 2));
      ChainHead before = journal.head();
      assertEquals(at(2), journal.append(List.of()));
      assertEquals(before, journal.head());
    }
  }

  @Test
  void refusesABatchOverTheLimitAndGoesOn() {
    Frame large =
        new Frame(FrameKind.FLOW, 0, IpAddress.UNSPECIFIED, 0, Transport.UDP, new byte[65_535]);
    int fitting = Excerpt.BYTES_MAX / (65_535 + FrameCodec.HEADER_BYTES);
    try (ChronicleJournal journal = fixture.open()) {
      assertThrows(
          JournalException.class, () -> journal.append(Collections.nCopies(fitting + 1, large)));
      journal.append(Collections.nCopies(fitting, large));
      assertEquals(at(fitting), journal.head().position());
      assertEquals(fitting, texts(journal, JournalPosition.START).size());
    }
  }

  @Test
  void goesOnWhereItEndedAfterARestart() {
    ChainHead head;
    try (ChronicleJournal journal = fixture.open()) {
      journal.append(batch(0, 5));
      head = journal.head();
    }
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(head, journal.head());
      assertEquals(at(5), journal.append(batch(5, 2)));
      assertEquals(7, texts(journal, JournalPosition.START).size());
    }
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(List.of("message 4", "message 5", "message 6"), texts(journal, at(4)));
    }
  }

  @Test
  void opensAnEmptyJournalTwice() {
    fixture.open().close();
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(ChainHead.empty(), journal.head());
      assertEquals(JournalPosition.START, journal.oldest());
      assertEquals(List.of(), texts(journal, JournalPosition.START));
    }
  }

  @Test
  void resumesFromEveryPosition() {
    for (int minute = 0; minute < 3; minute++) {
      try (ChronicleJournal journal = fixture.open()) {
        for (int i = 0; i < 40; i += 4) journal.append(batch(minute * 40 + i, 4));
      }
      fixture.pass(Duration.ofMinutes(1));
    }
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(3, fixture.files().size());
      ChainHead head = journal.head();
      for (int from = 0; from <= 120; from++) {
        try (JournalReader reader = journal.read(at(from))) {
          for (int i = from; i < 120; i++) {
            assertTrue(reader.next());
            assertEquals("message " + i, text(reader.frame()));
          }
          assertFalse(reader.next());
          assertEquals(head, reader.head());
        }
      }
    }
  }

  @Test
  void refusesPositionsThatAreNotThere() {
    try (ChronicleJournal journal = fixture.open()) {
      journal.append(batch(0, 2));
      JournalException e = assertThrows(JournalException.class, () -> journal.read(at(3)));
      assertTrue(e.toString().contains("positions 0 to 2"), e.toString());
    }
  }

  @Test
  void aReaderAtTheEndSeesWhatComesLater() {
    try (ChronicleJournal journal = fixture.open()) {
      try (JournalReader early = journal.read(JournalPosition.START)) {
        assertFalse(early.next());
        journal.append(batch(0, 1));
        assertTrue(early.next());
        try (JournalReader late = journal.read(at(1))) {
          assertFalse(late.next());
          fixture.pass(Duration.ofMinutes(3));
          journal.append(batch(1, 1));
          assertTrue(late.next());
          assertEquals("message 1", text(late.frame()));
          assertTrue(early.next());
          assertEquals(journal.head(), early.head());
        }
      }
    }
  }

  @Test
  void readsOnOverManyRolls() {
    fixture.fill(5, 10);
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(5, fixture.files().size());
      assertEquals(50, texts(journal, JournalPosition.START).size());
    }
  }

  @Test
  void aClockSetBackKeepsTheOrder() {
    try (ChronicleJournal journal = fixture.open()) {
      journal.append(batch(0, 2));
      fixture.pass(Duration.ofMinutes(-30));
      journal.append(batch(2, 2));
    }
    try (ChronicleJournal journal = fixture.open()) {
      journal.append(batch(4, 1));
      assertEquals(5, texts(journal, JournalPosition.START).size());
      assertEquals(1, fixture.files().size());
    }
  }

  @Test
  void aSecondJournalInTheFolderIsRefused() {
    try (ChronicleJournal journal = fixture.open()) {
      JournalException e = assertThrows(JournalException.class, fixture::open);
      assertTrue(e.toString().contains("open already"), e.toString());
      journal.append(batch(0, 1));
      assertEquals(at(1), journal.head().position());
    }
  }

  @Test
  void refusesToWorkAfterItsClose() {
    ChronicleJournal journal = fixture.open();
    journal.append(batch(0, 1));
    JournalReader reader = journal.read(JournalPosition.START);
    journal.close();
    journal.close();
    assertThrows(JournalException.class, () -> journal.append(batch(1, 1)));
    assertThrows(JournalException.class, () -> journal.read(JournalPosition.START));
    reader.close();
  }

  @Test
  void dropsOnlyWholeFilesThatAreReleasedAndOld() {
    fixture.config = fixture.config.withKeep(Duration.ofMinutes(3));
    fixture.fill(5, 10); // minutes 0 to 4; it is minute 5 now
    try (ChronicleJournal journal = fixture.open()) {
      journal.release(at(9));
      assertEquals(JournalPosition.START, journal.oldest());
      journal.release(at(50));
      assertEquals(at(20), journal.oldest(), "the files of minutes 0 and 1 are older than three");
      assertEquals(3, fixture.files().size());
      assertThrows(JournalException.class, () -> journal.read(at(19)));
      assertEquals(30, texts(journal, at(20)).size());
      assertEquals(2, fixture.telemetry.sum("journal.files.released"));
    }
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals(at(20), journal.oldest());
      fixture.pass(Duration.ofDays(1));
      journal.release(at(50));
      assertEquals(at(40), journal.oldest(), "the last file holds the chain's head and stays");
      assertEquals(at(50), journal.append(batch(50, 1)));
      journal.release(at(50));
      assertEquals(at(50), journal.oldest());
      assertEquals(List.of("message 50"), texts(journal, at(50)));
    }
  }

  @Test
  void overTheSizeLimitTheOldestReleasedFileGoesFirst() {
    fixture.config = fixture.config.withSizeBytesMax(1);
    fixture.fill(4, 10);
    try (ChronicleJournal journal = fixture.open()) {
      journal.release(at(25));
      assertEquals(at(20), journal.oldest());
      assertEquals(2, fixture.files().size());
    }
  }

  @Test
  void aReaderInAReleasedFileComesOutOfIt() {
    fixture.config = fixture.config.withKeep(Duration.ZERO);
    fixture.fill(3, 10);
    try (ChronicleJournal journal = fixture.open();
        JournalReader reader = journal.read(JournalPosition.START)) {
      for (int i = 0; i < 15; i++) assertTrue(reader.next());
      journal.release(at(20));
      for (int i = 15; i < 30; i++) {
        assertTrue(reader.next());
        assertEquals("message " + i, text(reader.frame()));
      }
      assertFalse(reader.next());
    }
  }

  @Test
  void aFullDiskKeepsNothingOfTheBatchAndAppendingGoesOnLater() {
    AtomicBoolean full = new AtomicBoolean();
    try (ChronicleJournal journal = fixture.open(file -> new FillableDisk(file, full))) {
      journal.append(batch(0, 1));
      full.set(true);
      Frame large = frame("x".repeat(60_000));
      JournalException e =
          assertThrows(
              JournalException.class,
              () -> {
                for (int i = 0; i < 1_000; i++) journal.append(List.of(large, large));
              });
      assertTrue(e.toString().contains("make room"), e.toString());
      ChainHead head = journal.head();
      assertThrows(JournalException.class, () -> journal.append(List.of(large)));
      assertEquals(head, journal.head());
      full.set(false);
      journal.append(batch(7, 1));
      List<String> texts = texts(journal, JournalPosition.START);
      assertEquals(head.position().sequence() + 1, texts.size());
      assertEquals("message 7", texts.getLast());
    }
    try (ChronicleJournal journal = fixture.open()) {
      assertEquals("message 7", texts(journal, JournalPosition.START).getLast());
    }
  }

  @Test
  void aDiskThatCannotBeForcedStopsTheJournal() {
    fixture.config = fixture.config.withSyncInterval(Duration.ZERO);
    AtomicBoolean broken = new AtomicBoolean();
    try (ChronicleJournal journal = fixture.open(file -> new BreakableDisk(file, broken))) {
      journal.append(batch(0, 1));
      broken.set(true);
      assertThrows(JournalException.class, () -> journal.append(batch(1, 1)));
      broken.set(false);
      assertThrows(JournalException.class, () -> journal.append(batch(2, 1)));
    }
  }

  @Test
  void zeroIntervalForcesBeforeAppendReturns() {
    fixture.config = fixture.config.withSyncInterval(Duration.ZERO);
    AtomicInteger forced = new AtomicInteger();
    try (ChronicleJournal journal = fixture.open(file -> new CountingDisk(file, forced))) {
      for (int i = 0; i < 5; i++) {
        journal.append(batch(i, 1));
        assertTrue(forced.get() >= i, "the first append's file is opened before it is forced");
      }
      assertEquals(5, fixture.telemetry.sum("journal.syncs"));
    }
  }

  @Test
  void anIntervalForcesWithoutBeingAsked() {
    fixture.config = fixture.config.withSyncInterval(Duration.ofMillis(5));
    try (ChronicleJournal journal = fixture.open()) {
      journal.append(batch(0, 1));
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (fixture.telemetry.sum("journal.syncs") == 0 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertEquals(1, fixture.telemetry.sum("journal.syncs"));
    }
  }

  @Test
  void appendersAndATailReaderWorkAtOnce() throws Exception {
    int appenders = 4;
    int batches = 500;
    try (ChronicleJournal journal = fixture.open();
        JournalReader reader = journal.read(JournalPosition.START)) {
      List<Thread> threads = new ArrayList<>();
      for (int a = 0; a < appenders; a++) {
        int first = a * batches * 3;
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int b = 0; b < batches; b++) journal.append(batch(first + b * 3, 3));
                    }));
      }
      List<String> seen = new ArrayList<>();
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (seen.size() < appenders * batches * 3 && System.nanoTime() < deadline) {
        if (reader.next()) seen.add(text(reader.frame()));
        if (seen.size() % 1_000 == 999) fixture.pass(Duration.ofSeconds(1)); // rolls now and then
      }
      for (Thread thread : threads) thread.join();
      assertEquals(appenders * batches * 3, seen.size());
      assertEquals(seen.size(), new HashSet<>(seen).size());
      assertEquals(journal.head(), reader.head());
      for (int i = 0; i < seen.size(); i += 3) {
        int number = Integer.parseInt(seen.get(i).substring(8));
        assertEquals("message " + (number + 1), seen.get(i + 1), "a batch stays together");
      }
    }
  }

  @Test
  void anInterruptedThreadMayAppend() {
    fixture.config = fixture.config.withSyncInterval(Duration.ZERO);
    try (ChronicleJournal journal = fixture.open()) {
      Thread.currentThread().interrupt();
      journal.append(batch(0, 2));
      fixture.pass(Duration.ofMinutes(2));
      journal.append(batch(2, 2));
      assertTrue(Thread.interrupted());
      assertEquals(4, texts(journal, JournalPosition.START).size());
    } finally {
      boolean _ = Thread.interrupted();
    }
  }

  @Test
  void sizeCountsWhatIsWrittenNotWhatIsMapped() throws IOException {
    try (ChronicleJournal journal = fixture.open()) {
      journal.append(batch(0, 1));
      long size = journal.sizeBytes();
      assertTrue(size > 100 && size < 1 << 20, size + " bytes");
      assertTrue(Files.size(fixture.files().getFirst()) > size);
    }
  }

  private static final class FillableDisk implements Disk {
    private final Disk real;
    private final AtomicBoolean full;

    FillableDisk(Path file, AtomicBoolean full) throws IOException {
      real = NativeFile.file(file);
      this.full = full;
    }

    @Override
    public void reserve(long from, long length) throws IOException {
      if (full.get()) throw new IOException("no space left on the disk");
      real.reserve(from, length);
    }

    @Override
    public void sync() throws IOException {
      real.sync();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private static final class BreakableDisk implements Disk {
    private final Disk real;
    private final AtomicBoolean broken;

    BreakableDisk(Path file, AtomicBoolean broken) throws IOException {
      real = NativeFile.file(file);
      this.broken = broken;
    }

    @Override
    public void reserve(long from, long length) throws IOException {
      real.reserve(from, length);
    }

    @Override
    public void sync() throws IOException {
      if (broken.get()) throw new IOException("input/output error");
      real.sync();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private static final class CountingDisk implements Disk {
    private final Disk real;
    private final AtomicInteger forced;

    CountingDisk(Path file, AtomicInteger forced) throws IOException {
      real = NativeFile.file(file);
      this.forced = forced;
    }

    @Override
    public void reserve(long from, long length) throws IOException {
      real.reserve(from, length);
    }

    @Override
    public void sync() throws IOException {
      forced.incrementAndGet();
      real.sync();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
