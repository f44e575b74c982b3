package jaruek.retention.duckdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.column.HotBatch;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.query.Condition;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.BlockTree;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.segment.SegmentReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FormatTest {
  private static final int ROWS = 2500;

  @TempDir Path directory;
  private TestStore store;
  private SegmentReader reader;

  @BeforeEach
  void open() {
    store = new TestStore(directory);
    reader = new FileSegmentReader(store.files);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private SealedSegment seal(long id) {
    HotBatch batch = new HotBatch();
    RandomRows.fill(batch, new Random(id), ROWS, RandomRows.EPOCH);
    return store.seal(batch, id);
  }

  /** Makes of a segment what the version before would have written. */
  private static SealedSegment downgrade(SealedSegment segment) throws IOException {
    writeWithoutMark(segment);
    SegmentManifest now = segment.manifest();
    TreeMap<String, SegmentManifest.Table> tables = new TreeMap<>();
    for (var entry : now.datasets().entrySet()) {
      SegmentManifest.Table t = entry.getValue();
      tables.put(
          entry.getKey(),
          new SegmentManifest.Table(
              t.file(),
              Files.size(segment.folder().resolve(t.file())),
              sha256(segment.folder().resolve(t.file())),
              t.rows(),
              t.merkleRoot(),
              t.receivedFromMillis(),
              t.receivedToMillis(),
              t.eventFromMillis(),
              t.eventToMillis()));
      SegmentManifest.StateFile tree = t.tree();
      SegmentManifest.StateFile filter = t.filter();
      if (tree != null) Files.delete(segment.folder().resolve(tree.file()));
      if (filter != null) Files.delete(segment.folder().resolve(filter.file()));
    }
    SegmentManifest old =
        new SegmentManifest(
            SegmentManifest.FORMAT_1,
            now.id(),
            now.from(),
            now.to(),
            now.chainHead(),
            now.reason(),
            now.createdAtMillis(),
            tables,
            now.decoderState(),
            now.sources());
    Files.write(segment.folder().resolve(SegmentManifest.FILE_NAME), ManifestCodec.bytes(old));
    return new SealedSegment(segment.folder(), old);
  }

  /** Traffic as format 1 has it: every column with its values, and no other. */
  private static void writeWithoutMark(SealedSegment segment) throws IOException {
    Path file = segment.file(Dataset.TRAFFIC).orElseThrow();
    Path plain = file.resolveSibling("plain");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * EXCLUDE nat_destination_same REPLACE ("
              + Layout.MARKED.value(Traffic.NAT_DESTINATION_ADDRESS)
              + " AS nat_destination_address, "
              + Layout.MARKED.value(Traffic.NAT_DESTINATION_PORT)
              + " AS nat_destination_port) FROM read_parquet('"
              + file
              + "')) TO '"
              + plain
              + "' (FORMAT parquet)");
    } catch (SQLException e) {
      throw new IOException(e);
    }
    Files.move(plain, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String sha256(Path file) throws IOException {
    byte[] digest = MerkleAccumulator.sha256().digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  private static Condition source(String address) {
    return new Condition.Equal(Traffic.SOURCE_ADDRESS, IpAddress.of(address));
  }

  @Test
  void theManifestNamesTreeAndFilter() {
    SealedSegment segment = seal(0);
    for (Dataset dataset : Dataset.values()) {
      SegmentManifest.Table table = segment.manifest().table(dataset).orElseThrow();
      assertNotNull(table.tree());
      assertEquals(dataset.word() + ".tree", table.tree().file());
      assertEquals(BlockTree.bytes(ROWS), table.tree().bytes());
      assertEquals(
          dataset == Dataset.TRAFFIC || dataset == Dataset.IDENTITY, table.filter() != null);
      byte[] roots = reader.blockRoots(segment.folder(), segment.manifest(), dataset);
      assertEquals(table.merkleRoot(), HexFormat.of().formatHex(BlockTree.root(roots)));
    }
  }

  @Test
  void aBlocksRowsAloneGiveItsRoot() {
    SealedSegment segment = seal(1);
    byte[] roots = reader.blockRoots(segment.folder(), segment.manifest(), Dataset.MESSAGES);
    for (int block = 0; block < 3; block++) {
      BlockTree own = new BlockTree();
      reader.leaves(
          segment.folder(),
          segment.manifest(),
          Dataset.MESSAGES,
          (long) block * BlockTree.LEAVES,
          BlockTree.LEAVES,
          own::add);
      assertEquals(Math.min(BlockTree.LEAVES, ROWS - block * BlockTree.LEAVES), own.size());
      assertArrayEquals(Arrays.copyOfRange(roots, block * 32, block * 32 + 32), own.blockRoots());
    }
  }

  @Test
  void aStoreOfTheVersionBeforeIsReadAndAsked() throws IOException {
    SealedSegment second = seal(2);
    byte[] roots = reader.blockRoots(second.folder(), second.manifest(), Dataset.TRAFFIC);
    RowQuery translated =
        RowQuery.of(
            Dataset.TRAFFIC,
            new Condition.Equal(Traffic.NAT_DESTINATION_ADDRESS, IpAddress.of("10.1.2.3")),
            1);
    long rows = store.engine.count(translated);
    SealedSegment first = downgrade(second);
    String json = Files.readString(first.folder().resolve(SegmentManifest.FILE_NAME));
    assertTrue(json.contains("jaruek-segment/1"));
    assertTrue(!json.contains("tree") && !json.contains("filter") && !json.contains("null"), json);
    Catalog catalog = new Catalog(store.folders).open();
    assertEquals(List.of(first), catalog.segments());
    assertArrayEquals(roots, reader.blockRoots(first.folder(), first.manifest(), Dataset.TRAFFIC));
    assertEquals(
        List.of(first),
        Catalog.candidates(catalog.segments(), Dataset.TRAFFIC, source("198.51.100.77")));
    try (DuckDbEngine engine =
        new DuckDbEngine(
            () -> new StoreView(catalog.segments(), List.of()), directory.resolve("tmp"))) {
      assertEquals(rows, engine.count(translated));
    }
  }

  @Test
  void newerFormatsAreRefusedWithWords() throws IOException {
    Path file = seal(3).folder().resolve(SegmentManifest.FILE_NAME);
    String json = Files.readString(file).replace("jaruek-segment/2", "jaruek-segment/3");
    Files.writeString(file, json, StandardCharsets.UTF_8);
    Catalog catalog = new Catalog(store.folders);
    SegmentException e = assertThrows(SegmentException.class, catalog::open);
    assertTrue(String.valueOf(e.getMessage()).contains("too new: jaruek-segment/3"), e.toString());
  }

  @Test
  void aManifestWithoutTheTreeOfItsFormatIsDamaged() throws IOException {
    Path folder = downgrade(seal(4)).folder();
    Path file = folder.resolve(SegmentManifest.FILE_NAME);
    Files.writeString(file, Files.readString(file).replace("segment/1", "segment/2"));
    SegmentException e = assertThrows(SegmentException.class, () -> ManifestCodec.read(folder));
    assertTrue(String.valueOf(e.getMessage()).contains("no tree"), e.toString());
  }

  @Test
  void onlySegmentsThatCanHoldTheAddressAreOpened() {
    List<SealedSegment> sealed = new ArrayList<>();
    for (int id = 0; id < 8; id++) {
      HotBatch batch = new HotBatch();
      for (int i = 0; i < 100; i++) {
        batch
            .row(Dataset.TRAFFIC, RandomRows.EPOCH + id * 3_600_000L + i, i)
            .set(Traffic.SOURCE_ADDRESS, IpAddress.of("10.0." + id + "." + i))
            .set(Traffic.DESTINATION_ADDRESS, IpAddress.of("192.0.2." + id))
            .set(Traffic.USER_NAME, "user" + id)
            .end();
      }
      sealed.add(store.seal(batch, id));
    }
    assertEquals(List.of(sealed.get(5)), candidates(sealed, source("10.0.5.20")));
    assertEquals(List.of(), candidates(sealed, source("10.0.5.200")));
    IpAddress server = IpAddress.of("192.0.2.3");
    Condition within =
        Condition.any(
            new Condition.Within(Traffic.DESTINATION_ADDRESS, new Cidr(server, 128)),
            new Condition.Within(Traffic.NAT_DESTINATION_ADDRESS, new Cidr(server, 128)));
    assertEquals(List.of(sealed.get(3)), candidates(sealed, within));
    assertEquals(
        List.of(sealed.get(2)),
        candidates(sealed, new Condition.Equal(Traffic.USER_NAME, "user2")));
    assertEquals(
        List.of(sealed.get(2), sealed.get(5)),
        candidates(
            sealed,
            Condition.any(new Condition.Equal(Traffic.USER_NAME, "user2"), source("10.0.5.20"))));
    long hour = RandomRows.EPOCH + 4 * 3_600_000L;
    assertEquals(
        List.of(sealed.get(4)),
        candidates(
            sealed, Condition.all(new Condition.During(hour, hour + 50), source("10.0.4.20"))));
    assertEquals(
        List.of(),
        candidates(
            sealed, Condition.all(new Condition.During(hour, hour + 50), source("10.0.5.20"))));
    assertEquals(
        8,
        candidates(
                sealed,
                new Condition.Within(
                    Traffic.SOURCE_ADDRESS, new Cidr(IpAddress.of("203.0.113.0"), 120)))
            .size(),
        "no filter knows ranges");
  }

  private static List<SealedSegment> candidates(List<SealedSegment> all, Condition where) {
    return Catalog.candidates(all, Dataset.TRAFFIC, where);
  }
}
