package jaruek.retention.duckdb;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.SegmentScan;
import jaruek.retention.proof.ProofReader;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryException;
import jaruek.retention.query.Row;
import jaruek.retention.record.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/**
 * Reads rows with their places out of Parquet segments. It has a DuckDB of its own, so that an
 * export takes nothing from questions; a scan streams, in the order of the file.
 */
public final class ParquetScan implements SegmentScan, AutoCloseable {
  /** What all scans together may take outside the Java heap. */
  public static final long MEMORY_MAX_BYTES = 192L << 20;

  /** For one segment, a slow reader included. */
  private static final Duration TIME_MAX = Duration.ofHours(1);

  private static final long SPILL_MAX_BYTES = 1L << 30;
  private static final int THREADS = 2;

  private final DuckDatabase database;
  private final ConnectionPool connections;
  private final InterruptWatch interrupts = new InterruptWatch();

  /**
   * Opens DuckDB.
   *
   * @param temporaryDirectory where it may put what does not fit in memory
   * @throws QueryException if DuckDB cannot run here
   */
  public ParquetScan(Path temporaryDirectory) {
    try {
      database =
          DuckDatabase.open(
              new SpillFolder(temporaryDirectory, "scan"),
              MEMORY_MAX_BYTES,
              SPILL_MAX_BYTES,
              THREADS);
      RangeFunction.register(database.root());
      connections = new ConnectionPool(database);
    } catch (SQLException e) {
      throw new QueryException("DuckDB cannot be started: " + e.getMessage(), e);
    }
  }

  @Override
  public void scan(SealedSegment segment, Dataset dataset, Condition where, Visitor visitor)
      throws IOException {
    long[] index = {-1};
    long[] originals = segment.keptProofs(dataset).map(ProofReader::indexes).orElse(new long[0]);
    int indexColumn = dataset.columns().size() + 1;
    String columns = ResultRows.columns(dataset, layout(segment, dataset)) + ", file_row_number";
    try (RowSource rows =
        run(
            segment,
            dataset,
            where,
            columns,
            result -> {
              long before = index[0];
              long number = result.getLong(indexColumn);
              index[0] = segment.isExpired() ? originals[Math.toIntExact(number)] : number;
              if (index[0] <= before) throw new SQLException("rows out of their order");
              return ResultRows.row(result, dataset, segment.id());
            })) {
      for (Row row = rows.next(); row != null; row = rows.next()) visitor.row(index[0], row);
    }
  }

  @Override
  public long count(SealedSegment segment, Dataset dataset, Condition where) {
    long[] count = {0};
    try (RowSource rows =
        run(segment, dataset, where, "count(*)", result -> counted(result, count, dataset))) {
      rows.next();
    }
    return count[0];
  }

  private static Row counted(ResultSet result, long[] count, Dataset dataset) throws SQLException {
    count[0] = result.getLong(1);
    return new Row(dataset, new Object[0], -1);
  }

  private static Layout layout(SealedSegment segment, Dataset dataset) {
    return Layout.of(segment, segment.file(dataset).orElseThrow());
  }

  private RowSource run(
      SealedSegment segment,
      Dataset dataset,
      Condition where,
      String columns,
      StatementRows.RowMaker maker) {
    Path file = segment.file(dataset).orElseThrow();
    SqlCondition condition = new SqlCondition(where, layout(segment, dataset));
    return StatementRows.run(
        connections,
        interrupts,
        new Deadline(TIME_MAX),
        String.format(
            Locale.ROOT,
            "SELECT %s FROM read_parquet(%s) WHERE %s",
            columns,
            DuckDatabase.quoted(file.toString()),
            condition.sql()),
        condition.parameters(),
        maker,
        e ->
            new QueryException(
                file + " cannot be read: " + e.getMessage() + "; run jaruek verify --store", e));
  }

  @Override
  public void close() {
    interrupts.close();
    try {
      connections.close();
      database.close();
    } catch (SQLException e) {
      throw new QueryException("DuckDB cannot be closed: " + e.getMessage(), e);
    }
  }
}
