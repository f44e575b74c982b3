package jaruek.retention.duckdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.column.ColumnBatch;
import jaruek.retention.column.HotBatch;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryException;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.RowEncoding;
import jaruek.retention.segment.SegmentException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealedRowsTest {
  private static final Condition ALL = Condition.all();

  @TempDir Path directory;
  private TestStore store;

  @BeforeEach
  void open() {
    store = new TestStore(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static HotBatch batch(long seed, int rows) {
    HotBatch batch = new HotBatch();
    RandomRows.fill(batch, new Random(seed), rows, RandomRows.EPOCH);
    return batch;
  }

  private String root(SealedSegment segment, Dataset dataset) {
    MerkleAccumulator tree = new MerkleAccumulator();
    new FileSegmentReader(store.files)
        .leaves(segment.folder(), segment.manifest(), dataset, tree::add);
    return HexFormat.of().formatHex(tree.root());
  }

  private static void assertNames(String what, Exception e) {
    assertTrue(e.toString().contains(what), e.toString());
  }

  @Test
  void rootsFromTheFilesAreThoseOfTheManifest() {
    SealedSegment segment = store.seal(batch(1, 3000), 0);
    for (Dataset dataset : Dataset.values()) {
      assertEquals(3000, segment.manifest().table(dataset).orElseThrow().rows());
      assertEquals(
          segment.manifest().table(dataset).orElseThrow().merkleRoot(), root(segment, dataset));
    }
    assertEquals(segment.manifest(), ManifestCodec.read(segment.folder()));
    assertEquals(List.of(segment), new Catalog(store.folders).open().segments());
  }

  @Test
  void queriedRowsHaveTheBytesOfTheHotOnes() {
    HotBatch batch = batch(2, 500);
    SealedSegment segment = store.seal(batch, 4);
    for (Dataset dataset : Dataset.values()) {
      RowEncoding encoding = new RowEncoding(dataset);
      List<String> sealed =
          store.engine.list(RowQuery.of(dataset, ALL, 1000)).stream()
              .peek(row -> assertEquals(segment.id(), row.segment()))
              .map(row -> hex(encoding.encode(row)))
              .sorted()
              .toList();
      List<String> hot =
          Stream.iterate(0, row -> row < 500, row -> row + 1)
              .map(row -> hex(encoding.encode(batch.of(dataset), row)))
              .sorted()
              .toList();
      assertEquals(hot, sealed);
    }
  }

  private static String hex(RowEncoding encoding) {
    return HexFormat.of().formatHex(encoding.bytes(), 0, encoding.length());
  }

  @Test
  void sealingTheSameRowsGivesTheSameRootsAndBytes() throws IOException {
    SealedSegment first = store.seal(batch(3, 2000), 1);
    SealedSegment second = store.seal(batch(3, 2000), 2);
    assertEquals(first.manifest().datasets(), second.manifest().datasets());
  }

  @Test
  void anEmptyBatchIsASegmentWithoutFiles() {
    SealedSegment segment = store.seal(new HotBatch(), 0);
    assertTrue(segment.manifest().datasets().isEmpty());
    assertEquals(0, store.engine.count(RowQuery.of(Dataset.TRAFFIC, ALL, 1)));
    assertEquals(
        HexFormat.of().formatHex(MerkleAccumulator.sha256().digest()),
        root(segment, Dataset.TRAFFIC));
  }

  @Test
  void columnsWithoutAnyValueStayNull() {
    HotBatch batch = new HotBatch();
    for (int i = 0; i < 5; i++) batch.row(Dataset.MESSAGES, RandomRows.EPOCH + i, i).end();
    SealedSegment segment = store.seal(batch, 0);
    List<Row> rows = store.engine.list(RowQuery.of(Dataset.MESSAGES, ALL, 10));
    assertEquals(5, rows.size());
    assertEquals(2, Arrays.stream(rows.getFirst().values()).filter(v -> v != null).count());
    assertEquals(
        segment.manifest().table(Dataset.MESSAGES).orElseThrow().merkleRoot(),
        root(segment, Dataset.MESSAGES));
  }

  @Test
  void rawBytesSurviveByteForByte() {
    HotBatch batch = new HotBatch();
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) all[i] = (byte) i;
    batch.row(Dataset.MESSAGES, RandomRows.EPOCH, 0).set(Messages.RAW, all).end();
    batch.row(Dataset.MESSAGES, RandomRows.EPOCH + 1, 1).set(Messages.RAW, new byte[0]).end();
    store.seal(batch, 0);
    List<Row> rows = store.engine.list(RowQuery.of(Dataset.MESSAGES, ALL, 10));
    assertArrayEquals(all, (byte[]) rows.get(0).values()[Messages.RAW.ordinal()]);
    assertArrayEquals(new byte[0], (byte[]) rows.get(1).values()[Messages.RAW.ordinal()]);
  }

  @Test
  void readBackFindsAFileWithOtherRows() {
    ColumnBatch rows = batch(5, 100).of(Dataset.TRAFFIC);
    int[] order = IntStream.range(0, 100).toArray();
    Path file = directory.resolve("x.parquet");
    store.files.write(file, rows);
    order[40] = 41;
    order[41] = 40;
    assertNames(
        "from row 40 on",
        assertThrows(SegmentException.class, () -> store.files.compare(file, rows.inOrder(order))));
    assertNames(
        "holds 100 rows",
        assertThrows(
            SegmentException.class,
            () -> store.files.compare(file, rows.inOrder(Arrays.copyOf(order, 99)))));
  }

  @Test
  void flippedBitsAreFoundByReadBackOrAreInNoValue() throws IOException {
    ColumnBatch rows = batch(6, 300).of(Dataset.TRAFFIC);
    Path file = directory.resolve("x.parquet");
    store.files.write(file, rows);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(7);
    int found = 0;
    for (int round = 0; round < 60; round++) {
      byte[] bad = good.clone();
      bad[4 + random.nextInt(good.length * 3 / 4)] ^= (byte) (1 << random.nextInt(8));
      Path damaged = directory.resolve("damaged-" + round + ".parquet");
      Files.write(damaged, bad);
      try {
        store.files.compare(damaged, rows);
      } catch (SegmentException e) {
        assertNames(damaged.toString(), e);
        found++;
      }
    }
    assertTrue(found > 40, "only " + found + " of 60 found");
  }

  @Test
  void truncatedAndMissingFilesAreNamed() throws IOException {
    SealedSegment segment = store.seal(batch(8, 200), 0);
    Path file = segment.file(Dataset.TRAFFIC).orElseThrow();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    RowQuery query = RowQuery.of(Dataset.TRAFFIC, ALL, 10);
    QueryException truncated = assertThrows(QueryException.class, () -> store.engine.list(query));
    assertNames(file.toString(), truncated);
    SegmentException unreadable =
        assertThrows(SegmentException.class, () -> root(segment, Dataset.TRAFFIC));
    assertNames(file.toString(), unreadable);
    Files.delete(file);
    QueryException missing = assertThrows(QueryException.class, () -> store.engine.list(query));
    assertNames(file.toString(), missing);
    assertThrows(SegmentException.class, () -> root(segment, Dataset.TRAFFIC));
  }

  @Test
  void partialFoldersAreRemovedAtOpen() throws IOException {
    store.seal(batch(9, 10), 0);
    Path partial = directory.resolve("segments/.partial-0000000001");
    Files.createDirectories(partial);
    Files.writeString(partial.resolve("traffic.parquet"), "half");
    assertEquals(1, new Catalog(store.folders).open().segments().size());
    assertFalse(Files.exists(partial));
  }

  @Test
  void aSegmentThatIsThereIsNotOverwritten() {
    store.seal(batch(10, 10), 0);
    assertThrows(
        SegmentException.class,
        () -> store.writer.write(batch(10, 10), TestStore.draft(0, RandomRows.EPOCH)));
  }

  @Test
  void rowsAreStoredInTheOrderOfTheirReceipt() throws SQLException {
    SealedSegment segment = store.seal(batch(11, 1000), 0);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT epoch_ms(received_at), frame FROM read_parquet('"
                    + segment.file(Dataset.TRAFFIC).orElseThrow()
                    + "')")) {
      long last = Long.MIN_VALUE;
      int rows = 0;
      for (; result.next(); rows++) {
        assertTrue(result.getLong(1) >= last);
        last = result.getLong(1);
      }
      assertEquals(1000, rows);
    }
  }

  @Test
  void anUnchangedDestinationIsOnlyMarkedAndReadsBack() throws SQLException {
    HotBatch batch = new HotBatch();
    IpAddress there = IpAddress.of("198.51.100.7");
    for (int i = 0; i < 4; i++) {
      RowWriter row =
          batch
              .row(Dataset.TRAFFIC, RandomRows.EPOCH + i, i)
              .set(Traffic.DESTINATION_ADDRESS, there);
      if (i != 1) row.set(Traffic.DESTINATION_PORT, 443);
      row.set(Traffic.NAT_DESTINATION_ADDRESS, i == 2 ? IpAddress.of("10.0.0.1") : there);
      if (i != 1) row.set(Traffic.NAT_DESTINATION_PORT, i == 3 ? 8443 : 443);
      row.end();
    }
    SealedSegment segment = store.seal(batch, 0);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT string_agg(nat_destination_same || coalesce(nat_destination_address, '-'))"
                    + " FROM read_parquet('"
                    + segment.file(Dataset.TRAFFIC).orElseThrow()
                    + "')")) {
      result.next();
      assertEquals("true-,true-,false10.0.0.1,false198.51.100.7", result.getString(1));
    }
    Condition translated = new Condition.Equal(Traffic.NAT_DESTINATION_ADDRESS, there);
    List<Row> rows = store.engine.list(RowQuery.of(Dataset.TRAFFIC, translated, 10));
    assertEquals(3, rows.size());
    assertEquals(443, rows.get(0).number(Traffic.NAT_DESTINATION_PORT).orElseThrow());
    assertTrue(rows.get(1).number(Traffic.NAT_DESTINATION_PORT).isEmpty());
    assertEquals(8443, rows.get(2).number(Traffic.NAT_DESTINATION_PORT).orElseThrow());
    assertEquals(
        segment.manifest().table(Dataset.TRAFFIC).orElseThrow().merkleRoot(),
        root(segment, Dataset.TRAFFIC));
  }
}
