package jaruek.retention.duckdb;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.column.HotRows;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.QueryException;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowComparator;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions over Parquet segments by DuckDB and over hot rows by their arrays, and merges
 * both in the question's order. A question sees one {@link StoreView}, so each row once.
 */
public final class DuckDbEngine implements QueryEngine {
  /** What questions may take outside the Java heap; what does not fit goes to the disk. */
  public static final long MEMORY_MAX_BYTES = 384L << 20;

  private static final int THREADS = 2;

  private final Supplier<StoreView> store;
  private final DuckDatabase database;
  private final ConnectionPool connections;
  private final InterruptWatch interrupts = new InterruptWatch();

  /**
   * Opens DuckDB.
   *
   * @param store what there is at the moment of a question
   * @param temporaryDirectory where DuckDB may put what does not fit in memory
   * @throws QueryException if DuckDB cannot run here
   */
  public DuckDbEngine(Supplier<StoreView> store, Path temporaryDirectory) {
    this.store = store;
    try {
      database = DuckDatabase.open(temporaryDirectory, MEMORY_MAX_BYTES, THREADS);
      RangeFunction.register(database.root());
      connections = new ConnectionPool(database);
    } catch (SQLException e) {
      throw new QueryException("DuckDB cannot be started: " + e.getMessage(), e);
    }
  }

  @Override
  public void query(RowQuery query, Predicate<Row> visitor) {
    StoreView view = store.get();
    Merge merge = new Merge(query, HotRows.find(view.hot(), query), visitor);
    checkInterrupt();
    List<SealedSegment> segments = segments(view, query);
    if (!segments.isEmpty()) {
      SqlCondition where = new SqlCondition(query.where());
      run(segments, query, rowsSql(query, segments, where), where, merge::sealed);
    }
    merge.rest();
  }

  @Override
  public long count(RowQuery query) {
    StoreView view = store.get();
    long[] count = {HotRows.count(view.hot(), query)};
    checkInterrupt();
    List<SealedSegment> segments = segments(view, query);
    if (!segments.isEmpty()) {
      SqlCondition where = new SqlCondition(query.where());
      String sql = "SELECT count(*) FROM " + files(query, segments) + " WHERE " + where.sql();
      run(
          segments,
          query,
          sql,
          where,
          (result, found) -> {
            count[0] += result.getLong(1);
            return true;
          });
    }
    return count[0];
  }

  /** Takes one row of a result; false ends it. */
  private interface ResultVisitor {
    boolean row(ResultSet result, List<SealedSegment> segments) throws SQLException;
  }

  private static List<SealedSegment> segments(StoreView view, RowQuery query) {
    return Catalog.candidates(view.sealed(), query.dataset(), query.where());
  }

  private static String rowsSql(RowQuery query, List<SealedSegment> segments, SqlCondition where) {
    String direction = query.descending() ? " DESC" : " ASC";
    String order =
        new RowComparator(query)
            .columns().stream()
                .map(Column::name)
                .map(name -> "\"" + name + "\"" + direction + " NULLS LAST")
                .collect(Collectors.joining(", "));
    return "SELECT %s, file_index FROM %s WHERE %s ORDER BY %s, file_index, file_row_number LIMIT %d"
        .formatted(
            ResultRows.columns(query.dataset()),
            files(query, segments),
            where.sql(),
            order,
            query.limit());
  }

  private static String files(RowQuery query, List<SealedSegment> segments) {
    return segments.stream()
        .map(s -> DuckDatabase.quoted(file(s, query.dataset()).toString()))
        .collect(Collectors.joining(", ", "read_parquet([", "])"));
  }

  private static Path file(SealedSegment segment, Dataset dataset) {
    return segment.file(dataset).orElseThrow();
  }

  private void run(
      List<SealedSegment> segments,
      RowQuery query,
      String sql,
      SqlCondition where,
      ResultVisitor visitor) {
    try (ConnectionPool.Lease lease = connections.take();
        PreparedStatement statement = lease.connection().prepareStatement(sql)) {
      InterruptWatch.Watch watch = interrupts.watch(statement);
      try {
        int index = 1;
        for (Object parameter : where.parameters()) statement.setObject(index++, parameter);
        visit(statement, segments, visitor);
      } finally {
        watch.close();
      }
      lease.reusable();
    } catch (SQLException | IllegalArgumentException e) {
      checkInterrupt();
      throw new QueryException(failure(segments, query, e), e);
    }
  }

  private static void visit(
      PreparedStatement statement, List<SealedSegment> segments, ResultVisitor visitor)
      throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      while (result.next() && visitor.row(result, segments)) checkInterrupt();
    }
  }

  private static void checkInterrupt() {
    if (Thread.currentThread().isInterrupted()) {
      throw new QueryException("the question was interrupted", new InterruptedException());
    }
  }

  private static String failure(List<SealedSegment> segments, RowQuery query, Exception e) {
    String missing =
        segments.stream()
            .map(s -> file(s, query.dataset()))
            .filter(file -> !Files.isReadable(file))
            .map(Path::toString)
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? "stored rows cannot be read: " + e.getMessage() + "; run jaruek verify --store"
        : "missing: " + missing + "; restore the segment from a copy";
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

  /** Puts hot rows between the sealed ones, in order, up to the limit or the visitor's no. */
  private static final class Merge {
    private final RowQuery query;
    private final RowComparator order;
    private final Iterator<Row> hot;
    private final Predicate<Row> visitor;
    private @Nullable Row nextHot;
    private long left;

    Merge(RowQuery query, List<Row> hot, Predicate<Row> visitor) {
      this.query = query;
      this.order = new RowComparator(query);
      this.hot = hot.iterator();
      this.visitor = visitor;
      this.left = query.limit();
      advance();
    }

    private void advance() {
      nextHot = hot.hasNext() ? hot.next() : null;
    }

    boolean sealed(ResultSet result, List<SealedSegment> segments) throws SQLException {
      int file = result.getInt(query.dataset().columns().size() + 1);
      Row row = ResultRows.row(result, query.dataset(), segments.get(file).id());
      for (Row next = nextHot; next != null && order.compare(next, row) < 0; next = nextHot) {
        if (!give(next)) return false;
        advance();
      }
      return give(row);
    }

    void rest() {
      for (Row next = nextHot; next != null && give(next); next = nextHot) advance();
    }

    private boolean give(Row row) {
      if (left == 0) return false;
      left = visitor.test(row) ? left - 1 : 0;
      return left > 0;
    }
  }
}
