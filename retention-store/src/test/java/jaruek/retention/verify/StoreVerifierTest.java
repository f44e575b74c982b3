package jaruek.retention.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.MemoryJournal;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.log.SigningKey;
import jaruek.retention.log.StoreLog;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.segment.LeafVisitor;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.segment.SegmentReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dataset files here have one row in each line: the verifier only knows the reader's seam. */
class StoreVerifierTest {
  private static final long CREATED = 1_795_405_321_000L; // 2026-11-23
  private static final int SEGMENTS = 4;
  private static final int FRAMES = 5;

  @TempDir Path folder;
  private Path data;
  private SigningKey key;
  private final MemoryJournal journal = new MemoryJournal();
  private final List<SegmentManifest> manifests = new ArrayList<>();

  private static final class LineReader implements SegmentReader {
    @Override
    public void leaves(
        Path segment, SegmentManifest manifest, Dataset dataset, LeafVisitor visitor) {
      SegmentManifest.Table table = manifest.table(dataset).orElse(null);
      if (table != null) leaves(segment.resolve(table.file()), dataset, visitor);
    }

    @Override
    public void leaves(Path file, Dataset dataset, LeafVisitor visitor) {
      try {
        for (String line : Files.readAllLines(file)) {
          byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
          visitor.leaf(bytes, 0, bytes.length);
        }
      } catch (IOException e) {
        throw new SegmentException("cannot be read", e);
      }
    }
  }

  @BeforeEach
  void makeStore() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    key = SigningKey.open(folder.resolve("key.pem"), folder.resolve("pub.pem"), new SecureRandom());
    try (StoreLog log = StoreLog.open(data.resolve("log"), key, "test/jaruek")) {
      log.append(LogEntry.start(CREATED, "0.1.0"));
      for (int id = 0; id < SEGMENTS; id++) seal(log, id, "rows of " + id);
      log.append(LogEntry.stop(CREATED));
      append(3);
      log.checkpoint(journal.head());
    }
  }

  private void append(int frames) {
    for (int i = 0; i < frames; i++) {
      byte[] bytes = {(byte) i};
      journal.append(
          List.of(
              new Frame(
                  FrameKind.SYSLOG, CREATED, IpAddress.UNSPECIFIED, 0, Transport.UDP, bytes)));
    }
  }

  private void seal(StoreLog log, int id, String rows) throws IOException {
    long from = journal.head().position().sequence();
    append(FRAMES);
    SegmentManifest manifest = write(id, from, journal.head(), rows);
    log.append(entry(manifest));
    manifests.add(manifest);
  }

  private static LogEntry entry(SegmentManifest manifest) {
    TreeMap<String, String> roots = new TreeMap<>();
    manifest.datasets().forEach((word, table) -> roots.put(word, table.merkleRoot()));
    return new LogEntry.Segment(
        CREATED,
        manifest.id(),
        sha256(ManifestCodec.bytes(manifest)),
        manifest.from(),
        manifest.to(),
        roots);
  }

  private SegmentManifest write(int id, long from, ChainHead to, String rows) throws IOException {
    Path partial = Files.createDirectories(folder.resolve("partial" + id));
    SortedMap<String, SegmentManifest.Table> tables = new TreeMap<>();
    for (Dataset dataset : List.of(Dataset.TRAFFIC, Dataset.IDENTITY)) {
      tables.put(dataset.word(), table(partial, dataset, rows));
    }
    byte[] state = {1, 2, 3, (byte) id};
    Files.write(partial.resolve("decoder.state"), state);
    SegmentManifest manifest =
        new SegmentManifest(
            SegmentManifest.FORMAT_1,
            id,
            from,
            to.position().sequence(),
            to.hex(),
            "hour",
            CREATED,
            tables,
            new SegmentManifest.StateFile("decoder.state", state.length, sha256(state)),
            new TreeMap<>());
    place(partial, manifest, ManifestCodec.bytes(manifest));
    return manifest;
  }

  private void place(Path partial, SegmentManifest manifest, byte[] bytes) throws IOException {
    Files.write(partial.resolve(SegmentManifest.FILE_NAME), bytes);
    Path target = new SegmentFolders(data).folder(manifest);
    Files.createDirectories(target.getParent());
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static SegmentManifest.Table table(Path partial, Dataset dataset, String rows)
      throws IOException {
    MerkleAccumulator tree = new MerkleAccumulator();
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 6; row++) {
      String line = dataset.word() + " " + rows + " row " + row;
      tree.add(line.getBytes(StandardCharsets.UTF_8));
      text.append(line).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    String file = dataset.word() + ".parquet";
    Files.write(partial.resolve(file), bytes);
    String root = HexFormat.of().formatHex(tree.root());
    return new SegmentManifest.Table(file, bytes.length, sha256(bytes), 6, root, 0, 1, 0, 1);
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(MerkleAccumulator.sha256().digest(bytes));
  }

  private Path folder(int id) {
    return new SegmentFolders(data).folder(manifests.get(id));
  }

  private VerificationReport verify(@Nullable Journal kept) {
    return new StoreVerifier(data, key.verifyingKey(), new LineReader())
        .verify(kept, VerificationProgress.NONE);
  }

  private VerificationReport verify() {
    return verify(journal);
  }

  private String fault() {
    return verify().firstFault().map(Finding::toString).orElse("intact");
  }

  private void assertFault(String where, String what) {
    String fault = fault();
    assertTrue(fault.startsWith(where), fault);
    assertTrue(fault.contains(what), fault);
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  private String name(Path file) {
    return data.relativize(file).toString();
  }

  @Test
  void anUntouchedStoreIsIntact() {
    List<String> progress = new ArrayList<>();
    VerificationReport report =
        new StoreVerifier(data, key.verifyingKey(), new LineReader())
            .verify(journal, (what, done, total) -> progress.add(what + " " + done + "/" + total));
    assertTrue(report.intact(), report.findings().toString());
    assertEquals(List.of(), report.findings());
    assertEquals(SEGMENTS, report.segments());
    assertEquals(SEGMENTS * 12, report.rows());
    assertEquals(SEGMENTS + 2, report.logEntries());
    assertEquals(SEGMENTS * FRAMES + 3, report.journalFrames());
    assertTrue(report.bytes() > 0);
    assertTrue(report.checkpoint() != null);
    assertEquals(
        List.of(
            "log 0/1", "segment 0/4", "segment 1/4", "segment 2/4", "segment 3/4", "journal 0/23"),
        progress);
    assertTrue(verify(null).intact());
  }

  @Test
  void aFlippedByteInAnyFileOfAnySegmentNamesThatFile() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(data.resolve("segments"))) {
      all.filter(Files::isRegularFile).sorted().forEach(files::add);
    }
    assertEquals(SEGMENTS * 4, files.size());
    for (Path file : files) {
      byte[] good = Files.readAllBytes(file);
      for (int at = 0; at < good.length; at += 1 + good.length / 4) {
        flip(file, at);
        assertTrue(fault().startsWith(name(file) + ":"), () -> name(file) + " got " + fault());
        assertEquals(1, verify().findings().size());
        Files.write(file, good);
      }
    }
    assertTrue(verify().intact());
  }

  @Test
  void flippedBytesAllOverTheLogAreFound() throws IOException {
    Path entries = data.resolve("log/entries");
    byte[] good = Files.readAllBytes(entries);
    for (int at = 0; at < good.length; at += 13) {
      flip(entries, at);
      assertTrue(fault().startsWith("log/entries"), () -> fault());
      Files.write(entries, good);
    }
  }

  @Test
  void aChangedHashInTheLogNamesItsEntry() throws IOException {
    Path entries = data.resolve("log/entries");
    String hash = sha256(ManifestCodec.bytes(manifests.get(2)));
    Files.writeString(entries, Files.readString(entries).replace(hash, sha256(new byte[] {1})));
    assertFault("log/entries, entry 3 (segment 2): ", "is logged, the manifest has " + hash);
  }

  @Test
  void flippedBytesAllOverTheCheckpointAreFound() throws IOException {
    Path checkpoint = data.resolve("log/checkpoint");
    byte[] good = Files.readAllBytes(checkpoint);
    for (int at = 0; at < good.length; at += 3) {
      flip(checkpoint, at);
      assertTrue(fault().startsWith("log/checkpoint: "), () -> fault());
      Files.write(checkpoint, good);
    }
  }

  @Test
  void truncatedFilesAreNamed() throws IOException {
    Path rows = folder(1).resolve("traffic.parquet");
    byte[] good = Files.readAllBytes(rows);
    Files.write(rows, Arrays.copyOf(good, good.length - 1));
    assertFault(name(rows), "were sealed");
    Files.write(rows, good);
    Path manifest = folder(1).resolve(SegmentManifest.FILE_NAME);
    good = Files.readAllBytes(manifest);
    Files.write(manifest, new byte[0]);
    assertFault(name(manifest), "is logged");
    Files.write(manifest, good);
    Path entries = data.resolve("log/entries");
    List<String> lines = Files.readAllLines(entries);
    Files.write(entries, lines.subList(0, lines.size() - 1));
    assertFault("log/entries: ", "has 5 entries, but 6 are signed");
  }

  @Test
  void removedFilesAreNamed() throws IOException {
    for (String file :
        List.of("traffic.parquet", "identity.parquet", "decoder.state", "manifest.json")) {
      Path path = folder(2).resolve(file);
      byte[] good = Files.readAllBytes(path);
      Files.delete(path);
      assertFault(name(path), "is missing");
      Files.write(path, good);
    }
    Files.move(data.resolve("log/checkpoint"), folder.resolve("aside"));
    assertFault("log/checkpoint: ", "is missing");
    Files.move(folder.resolve("aside"), data.resolve("log/checkpoint"));
    Files.delete(data.resolve("log/entries"));
    assertFault("log/entries: ", "is missing");
  }

  @Test
  void aRemovedSegmentIsNamedFromTheMiddleAndFromTheEnd() throws IOException {
    for (int id : new int[] {1, SEGMENTS - 1}) {
      Path aside = folder.resolve("aside");
      Files.move(folder(id), aside);
      assertFault("log/entries, entry " + (id + 1) + " (segment " + id + ")", "folder is missing");
      Files.move(aside, folder(id));
    }
  }

  @Test
  void swappedSegmentsAreNamed() throws IOException {
    Path aside = folder.resolve("aside");
    Files.move(folder(1), aside);
    Files.move(folder(2), folder(1));
    Files.move(aside, folder(2));
    VerificationReport report = verify();
    assertEquals(2, report.findings().size());
    assertFault(name(folder(1)), "is logged, the manifest has");
  }

  @Test
  void swappedDatasetFilesAreNamed() throws IOException {
    Path one = folder(1).resolve("traffic.parquet");
    Path two = folder(2).resolve("traffic.parquet");
    byte[] bytes = Files.readAllBytes(one);
    Files.write(one, Files.readAllBytes(two));
    Files.write(two, bytes);
    assertFault(name(one), "was changed");
  }

  @Test
  void aSegmentSealedAgainWithARowLeftOutIsNamed() throws IOException {
    delete(folder(2));
    SegmentManifest old = manifests.get(2);
    write(2, old.from(), journal.head(), "other rows");
    assertFault(name(folder(2)), "is logged, the manifest has");
  }

  @Test
  void whatWasAddedIsNamed() throws IOException {
    Path extra = folder(0).resolve("extra.parquet");
    Files.writeString(extra, "x");
    assertFault(name(extra), "is not in the segment's manifest");
    Files.delete(extra);
    write(9, 100, journal.head(), "forged");
    assertFault("segments/2026/11/23/0000000009", "was added");
    delete(data.resolve("segments/2026/11/23/0000000009"));
    Path odd = data.resolve("segments/2026/odd");
    Files.writeString(odd, "x");
    assertFault(name(odd), "does not belong to the store");
    Files.delete(odd);
    Files.createDirectories(data.resolve("segments/2027/11/23"));
    Files.move(folder(3), data.resolve("segments/2027/11/23/0000000003"));
    assertFault("segments/2027/11/23/0000000003", "stands where it should not");
  }

  @Test
  void aManifestThatPointsOutsideItsFolderIsNamedAndNotFollowed() throws IOException {
    for (String evil : List.of("../../outside", "/etc/passwd", "", ".", "..", "sub/traffic")) {
      resealWith(evil);
      assertFault(name(folder(3).resolve("manifest.json")), "points outside its folder");
    }
  }

  private void resealWith(String file) throws IOException {
    delete(data);
    Files.createDirectory(data);
    SegmentManifest.Table table = manifests.get(3).table(Dataset.TRAFFIC).orElseThrow();
    SortedMap<String, SegmentManifest.Table> tables = new TreeMap<>();
    tables.put(
        "traffic",
        new SegmentManifest.Table(
            file, table.bytes(), table.sha256(), 6, table.merkleRoot(), 0, 1, 0, 1));
    SegmentManifest evil =
        new SegmentManifest(
            SegmentManifest.FORMAT_1,
            3,
            0,
            20,
            manifests.get(3).chainHead(),
            "hour",
            CREATED,
            tables,
            manifests.get(3).decoderState(),
            new TreeMap<>());
    Path partial = Files.createDirectories(folder.resolve("evil"));
    Files.write(partial.resolve("decoder.state"), new byte[] {1, 2, 3, 3});
    place(partial, evil, ManifestCodec.bytes(evil));
    try (StoreLog log = StoreLog.open(data.resolve("log"), key, "test/jaruek")) {
      log.append(entry(evil));
    }
  }

  @Test
  void aSymbolicLinkInPlaceOfAFileIsNamed() throws IOException {
    Path rows = folder(1).resolve("traffic.parquet");
    Path aside = folder.resolve("aside");
    Files.move(rows, aside);
    Files.createSymbolicLink(rows, aside);
    assertFault(name(rows), "is no plain file");
  }

  @Test
  void aForeignKeyIsNamed() throws IOException {
    SigningKey foreign =
        SigningKey.open(folder.resolve("key2.pem"), folder.resolve("pub2.pem"), new SecureRandom());
    VerificationReport report =
        new StoreVerifier(data, foreign.verifyingKey(), new LineReader())
            .verify(journal, VerificationProgress.NONE);
    assertTrue(report.firstFault().orElseThrow().toString().startsWith("log/checkpoint: "));
  }

  @Test
  void aLogRewrittenAndSignedWithoutASegmentNamesTheSegmentThatWasAddedToIt() throws IOException {
    delete(data.resolve("log"));
    try (StoreLog log = StoreLog.open(data.resolve("log"), key, "test/jaruek")) {
      for (int id : new int[] {0, 1, 3}) log.append(entry(manifests.get(id)));
    }
    assertFault("log/entries, entry 2 (segment 3)", "segment 2 was expected");
    List<String> all = verify().findings().stream().map(Finding::toString).toList();
    assertTrue(
        all.stream().anyMatch(f -> f.contains("begins at journal position 15")), all::toString);
    assertTrue(all.stream().anyMatch(f -> f.contains("it was added")), all::toString);
  }

  @Test
  void aJournalOfAnotherStoreOrCutShortIsNamed() {
    MemoryJournal other = new MemoryJournal();
    for (Frame frame : journal.frames()) {
      byte[] bytes = {(byte) (frame.bytes()[0] + 1)};
      other.append(
          List.of(
              new Frame(
                  FrameKind.SYSLOG, CREATED, IpAddress.UNSPECIFIED, 0, Transport.UDP, bytes)));
    }
    String changed = verify(other).firstFault().orElseThrow().toString();
    assertTrue(changed.startsWith("journal, position 5: the chain's head is"), changed);
    MemoryJournal shorter = new MemoryJournal();
    shorter.append(journal.frames().subList(0, 21));
    String cut = verify(shorter).firstFault().orElseThrow().toString();
    assertTrue(cut.startsWith("journal, position 21: the journal ends here"), cut);
    assertTrue(cut.contains("the signed checkpoint"), cut);
    MemoryJournal sealedCut = new MemoryJournal();
    sealedCut.append(journal.frames().subList(0, 12));
    assertFalse(verify(sealedCut).intact());
  }

  @Test
  void whatAnInterruptedWriteLeavesIsOnlyNoted() throws IOException {
    Path entries = data.resolve("log/entries");
    Files.writeString(entries, "{\"type\":\"sta", StandardOpenOption.APPEND);
    Files.createDirectories(data.resolve("segments/.partial-0000000004"));
    VerificationReport report = verify();
    assertTrue(report.intact(), report.findings().toString());
    assertEquals(2, report.findings().size());
  }

  @Test
  void oneUnsignedEntryIsNotedAndMoreAreAFault() throws IOException {
    Path entries = data.resolve("log/entries");
    String stop = "{\"type\":\"stop\",\"atMillis\":1,\"fields\":{}}\n";
    Files.writeString(entries, stop, StandardOpenOption.APPEND);
    assertTrue(verify().intact());
    Files.writeString(entries, stop, StandardOpenOption.APPEND);
    assertFault("log/entries: ", "the last 2 entries are not signed");
  }

  @Test
  void anEmptyFolderIsNoStore() throws IOException {
    delete(data);
    Files.createDirectory(data);
    assertFault("log/checkpoint: ", "is missing");
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) return;
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) throw failure;
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
