package jaruek.retention.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.log.SignedNote;
import jaruek.retention.proof.ProofReader;
import jaruek.retention.proof.ProofTable;
import jaruek.retention.proof.RowProof;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.verify.Finding;
import jaruek.retention.verify.OutsideCheckpoint;
import jaruek.retention.verify.VerificationProgress;
import jaruek.retention.verify.evidence.EvidenceReport;
import jaruek.retention.verify.evidence.EvidenceVerifier;
import jaruek.retention.verify.evidence.Python;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file, read again with plain code written from docs/evidence-format.md. */
final class ExportWriterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private ExportStore store;
  private Path file;

  @BeforeEach
  void open() {
    store = new ExportStore(folder.resolve("store"));
    file = folder.resolve("export.zip");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void provesEveryRowOfEveryDataset() throws Exception {
    store.seal(2_500, 1, Dataset.values());
    store.seal(3, 2, Dataset.TRAFFIC);
    store.seal(1_025, 3, Dataset.MESSAGES, Dataset.IDENTITY);
    ExportWriter.Written written =
        store.write(ExportStore.order(ExportStore.all(), "somying", Dataset.values()), file);
    assertEquals(
        Map.of(
            Dataset.TRAFFIC, 2_503L,
            Dataset.MESSAGES, 3_525L,
            Dataset.IDENTITY, 3_525L,
            Dataset.OPERATIONS, 2_500L),
        written.rows());
    checkAll(written);
  }

  @Test
  void provesScatteredRows() throws Exception {
    store.seal(140_000, 4, Dataset.TRAFFIC);
    RowChoice some = (dataset, segment) -> new Condition.Between(Traffic.DESTINATION_PORT, 10, 20);
    ExportWriter.Written written =
        store.write(ExportStore.order(some, null, Dataset.TRAFFIC), file);
    long rows = written.rows().getOrDefault(Dataset.TRAFFIC, 0L);
    assertTrue(rows > 5 && rows < 100, () -> "rows: " + rows);
    checkAll(written);
  }

  @Test
  void namesADatasetWithoutRowsAndGivesNoFilesForIt() throws Exception {
    store.seal(5, 5, Dataset.IDENTITY);
    ExportWriter.Written written =
        store.write(
            ExportStore.order((d, s) -> Condition.any(), null, Dataset.TRAFFIC, Dataset.IDENTITY),
            file);
    try (EvidenceFile zip = new EvidenceFile(file)) {
      JsonNode description = JSON.readTree(zip.text("export.json"));
      assertEquals("{\"traffic\":0,\"identity\":0}", description.path("rows").toString());
      assertEquals("[]", description.path("segments").toString());
      assertTrue(description.path("checkedBy").isNull());
      assertTrue(zip.names().stream().noneMatch(name -> name.startsWith("rows/")));
    }
    checkAll(written);
  }

  @Test
  void staysWithWhatWasLogged() throws Exception {
    store.seal(5, 6, Dataset.TRAFFIC);
    store.log.rotateKey(ExportStore.EPOCH);
    store.seal(5, 7, Dataset.TRAFFIC);
    ExportWriter.Written written =
        store.write(
            ExportStore.order(
                (dataset, segment) -> segment.id() == 1 ? Condition.all() : Condition.any(),
                null,
                Dataset.TRAFFIC),
            file);
    try (EvidenceFile zip = new EvidenceFile(file)) {
      List<String> types = new ArrayList<>();
      for (String line : zip.lines("log/entries.ndjson")) {
        types.add(
            JSON.readTree(JSON.readTree(line).path("entry").textValue()).path("type").asText());
      }
      assertEquals(List.of("key", "key", "clock", "segment", "export"), types);
    }
    checkAll(written);
  }

  @Test
  void givesWitnessesTheirConsistencyAndBothVerifiersSayWhatTheyRestOn() throws Exception {
    Path older = folder.resolve("older.note");
    Path foreign = folder.resolve("foreign.note");
    String fingerprint;
    try (ExportStore peer = new ExportStore(folder.resolve("peer"))) {
      store.seal(5, 8, Dataset.TRAFFIC);
      SignedNote head = store.log.checkpointNote().orElseThrow();
      byte[] note = head.with(peer.log.cosign(head.text(), 1_795_420_900)).bytes();
      byte[] key = Files.readAllBytes(folder.resolve("peer/keys/log.pub"));
      fingerprint = peer.log.verifyingKey().fingerprint();
      long size = store.log.size();
      Files.write(older, head.bytes());
      peer.seal(1, 1, Dataset.TRAFFIC);
      Files.write(foreign, peer.log.checkpointNote().orElseThrow().bytes());
      store.seal(5, 9, Dataset.TRAFFIC);
      store.witnesses =
          (after, now) -> {
            assertEquals(size + 2, after);
            return List.of(
                new WitnessEvidence.File("log/witnesses/" + size + "-peer.note", size, note),
                new WitnessEvidence.File("keys/witnesses/peer.pub", 0, key));
          };
      checkAll(store.write(ExportStore.order(ExportStore.all(), null, Dataset.TRAFFIC), file));
      try (EvidenceFile zip = new EvidenceFile(file)) {
        assertArrayEquals(note, zip.bytes("log/witnesses/" + size + "-peer.note"));
        JsonNode line = JSON.readTree(zip.lines("log/consistency.ndjson").getFirst());
        assertEquals(size, line.path("size").longValue());
        String root = new String(note, StandardCharsets.UTF_8).split("\n", -1)[2];
        assertEquals(root, line.path("root").textValue());
      }
    }
    Path newest = folder.resolve("newest.note");
    Files.write(newest, store.log.checkpointNote().orElseThrow().bytes());
    EvidenceReport report = verified(older, newest);
    assertTrue(report.intact(), () -> report.firstFault().toString());
    assertEquals(
        "peer", Objects.requireNonNull(Objects.requireNonNull(report.facts()).newest()).name());
    String note = report.notes().getFirst();
    assertTrue(note.startsWith("keys/witnesses/peer.pub: comes with the file"), note);
    assertTrue(note.endsWith(fingerprint), note);
    Python.Done done = python("--checkpoint", older.toString(), "--checkpoint", newest.toString());
    assertEquals(0, done.status(), done.out());
    for (String each : report.notes()) assertTrue(done.out().contains("note: " + each), done.out());
    Finding fault = verified(older, newest, foreign).firstFault().orElseThrow();
    assertEquals("--checkpoint " + foreign, fault.where());
    String said =
        python("--checkpoint", older.toString(), "--checkpoint", foreign.toString()).first();
    assertEquals("CHANGED: " + fault, said);
  }

  private EvidenceReport verified(Path... checkpoints) throws IOException {
    List<OutsideCheckpoint> outside = new ArrayList<>();
    for (Path each : checkpoints) {
      outside.add(new OutsideCheckpoint(each.toString(), Files.readAllBytes(each)));
    }
    return new EvidenceVerifier(null, outside, (note, token, authority) -> Instant.EPOCH)
        .verify(file, VerificationProgress.NONE);
  }

  private Python.Done python(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(file.toString()));
    arguments.addAll(List.of(options));
    return Python.run(extracted("verify.py"), arguments);
  }

  @Test
  void refusesToProveWhatIsNotAsSealed() throws Exception {
    store.seal(2_000, 10, Dataset.TRAFFIC);
    SealedSegment segment = store.segments.getFirst();
    SegmentManifest.StateFile blocks =
        segment.manifest().table(Dataset.TRAFFIC).orElseThrow().tree();
    assertNotNull(blocks);
    Path tree = segment.folder().resolve(blocks.file());
    byte[] roots = Files.readAllBytes(tree);
    roots[3] ^= 1;
    Files.write(tree, roots);
    long logged = store.log.size();
    assertThrows(
        RuntimeException.class,
        () -> store.write(ExportStore.order(ExportStore.all(), null, Dataset.TRAFFIC), file));
    assertEquals(logged, store.log.size(), "a failed export is not logged as handed out");
  }

  @Test
  void endsWhenNobodyTakesIt() {
    store.seal(2_000, 11, Dataset.TRAFFIC);
    long logged = store.log.size();
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          private long left = 100_000;

          @Override
          public void write(int b) throws IOException {
            if (--left == 0) throw new IOException("No space left on device");
            taken.write(b);
          }
        };
    assertThrows(
        IOException.class,
        () ->
            store
                .writer()
                .write(
                    ExportStore.order(ExportStore.all(), null, Dataset.TRAFFIC),
                    store.segments,
                    full,
                    ExportProgress.NONE));
    assertEquals(logged, store.log.size());
    assertTrue(taken.size() < 100_000, "nothing is sent behind a failure");
  }

  @Test
  void tellsItsProgress() throws Exception {
    store.seal(25_000, 12, Dataset.TRAFFIC);
    AtomicLong last = new AtomicLong();
    store
        .writer()
        .write(
            ExportStore.order(ExportStore.all(), null, Dataset.TRAFFIC),
            store.segments,
            OutputStream.nullOutputStream(),
            (done, total) -> {
              assertEquals(75_000, total);
              assertTrue(done >= last.getAndSet(done));
            });
    assertEquals(75_000, last.get());
  }

  @Test
  void countsWithoutWriting() {
    store.seal(100, 13, Dataset.TRAFFIC, Dataset.IDENTITY);
    assertEquals(
        Map.of(Dataset.TRAFFIC, 100L, Dataset.MESSAGES, 0L),
        store
            .writer()
            .count(List.of(Dataset.TRAFFIC, Dataset.MESSAGES), ExportStore.all(), store.segments));
    RowChoice named = (d, s) -> new Condition.IsNull(Identity.USER_NAME);
    long nameless =
        store
            .writer()
            .count(List.of(Dataset.IDENTITY), named, store.segments)
            .getOrDefault(Dataset.IDENTITY, -1L);
    assertTrue(nameless > 10 && nameless < 90);
  }

  // ---- the contract, read again

  private void checkAll(ExportWriter.Written written) throws Exception {
    try (EvidenceFile zip = new EvidenceFile(file)) {
      checkSums(zip, written);
      JsonNode description = JSON.readTree(zip.text("export.json"));
      assertEquals("jaruek-export/1", description.path("format").textValue());
      assertEquals(store.log.origin(), description.path("origin").textValue());
      for (Map.Entry<Dataset, Long> count : written.rows().entrySet()) {
        String word = count.getKey().word();
        assertEquals(count.getValue(), description.path("rows").path(word).longValue());
        if (count.getValue() > 0) checkRows(zip, count.getKey(), count.getValue());
      }
      for (JsonNode id : description.path("segments")) {
        byte[] manifest = zip.bytes("segments/%010d/manifest.json".formatted(id.longValue()));
        assertArrayEquals(
            Files.readAllBytes(store.segments.get(id.intValue()).folder().resolve("manifest.json")),
            manifest);
      }
      assertArrayEquals(
          Files.readAllBytes(
              Path.of(System.getProperty("jaruek.root", "..")).resolve("docs/evidence-format.md")),
          zip.bytes("evidence-format.md"),
          "the resource is a copy of docs/evidence-format.md: copy it again");
    }
    Python.Done done = python();
    assertEquals(0, done.status(), done.out());
    EvidenceReport report = verified();
    assertTrue(report.intact(), () -> report.firstFault().toString());
  }

  private Path extracted(String name) throws IOException {
    try (EvidenceFile zip = new EvidenceFile(file)) {
      return Files.write(folder.resolve(name), zip.bytes(name));
    }
  }

  private void checkSums(EvidenceFile zip, ExportWriter.Written written) throws Exception {
    List<String> expected = new ArrayList<>();
    for (String name : zip.names()) {
      if (name.equals("SHA256SUMS") || name.startsWith("log/") || name.startsWith("keys/"))
        continue;
      expected.add(sha256(zip.bytes(name)) + "  " + name);
    }
    expected.sort((a, b) -> a.substring(66).compareTo(b.substring(66)));
    assertEquals(expected, zip.lines("SHA256SUMS"));
    assertEquals(sha256(zip.bytes("SHA256SUMS")), written.sumsSha256());
    List<String> entries = zip.lines("log/entries.ndjson");
    JsonNode last = JSON.readTree(JSON.readTree(entries.getLast()).path("entry").textValue());
    assertEquals("export", last.path("type").textValue());
    assertEquals(written.sumsSha256(), last.path("fields").path("sha256").textValue());
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private void checkRows(EvidenceFile zip, Dataset dataset, long count) throws Exception {
    List<String> lines = zip.lines("rows/" + dataset.word() + ".ndjson");
    assertEquals(count, lines.size());
    Map<Long, List<RowProof>> proofs = proofs(zip, dataset);
    Map<Long, Integer> taken = new TreeMap<>();
    StringBuilder csv = new StringBuilder("\ufeffsegment,index");
    for (Column column : dataset.columns()) csv.append(',').append(column.camelName());
    csv.append("\r\n");
    long before = -1;
    for (String line : lines) {
      JsonNode row = JSON.readTree(line);
      assertEquals(line, line.strip());
      long segment = row.path("segment").longValue();
      int at = taken.merge(segment, 1, Integer::sum) - 1;
      RowProof proof = of(proofs, segment).get(at);
      assertEquals(row.path("index").longValue(), proof.index());
      long place = segment << 32 | proof.index();
      assertTrue(place > before);
      before = place;
      assertTrue(proof.proves(leaf(dataset, row), of(tables, segment)), line);
      csv.append(csv(dataset, row));
      checkStored(dataset, row, segment);
    }
    taken.forEach((segment, used) -> assertEquals(of(proofs, segment).size(), used));
    assertEquals(csv.toString(), zip.text("rows/" + dataset.word() + ".csv"));
  }

  private final Map<Long, ProofTable> tables = new TreeMap<>();

  private Map<Long, List<RowProof>> proofs(EvidenceFile zip, Dataset dataset) throws IOException {
    Map<Long, List<RowProof>> proofs = new TreeMap<>();
    tables.clear();
    for (String name : zip.names()) {
      if (!name.startsWith("proofs/" + dataset.word() + "-")) continue;
      ProofReader reader = new ProofReader(new ByteArrayInputStream(zip.bytes(name)), name);
      List<RowProof> of = new ArrayList<>();
      reader.next().ifPresent(of::add);
      for (var next = reader.next(); next.isPresent(); next = reader.next()) of.add(next.get());
      long segment = reader.table().segment();
      assertEquals("proofs/%s-%010d.proof".formatted(dataset.word(), segment), name);
      proofs.put(segment, of);
      tables.put(segment, reader.table());
      var sealed = store.segments.get((int) segment).manifest().table(dataset).orElseThrow();
      assertEquals(sealed.merkleRoot(), reader.table().root());
      assertEquals(sealed.rows(), reader.table().leaves());
    }
    return proofs;
  }

  private static <T> T of(Map<Long, T> map, long segment) {
    return Objects.requireNonNull(map.get(segment));
  }

  private static byte[] leaf(Dataset dataset, JsonNode row) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(0);
    byte[] bits = new byte[(dataset.columns().size() + 7) / 8];
    for (Column column : dataset.columns()) {
      if (row.has(column.camelName())) {
        bits[column.ordinal() / 8] |= (byte) (0x80 >> column.ordinal() % 8);
      }
    }
    out.write(bits);
    for (Column column : dataset.columns()) {
      JsonNode value = row.path(column.camelName());
      if (!value.isMissingNode()) write(out, column.type(), value);
    }
    return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
  }

  private static void write(DataOutputStream out, ColumnType type, JsonNode value)
      throws IOException {
    switch (type) {
      case TIMESTAMP -> out.writeLong(Instant.parse(value.textValue()).toEpochMilli());
      case LONG -> out.writeLong(value.longValue());
      case INTEGER -> out.writeInt(value.intValue());
      case ADDRESS -> {
        byte[] address = InetAddress.getByName(value.textValue()).getAddress();
        out.write(address.length);
        out.write(address);
      }
      case MAC -> out.write(HexFormat.ofDelimiter(":").parseHex(value.textValue()));
      case TEXT -> sized(out, value.textValue().getBytes(StandardCharsets.UTF_8));
      case BYTES -> sized(out, Base64.getDecoder().decode(value.textValue()));
    }
  }

  private static void sized(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String csv(Dataset dataset, JsonNode row) {
    List<String> cells = new ArrayList<>();
    cells.add(row.path("segment").asText());
    cells.add(row.path("index").asText());
    for (Column column : dataset.columns()) {
      String cell = row.path(column.camelName()).asText("");
      if (column.type() == ColumnType.TEXT && cell.matches("(?s)[=+\\-@\t\r].*")) cell = "'" + cell;
      if (cell.matches("(?s).*[,\"\r\n].*")) cell = "\"" + cell.replace("\"", "\"\"") + "\"";
      cells.add(cell);
    }
    return String.join(",", cells) + "\r\n";
  }

  /** The row is what the store has at that place. */
  private void checkStored(Dataset dataset, JsonNode row, long segment) throws IOException {
    Map<Long, Row> rows = stored.computeIfAbsent(dataset + " " + segment, k -> new TreeMap<>());
    if (rows.isEmpty()) {
      store.scan.scan(store.segments.get((int) segment), dataset, Condition.all(), rows::put);
    }
    Row there = rows.get(row.path("index").longValue());
    assertNotNull(there);
    for (Column column : dataset.columns()) {
      @Nullable Object value = there.values()[column.ordinal()];
      JsonNode shown = row.path(column.camelName());
      if (value == null) {
        assertTrue(shown.isMissingNode());
      } else if (column.type() == ColumnType.TIMESTAMP) {
        assertEquals(value, Instant.parse(shown.textValue()).toEpochMilli());
      } else if (value instanceof byte[] raw) {
        assertArrayEquals(raw, Base64.getDecoder().decode(shown.textValue()));
      } else {
        assertEquals(value.toString(), shown.asText());
      }
    }
    assertFalse(row.has("null"));
  }

  private final Map<String, Map<Long, Row>> stored = new TreeMap<>();
}
