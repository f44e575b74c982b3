package jaruek.retention.duckdb;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.column.HotRows;
import jaruek.retention.query.QueryControl;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.QueryException;
import jaruek.retention.query.QueryLimitException;
import jaruek.retention.query.QueryLimits;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowComparator;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.SegmentManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Answers questions over Parquet segments by DuckDB and over hot rows by their arrays, and merges
 * both in the question's order. A question sees one {@link StoreView}, so each row once.
 *
 * <p>Questions in the order of receipt, which are nearly all, take the segments one after the
 * other: the first rows are there when the first segment is read, and a long answer takes the
 * memory of one segment. Other orders are DuckDB's to sort, with its spill folder.
 */
public final class DuckDbEngine implements QueryEngine {
  private static final int THREADS = 2;

  /** Segments with fewer rows together are asked in one statement. */
  private static final long GROUP_ROWS_MAX = 250_000;

  /** With a higher one DuckDB is not told: for a limit it keeps so many rows in memory. */
  private static final long LIMIT_MAX = 100_000;

  private final Supplier<StoreView> store;
  private final QueryLimits limits;
  private final long groupRowsMax;
  private final DuckDatabase database;
  private final ConnectionPool connections;
  private final InterruptWatch interrupts = new InterruptWatch();

  /** Opens DuckDB with the standard limits. */
  public DuckDbEngine(Supplier<StoreView> store, Path temporaryDirectory) {
    this(store, temporaryDirectory, QueryLimits.STANDARD);
  }

  /**
   * Opens DuckDB.
   *
   * @param store what there is at the moment of a question
   * @param temporaryDirectory where DuckDB may put what does not fit in memory: a folder in it,
   *     which is emptied now and removed at the end
   * @throws QueryException if DuckDB cannot run here
   */
  public DuckDbEngine(Supplier<StoreView> store, Path temporaryDirectory, QueryLimits limits) {
    this(store, temporaryDirectory, limits, GROUP_ROWS_MAX);
  }

  DuckDbEngine(
      Supplier<StoreView> store, Path temporaryDirectory, QueryLimits limits, long groupRowsMax) {
    this.store = store;
    this.limits = limits;
    this.groupRowsMax = groupRowsMax;
    try {
      database =
          DuckDatabase.open(
              new SpillFolder(temporaryDirectory, "query"),
              limits.memoryMaxBytes(),
              limits.spillMaxBytes(),
              THREADS);
      RangeFunction.register(database.root());
      connections = new ConnectionPool(database);
    } catch (SQLException e) {
      throw new QueryException("DuckDB cannot be started: " + e.getMessage(), e);
    }
  }

  @Override
  public void query(RowQuery query, Predicate<Row> visitor) {
    query(query, QueryControl.NONE, visitor);
  }

  @Override
  public void query(RowQuery query, QueryControl control, Predicate<Row> visitor) {
    Deadline deadline = deadline(control);
    StoreView view = store.get();
    var _ = new SqlCondition(query.where(), Layout.MARKED); // complains of what is mistaken
    List<SealedSegment> segments = segments(view, query);
    try (RowMerge merge = new RowMerge(query)) {
      if (query.order().equals(List.of(query.dataset().receivedAt()))) {
        List<Column> columns = columns(query, control);
        addEach(merge, segments, query, columns, new Progress(control, segments.size()), deadline);
        merge.add(
            merge.start(),
            () -> RowSource.of(HotRows.inOrderOfReceipt(view.hot(), query, columns)));
      } else {
        for (Layout layout : Layout.values()) {
          List<SealedSegment> alike =
              segments.stream().filter(s -> layout(s, query) == layout).toList();
          if (alike.isEmpty()) continue;
          merge.add(merge.start(), () -> allOf(alike, query, query.dataset().columns(), deadline));
        }
        merge.add(merge.start(), () -> RowSource.of(HotRows.find(view.hot(), query).iterator()));
      }
      merge.run(visitor);
      deadline.check(); // hot rows stop early when interrupted
    }
  }

  /** Those whose values are to be read: those wanted, and those that the merge looks at. */
  private static List<Column> columns(RowQuery query, QueryControl control) {
    List<Column> all = query.dataset().columns();
    if (control.columns().isEmpty()) return all;
    Set<Column> order = Set.copyOf(new RowComparator(query).columns());
    return all.stream().filter(c -> control.columns().contains(c) || order.contains(c)).toList();
  }

  private Deadline deadline(QueryControl control) {
    Duration own = control.timeMax();
    return new Deadline(own == null ? limits.timeMax() : own);
  }

  /** Counts segments as they are done with. */
  private static final class Progress {
    private final QueryControl control;
    private final int total;
    private int done;

    Progress(QueryControl control, int total) {
      this.control = control;
      this.total = total;
    }

    void step(int segments) {
      done += segments;
      control.progress().segments(done, total);
    }
  }

  private void addEach(
      RowMerge merge,
      List<SealedSegment> segments,
      RowQuery query,
      List<Column> columns,
      Progress progress,
      Deadline deadline) {
    for (List<SealedSegment> group : groups(segments, query)) {
      merge.add(
          begin(group.getFirst(), query),
          () -> {
            List<SealedSegment> now = stillThere(group, query);
            RowSource rows =
                now.isEmpty()
                    ? RowSource.of(Collections.emptyIterator())
                    : allOf(now, query, columns, deadline);
            progress.step(group.size());
            return rows;
          });
    }
  }

  /** Segments by where they begin; small ones together, since each statement has its price. */
  private List<List<SealedSegment>> groups(List<SealedSegment> segments, RowQuery query) {
    Comparator<SealedSegment> byBegin = Comparator.comparingLong(s -> begin(s, query));
    List<List<SealedSegment>> groups = new ArrayList<>();
    List<SealedSegment> group = new ArrayList<>();
    long rows = 0;
    for (SealedSegment next :
        segments.stream().sorted(query.descending() ? byBegin.reversed() : byBegin).toList()) {
      rows += next.rows(query.dataset());
      if (!group.isEmpty()
          && (rows > groupRowsMax || layout(group.getFirst(), query) != layout(next, query))) {
        groups.add(group);
        group = new ArrayList<>();
        rows = next.rows(query.dataset());
      }
      group.add(next);
    }
    if (!group.isEmpty()) groups.add(group);
    return groups;
  }

  private static SegmentManifest.Table table(SealedSegment segment, RowQuery query) {
    return segment.manifest().table(query.dataset()).orElseThrow();
  }

  private static long begin(SealedSegment segment, RowQuery query) {
    SegmentManifest.Table table = table(segment, query);
    return query.descending() ? table.receivedToMillis() : table.receivedFromMillis();
  }

  private static Layout layout(SealedSegment segment, RowQuery query) {
    return Layout.of(segment, file(segment, query.dataset()));
  }

  /** A segment may expire while a question gets to it: then what was kept of it is asked. */
  private List<SealedSegment> stillThere(List<SealedSegment> group, RowQuery query) {
    if (group.stream().allMatch(s -> Files.isReadable(file(s, query.dataset())))) return group;
    List<SealedSegment> all = store.get().sealed();
    List<SealedSegment> now = new ArrayList<>();
    for (SealedSegment segment : group) {
      if (all.contains(segment)) now.add(segment); // if it is missing, that is to be said
      else all.stream().filter(s -> isLeft(s, segment, query)).forEach(now::add);
    }
    return now;
  }

  private static boolean isLeft(SealedSegment now, SealedSegment before, RowQuery query) {
    return now.id() == before.id() && now.rows(query.dataset()) > 0;
  }

  /** Rows of segments of one layout. */
  private RowSource allOf(
      List<SealedSegment> segments, RowQuery query, List<Column> columns, Deadline deadline) {
    SqlCondition where = new SqlCondition(query.where(), layout(segments.getFirst(), query));
    int fileIndex = query.dataset().columns().size() + 1;
    return StatementRows.run(
        connections,
        interrupts,
        deadline,
        rowsSql(query, segments, columns, where),
        where.parameters(),
        result ->
            ResultRows.row(
                result, query.dataset(), columns, segments.get(result.getInt(fileIndex)).id()),
        e -> failure(segments, query, e));
  }

  @Override
  public long count(RowQuery query) {
    Deadline deadline = deadline(QueryControl.NONE);
    StoreView view = store.get();
    var _ = new SqlCondition(query.where(), Layout.MARKED); // complains of what is mistaken
    long count = HotRows.count(view.hot(), query);
    deadline.check();
    for (List<SealedSegment> then : groups(segments(view, query), query)) {
      List<SealedSegment> group = stillThere(then, query);
      if (group.isEmpty()) continue;
      SqlCondition where = new SqlCondition(query.where(), layout(group.getFirst(), query));
      try (RowSource rows =
          StatementRows.run(
              connections,
              interrupts,
              deadline,
              "SELECT count(*) FROM " + files(query, group) + " WHERE " + where.sql(),
              where.parameters(),
              result -> new Row(query.dataset(), new Object[] {result.getLong(1)}, -1),
              e -> failure(group, query, e))) {
        Row row = rows.next();
        if (row != null && row.values()[0] instanceof Long found) count += found;
      }
    }
    return count;
  }

  private static List<SealedSegment> segments(StoreView view, RowQuery query) {
    return Catalog.candidates(view.sealed(), query.dataset(), query.where());
  }

  private static String rowsSql(
      RowQuery query, List<SealedSegment> segments, List<Column> columns, SqlCondition where) {
    Layout layout = layout(segments.getFirst(), query);
    String direction = query.descending() ? " DESC" : " ASC";
    String order =
        new RowComparator(query)
            .columns().stream()
                .map(column -> layout.value(column) + direction + " NULLS LAST")
                .collect(Collectors.joining(", "));
    return "SELECT %s, file_index FROM %s WHERE %s ORDER BY %s, file_index, file_row_number%s"
        .formatted(
            ResultRows.columns(query.dataset(), layout, columns::contains),
            files(query, segments),
            where.sql(),
            order,
            query.limit() > LIMIT_MAX ? "" : " LIMIT " + query.limit());
  }

  private static String files(RowQuery query, List<SealedSegment> segments) {
    return segments.stream()
        .map(s -> DuckDatabase.quoted(file(s, query.dataset()).toString()))
        .collect(Collectors.joining(", ", "read_parquet([", "])"));
  }

  private static Path file(SealedSegment segment, Dataset dataset) {
    return segment.file(dataset).orElseThrow();
  }

  private QueryException failure(List<SealedSegment> segments, RowQuery query, Exception e) {
    if (String.valueOf(e.getMessage()).contains("Out of Memory")) {
      long mebibytes = limits.memoryMaxBytes() >> 20;
      return new QueryLimitException(QueryLimitException.Kind.MEMORY, mebibytes, e);
    }
    String missing =
        segments.stream()
            .map(s -> file(s, query.dataset()))
            .filter(file -> !Files.isReadable(file))
            .map(Path::toString)
            .collect(Collectors.joining(", "));
    return new QueryException(
        missing.isEmpty()
            ? "stored rows cannot be read: " + e.getMessage() + "; run jaruek verify --store"
            : "missing: " + missing + "; restore the segment from a copy",
        e);
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
