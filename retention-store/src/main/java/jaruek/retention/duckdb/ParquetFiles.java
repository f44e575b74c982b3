package jaruek.retention.duckdb;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.BackgroundThread;
import jaruek.retention.segment.DatasetFiles;
import jaruek.retention.segment.LeafVisitor;
import jaruek.retention.segment.RowEncoding;
import jaruek.retention.segment.SegmentException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Datasets as Parquet files: version 2 pages, zstd, row groups of {@link #ROW_GROUP_ROWS} rows.
 * Writing has a DuckDB of its own, so that no question can take the memory that sealing needs.
 */
public final class ParquetFiles implements DatasetFiles, AutoCloseable {
  /** Rows of a row group, the unit that a question skips. */
  public static final int ROW_GROUP_ROWS = 122_880;

  /** Text of a row group, about; with long texts it has fewer rows. */
  private static final long ROW_GROUP_TEXT_BYTES = 16L << 20;

  private static final int VECTOR_ROWS = 2048; // DuckDB's unit

  /** What writing may take outside the Java heap. */
  public static final long MEMORY_MAX_BYTES = 256L << 20;

  /** What does not fit there goes to the disk, up to this. */
  private static final long SPILL_MAX_BYTES = 1L << 30;

  private static final int THREADS = 2;

  private final DuckDatabase database;
  private final HotFunction hot;

  /**
   * Opens DuckDB.
   *
   * @param temporaryDirectory where it may put what does not fit in memory; made when needed
   * @throws SegmentException if DuckDB cannot run here
   */
  public ParquetFiles(Path temporaryDirectory) {
    FutureTask<DuckDatabase> open = new FutureTask<>(() -> open(temporaryDirectory));
    Thread.ofPlatform().name("seal-open").start(open);
    try {
      database = open.get();
      hot = HotFunction.register(database.root());
    } catch (SQLException | ExecutionException e) {
      throw new SegmentException("DuckDB cannot be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SegmentException("interrupted while DuckDB starts", e);
    }
  }

  /** On a thread that stepped back, which DuckDB's own threads have from it. */
  private static DuckDatabase open(Path temporaryDirectory) throws SQLException {
    BackgroundThread.stepBack();
    return DuckDatabase.open(
        new SpillFolder(temporaryDirectory, "seal"), MEMORY_MAX_BYTES, SPILL_MAX_BYTES, THREADS);
  }

  @Override
  public String suffix() {
    return ".parquet";
  }

  @Override
  public void write(Path file, ColumnBatch rows) {
    FutureTask<Digest> memory = new FutureTask<>(() -> memoryDigest(rows));
    Thread.ofPlatform().name("seal-digest").start(memory);
    copy(file, rows);
    compare(file, rows, await(memory));
  }

  private void copy(Path file, ColumnBatch rows) {
    try (HotFunction.Source source = hot.lend(rows);
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT %s FROM %s) TO %s (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE %d)"
              .formatted(
                  String.join(", ", HotFunction.stored(rows)),
                  source.sql(),
                  DuckDatabase.quoted(file.toString()),
                  rowGroupRows(rows)));
    } catch (SQLException e) {
      throw new SegmentException(
          file + " cannot be written: " + e.getMessage() + "; check the disk's space", e);
    }
  }

  /** Fewer rows where they are long, since a row group is held in memory while it is written. */
  private static int rowGroupRows(ColumnBatch rows) {
    long textBytes = 1;
    for (Column column : rows.dataset().columns()) {
      boolean text = column.type() == ColumnType.TEXT || column.type() == ColumnType.BYTES;
      if (!text || rows.isEmpty(column)) continue;
      for (int row = 0; row < rows.rows(); row++) {
        if (!rows.isNull(column, row)) textBytes += rows.length(column, row);
      }
    }
    long fitting = ROW_GROUP_TEXT_BYTES / Math.max(1, textBytes / Math.max(1, rows.rows()));
    long vectors = Math.min(fitting, ROW_GROUP_ROWS) / VECTOR_ROWS;
    return (int) Math.max(1, vectors) * VECTOR_ROWS;
  }

  private static Digest await(FutureTask<Digest> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SegmentException("sealing was interrupted; it is tried again at the next start", e);
    } catch (ExecutionException e) {
      throw new SegmentException("rows in memory cannot be read", e.getCause());
    }
  }

  /** Reads the whole file and compares it with memory. */
  void compare(Path file, ColumnBatch rows) {
    try {
      compare(file, rows, memoryDigest(rows));
    } catch (SQLException e) {
      throw new SegmentException("rows in memory cannot be read", e);
    }
  }

  /**
   * Holds a 64-bit hash over every value and its row's number against that of memory, which takes a
   * scan of each; only if they differ are the rows joined to find the first.
   */
  private void compare(Path file, ColumnBatch rows, Digest memory) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      Digest read = digest(statement, fileDigest(file, rows.dataset()));
      if (read.equals(memory)) return;
      if (read.rows != memory.rows) {
        throw new SegmentException(
            file + " holds " + read.rows + " rows, " + memory.rows + " were written to it");
      }
      throw new SegmentException(
          file
              + " reads back differently from row "
              + firstDifference(statement, file, rows)
              + " on: check the disk and memory");
    } catch (SQLException e) {
      throw unreadable(file, e);
    }
  }

  /** How many rows there are, and a hash over all of them, 0 for none. */
  private record Digest(long rows, String hash) {}

  private static Digest digest(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return new Digest(result.getLong(1), result.getString(2));
    }
  }

  private static String fileDigest(Path file, Dataset dataset) {
    return "SELECT count(*), coalesce(bit_xor(hash(file_row_number, %s)), 0)::VARCHAR FROM read_parquet(%s)"
        .formatted(ResultRows.compared(dataset), DuckDatabase.quoted(file.toString()));
  }

  private Digest memoryDigest(ColumnBatch rows) throws SQLException {
    try (HotFunction.Source source = hot.lend(rows);
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      return digest(statement, memoryDigest(rows, source));
    }
  }

  private static String memoryDigest(ColumnBatch rows, HotFunction.Source source) {
    return "SELECT count(*), coalesce(bit_xor(hash(%s, %s)), 0)::VARCHAR FROM %s"
        .formatted(HotFunction.ROW_NUMBER, HotFunction.plain(rows), source.sql());
  }

  private String firstDifference(Statement statement, Path file, ColumnBatch rows)
      throws SQLException {
    String differ =
        Stream.concat(
                rows.dataset().columns().stream().map(Column::name),
                rows.dataset() == Dataset.TRAFFIC ? Stream.of(Layout.SAME) : Stream.empty())
            .map(name -> "f.\"%1$s\" IS DISTINCT FROM m.\"%1$s\"".formatted(name))
            .collect(Collectors.joining(" OR "));
    try (HotFunction.Source source = hot.lend(rows)) {
      String sql =
          "SELECT min(f.file_row_number) FILTER (WHERE %s) FROM (SELECT *, file_row_number FROM read_parquet(%s)) f POSITIONAL JOIN (SELECT %s FROM %s) m"
              .formatted(
                  differ,
                  DuckDatabase.quoted(file.toString()),
                  String.join(", ", HotFunction.stored(rows)),
                  source.sql());
      try (ResultSet result = statement.executeQuery(sql)) {
        result.next();
        return String.valueOf(result.getString(1));
      }
    }
  }

  @Override
  public void leaves(Path file, Dataset dataset, long firstRow, long rows, LeafVisitor visitor) {
    RowEncoding encoding = new RowEncoding(dataset);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      String sql =
          "SELECT %s FROM read_parquet(%s)%s"
              .formatted(
                  ResultRows.columns(dataset, Layout.of(statement, file, dataset)),
                  DuckDatabase.quoted(file.toString()),
                  range(firstRow, rows));
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          ResultRows.encode(result, dataset, encoding);
          visitor.leaf(encoding.bytes(), 0, encoding.length());
        }
      }
    } catch (SQLException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
  }

  /** A condition on the row's number, by which DuckDB skips the row groups without such. */
  private static String range(long firstRow, long rows) {
    if (firstRow == 0 && rows == Long.MAX_VALUE) return "";
    return " WHERE file_row_number >= %d AND file_row_number < %d"
        .formatted(firstRow, firstRow + Math.min(rows, Long.MAX_VALUE - firstRow));
  }

  private static SegmentException unreadable(Path file, Exception e) {
    return new SegmentException(
        file + " cannot be read: " + e.getMessage() + "; restore the segment from a copy", e);
  }

  @Override
  public void close() {
    try {
      database.close();
    } catch (SQLException e) {
      throw new SegmentException("DuckDB cannot be closed: " + e.getMessage(), e);
    }
  }
}
