package jaruek.retention.duckdb;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.DatasetFiles;
import jaruek.retention.segment.LeafVisitor;
import jaruek.retention.segment.RowEncoding;
import jaruek.retention.segment.SegmentException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Datasets as Parquet files: version 2 pages, zstd, row groups of {@link #ROW_GROUP_ROWS} rows.
 * Writing has a DuckDB of its own, so that no question can take the memory that sealing needs.
 */
public final class ParquetFiles implements DatasetFiles, AutoCloseable {
  /** Rows of a row group, the unit that a question skips. */
  public static final int ROW_GROUP_ROWS = 122_880;

  /** What writing may take outside the Java heap. */
  public static final long MEMORY_MAX_BYTES = 256L << 20;

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
    try {
      database = DuckDatabase.open(temporaryDirectory, MEMORY_MAX_BYTES, THREADS);
      hot = HotFunction.register(database.root());
    } catch (SQLException e) {
      throw new SegmentException("DuckDB cannot be started: " + e.getMessage(), e);
    }
  }

  @Override
  public String suffix() {
    return ".parquet";
  }

  @Override
  public void write(Path file, ColumnBatch rows, int[] order) {
    try (HotFunction.Source source = hot.lend(rows, order);
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT %s FROM %s) TO %s (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE %d)"
              .formatted(
                  String.join(", ", HotFunction.stored(rows)),
                  source.sql(),
                  DuckDatabase.quoted(file.toString()),
                  ROW_GROUP_ROWS));
    } catch (SQLException e) {
      throw new SegmentException(
          file + " cannot be written: " + e.getMessage() + "; check the disk's space", e);
    }
  }

  @Override
  public void compare(Path file, ColumnBatch rows, int[] order) {
    try (HotFunction.Source source = hot.lend(rows, order);
        Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(comparison(file, rows, source))) {
      result.next();
      long found = result.getLong(1);
      long first = result.getLong(2);
      boolean same = result.wasNull();
      if (found != order.length) {
        throw new SegmentException(
            file + " holds " + found + " rows, " + order.length + " were written to it");
      }
      if (!same) {
        throw new SegmentException(
            file + " reads back differently from row " + first + " on: check the disk and memory");
      }
    } catch (SQLException e) {
      throw unreadable(file, e);
    }
  }

  private static String comparison(Path file, ColumnBatch rows, HotFunction.Source source) {
    List<Column> columns = rows.dataset().columns();
    String differ =
        columns.stream()
            .map(c -> "f.\"%1$s\" IS DISTINCT FROM m.\"%1$s\"".formatted(c.name()))
            .collect(Collectors.joining(" OR "));
    return "SELECT count(f.file_row_number), min(f.file_row_number) FILTER (WHERE %s) FROM (SELECT * FROM read_parquet(%s, file_row_number = true)) f POSITIONAL JOIN (SELECT %s FROM %s) m"
        .formatted(
            differ,
            DuckDatabase.quoted(file.toString()),
            String.join(", ", HotFunction.stored(rows)),
            source.sql());
  }

  @Override
  public void leaves(Path file, Dataset dataset, LeafVisitor visitor) {
    RowEncoding encoding = new RowEncoding(dataset);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT %s FROM read_parquet(%s)"
                    .formatted(
                        ResultRows.columns(dataset), DuckDatabase.quoted(file.toString())))) {
      while (result.next()) {
        ResultRows.encode(result, dataset, encoding);
        visitor.leaf(encoding.bytes(), 0, encoding.length());
      }
    } catch (SQLException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
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
