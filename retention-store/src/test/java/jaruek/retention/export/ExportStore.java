package jaruek.retention.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.column.HotBatch;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.duckdb.ParquetScan;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.log.KeyFiles;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.StoreLog;
import jaruek.retention.query.Condition;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.segment.FolderSegmentWriter;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentDraft;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Segments and their log, and an export of them. */
final class ExportStore implements AutoCloseable {
  static final long EPOCH = 1_795_420_800_000L;
  static final List<String> TEXTS =
      List.of(
          "=HYPERLINK(\"http://x\",\"ก\")",
          "+66 81",
          "-1",
          "@sum",
          "\ttab",
          "\rreturn, \"and\"",
          "'=1",
          "ผู้ใช้งาน น้ำ เก็บข้อมูล",
          "a,b",
          "say \"hi\"",
          "two\nlines",
          "nul\0inside \u007f\u001b",
          "\\ back/slash",
          "emoji 😀 \u2028 \ufeff",
          " ",
          "");

  final List<SealedSegment> segments = new ArrayList<>();
  final StoreLog log;
  final ParquetScan scan;
  final Path folder;
  final ParquetFiles files;
  private final FolderSegmentWriter writer;
  private final SegmentFolders folders;
  WitnessEvidence witnesses = WitnessEvidence.NONE;
  Report report = facts -> "%PDF-".getBytes(StandardCharsets.US_ASCII);

  ExportStore(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder.resolve("keys"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    log =
        StoreLog.open(
            folder.resolve("log"),
            new KeyFiles(folder.resolve("keys"), null, new SecureRandom()),
            () -> Instant.ofEpochMilli(EPOCH));
    files = new ParquetFiles(folder.resolve("spill"));
    scan = new ParquetScan(folder.resolve("spill"));
    folders = new SegmentFolders(folder);
    writer = new FolderSegmentWriter(folders, files);
  }

  /** Seals so many rows of each of these datasets, of every oddity. */
  void seal(int rows, long seed, Dataset... datasets) {
    HotBatch batch = new HotBatch();
    RandomGenerator random = new Random(seed);
    for (Dataset dataset : datasets) {
      for (int i = 0; i < rows; i++) {
        long id = segments.size();
        RowWriter row = batch.row(dataset, EPOCH + random.nextInt(3_600_000), id * 1000 + i % 1000);
        for (Column column : dataset.columns()) {
          boolean fixed = column.equals(dataset.receivedAt()) || column.equals(dataset.frame());
          if (!fixed && random.nextInt(3) > 0) set(row, column, random);
        }
        row.end();
      }
    }
    seal(batch);
  }

  void seal(HotBatch batch) {
    long id = segments.size();
    SegmentDraft draft =
        new SegmentDraft(
            id,
            new JournalPosition(id * 1000),
            new ChainHead(new JournalPosition(id * 1000 + 1000), new byte[32]),
            "test",
            new byte[0],
            Map.of(),
            EPOCH + id);
    SegmentManifest manifest = writer.write(batch, draft);
    TreeMap<String, String> roots = new TreeMap<>();
    manifest.datasets().forEach((word, table) -> roots.put(word, table.merkleRoot()));
    log.append(LogEntry.clock(EPOCH, new TreeMap<>(), OptionalLong.of(1)));
    String sha256 =
        HexFormat.of().formatHex(ExportZip.sha256().digest(ManifestCodec.bytes(manifest)));
    log.append(new LogEntry.Segment(EPOCH, id, sha256, manifest.from(), manifest.to(), roots));
    segments.add(new SealedSegment(folders.folder(manifest), manifest));
  }

  private static void set(RowWriter row, Column column, RandomGenerator random) {
    switch (column.type()) {
      case TIMESTAMP -> row.set(column, EPOCH + random.nextInt(-600_000, 3_600_000));
      case LONG -> row.set(column, random.nextBoolean() ? random.nextLong() : random.nextInt(9));
      case INTEGER -> row.set(column, random.nextInt(-5, 65_536));
      case TEXT -> row.set(column, TEXTS.get(random.nextInt(TEXTS.size())));
      case ADDRESS ->
          row.set(
              column,
              random.nextInt(4) == 0
                  ? IpAddress.of("2001:db8::" + random.nextInt(1, 9))
                  : IpAddress.ofIpv4(random.nextInt()));
      case MAC -> row.setMac(column, random.nextLong());
      case BYTES -> {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        row.set(column, bytes);
      }
    }
  }

  static ExportOrder order(RowChoice choice, @Nullable String checkedBy, Dataset... datasets) {
    return new ExportOrder(
        "2569-0001-1",
        new CaseFacts(
            "2569-0001",
            "ศธ 0001/2569",
            "พ.ต.ท. สมศักดิ์ เที่ยงธรรม",
            "มาตรา 26",
            EPOCH,
            EPOCH + 3_600_000,
            "somsri",
            EPOCH),
        List.of(datasets),
        JsonNodeFactory.instance
            .objectNode()
            .put("from", TimeText.of(EPOCH))
            .put("to", TimeText.of(EPOCH + 3_600_000)),
        choice,
        "somsri",
        checkedBy,
        EPOCH + 7_200_123,
        "0.1.0",
        JsonNodeFactory.instance.objectNode(),
        null);
  }

  static RowChoice all() {
    return (dataset, segment) -> Condition.all();
  }

  ExportWriter writer() {
    return new ExportWriter(scan, new FileSegmentReader(files), log, witnesses, report);
  }

  ExportWriter.Written write(ExportOrder order, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      return writer().write(order, segments, out, ExportProgress.NONE);
    }
  }

  @Override
  public void close() {
    scan.close();
    files.close();
    log.close();
  }
}
