package jaruek.retention.duckdb;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * The SQL table function {@code hot(N)}: the rows of a batch in memory, straight from its arrays,
 * as they are stored ({@link Layout#MARKED}). Times come as milliseconds (BIGINT), addresses and
 * texts as VARCHAR, for want of writable vectors of those types; bytes as VARCHAR, too: after a
 * letter that says which, themselves if they are ASCII, else as Base64.
 */
final class HotFunction
    implements DuckDBTableFunction<HotFunction.Source, HotFunction.Scan, Object> {
  /** A column after the dataset's own: the row's number, from 0. */
  static final String ROW_NUMBER = "row_number";

  private static final byte AS_THEY_ARE = 'a';
  private static final byte BASE64 = 'b';

  private final AtomicLong nextHandle = new AtomicLong();
  private final Map<Long, Source> sources = new ConcurrentHashMap<>();

  /** Rows lent to SQL under a number, until closed. */
  final class Source implements AutoCloseable {
    private final long handle = nextHandle.incrementAndGet();
    private final ColumnBatch rows;

    private Source(ColumnBatch rows) {
      this.rows = rows;
      sources.put(handle, this);
    }

    String sql() {
      return "hot(" + handle + ")";
    }

    @Override
    public void close() {
      sources.remove(handle);
    }
  }

  static HotFunction register(Connection connection) throws SQLException {
    HotFunction function = new HotFunction();
    try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
      builder
          .withName("hot")
          .withParameter(Long.class)
          .withFunction(function)
          .withProjectionPushdown()
          .register(connection);
    }
    return function;
  }

  Source lend(ColumnBatch rows) {
    return new Source(rows);
  }

  @Override
  public Source bind(DuckDBTableFunctionBindInfo info) {
    long handle = info.getParameter(0).getLong();
    Source source = sources.get(handle);
    if (source == null) throw new IllegalStateException("no rows are lent as " + handle);
    for (Column column : source.rows.dataset().columns()) {
      info.addResultColumn(
          column.name(),
          switch (column.type()) {
            case TIMESTAMP, LONG -> DuckDBColumnType.BIGINT;
            case INTEGER -> DuckDBColumnType.INTEGER;
            case TEXT, ADDRESS, MAC, BYTES -> DuckDBColumnType.VARCHAR;
          });
    }
    info.addResultColumn(ROW_NUMBER, DuckDBColumnType.BIGINT);
    if (source.rows.dataset() == Dataset.TRAFFIC) {
      info.addResultColumn(Layout.SAME, DuckDBColumnType.BOOLEAN);
    }
    info.setCardinality(source.rows.rows(), true);
    return source;
  }

  @Override
  public Scan init(DuckDBTableFunctionInitInfo info) {
    info.setMaxThreads(1); // the rows' order is the file's order
    Source source = info.getBindData();
    int[] projected = new int[(int) info.getColumnCount()];
    for (int i = 0; i < projected.length; i++) projected[i] = (int) info.getColumnIndex(i);
    return new Scan(source.rows, projected);
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter to) {
    Scan scan = info.getInitData();
    return scan.next(to);
  }

  /** One pass over the rows. */
  static final class Scan {
    private final ColumnBatch rows;
    private final int count;
    private final int[] projected;
    private int at;
    private long[] values = new long[0];
    private boolean[] nulls = new boolean[0];
    private boolean[] same = new boolean[0]; // the translated destination is the destination
    private final AddressTexts addresses = new AddressTexts();

    Scan(ColumnBatch rows, int[] projected) {
      this.rows = rows;
      this.count = rows.rows();
      this.projected = projected;
    }

    long next(DuckDBDataChunkWriter to) {
      int chunk = (int) Math.min(to.capacity(), count - at);
      if (chunk <= 0) return 0;
      if (values.length < chunk) {
        values = new long[chunk];
        nulls = new boolean[chunk];
        same = new boolean[chunk];
      }
      Dataset dataset = rows.dataset();
      boolean traffic = dataset == Dataset.TRAFFIC;
      for (int i = 0; i < chunk; i++) same[i] = traffic && isSame(at + i);
      int columns = dataset.columns().size();
      for (int i = 0; i < projected.length; i++) {
        DuckDBWritableVector vector = to.vector(i);
        if (projected[i] < columns) {
          Column column = dataset.columns().get(projected[i]);
          fill(column, chunk, Layout.isMarked(column), vector);
        } else if (projected[i] == columns) {
          for (int row = 0; row < chunk; row++) vector.setLong(row, at + row);
        } else {
          for (int row = 0; row < chunk; row++) vector.setBoolean(row, same[row]);
        }
      }
      at += chunk;
      return chunk;
    }

    private boolean isSame(int row) {
      return equalAddresses(row) && equalPorts(row);
    }

    private boolean equalAddresses(int row) {
      Column translated = Traffic.NAT_DESTINATION_ADDRESS;
      Column plain = Traffic.DESTINATION_ADDRESS;
      return !rows.isNull(translated, row)
          && !rows.isNull(plain, row)
          && rows.low(translated, row) == rows.low(plain, row)
          && rows.high(translated, row) == rows.high(plain, row);
    }

    private boolean equalPorts(int row) {
      Column translated = Traffic.NAT_DESTINATION_PORT;
      Column plain = Traffic.DESTINATION_PORT;
      if (rows.isNull(translated, row)) return rows.isNull(plain, row);
      return !rows.isNull(plain, row) && rows.number(translated, row) == rows.number(plain, row);
    }

    private void fill(Column column, int count, boolean marked, DuckDBWritableVector vector) {
      switch (column.type()) {
        case TIMESTAMP, LONG -> longs(column, count, vector);
        case INTEGER -> integers(column, count, marked, vector);
        case TEXT, ADDRESS, MAC, BYTES -> texts(column, count, marked, vector);
      }
    }

    private void longs(Column column, int chunk, DuckDBWritableVector vector) {
      rows.numbers(column, at, chunk, values, nulls);
      for (int i = 0; i < chunk; i++) {
        if (nulls[i]) vector.setNull(i);
        else vector.setLong(i, values[i]);
      }
    }

    private void integers(Column column, int chunk, boolean marked, DuckDBWritableVector vector) {
      rows.numbers(column, at, chunk, values, nulls);
      for (int i = 0; i < chunk; i++) {
        if (nulls[i] || marked && same[i]) vector.setNull(i);
        else vector.setInt(i, (int) values[i]);
      }
    }

    private void texts(Column column, int chunk, boolean marked, DuckDBWritableVector vector) {
      byte @Nullable [][] batch = new byte[chunk][];
      for (int i = 0; i < chunk; i++) {
        int row = at + i;
        if (!(marked && same[i]) && !rows.isNull(column, row)) batch[i] = text(column, row);
      }
      vector.setStringUtf8Batch(0, batch);
    }

    private byte[] text(Column column, int row) {
      return switch (column.type()) {
        case ADDRESS -> addresses.of(rows.high(column, row), rows.low(column, row));
        case MAC ->
            new MacAddress(rows.number(column, row)).toString().getBytes(StandardCharsets.US_ASCII);
        case BYTES -> bytes(column, row);
        case TEXT, TIMESTAMP, LONG, INTEGER -> rows.bytes(column, row);
      };
    }

    private byte[] bytes(Column column, int row) {
      byte[] lettered = new byte[1 + rows.length(column, row)];
      rows.copy(column, row, lettered, 1);
      lettered[0] = AS_THEY_ARE;
      for (int i = 1; i < lettered.length; i++) {
        if (lettered[i] > 0) continue; // DuckDB's VARCHAR ends at a zero
        byte[] encoded = Base64.getEncoder().encode(rows.bytes(column, row));
        lettered = new byte[1 + encoded.length];
        System.arraycopy(encoded, 0, lettered, 1, encoded.length);
        lettered[0] = BASE64;
        break;
      }
      return lettered;
    }
  }

  /** The column as it stands in Parquet, from what this function gives. */
  private static String stored(Column column, boolean empty) {
    String name = "\"" + column.name() + "\"";
    String type =
        switch (column.type()) {
          case TIMESTAMP -> "TIMESTAMP_MS";
          case LONG -> "BIGINT";
          case INTEGER -> "INTEGER";
          case TEXT, ADDRESS, MAC -> "VARCHAR";
          case BYTES -> "BLOB";
        };
    if (empty) return "NULL::" + type + " AS " + name;
    return switch (column.type()) {
      case TIMESTAMP -> "make_timestamp_ms(" + name + ")::TIMESTAMP_MS AS " + name;
      case BYTES -> blob(name) + " AS " + name;
      case LONG, INTEGER, TEXT, ADDRESS, MAC -> name;
    };
  }

  private static String plain(Column column, boolean empty) {
    String name = "\"" + column.name() + "\"";
    if (!empty) return column.type() == ColumnType.BYTES ? blob(name) : name;
    return switch (column.type()) {
      case TIMESTAMP, LONG -> "NULL::BIGINT";
      case INTEGER -> "NULL::INTEGER";
      case TEXT, ADDRESS, MAC -> "NULL::VARCHAR";
      case BYTES -> "NULL::BLOB";
    };
  }

  private static String blob(String name) {
    return "CASE WHEN %1$s[1] = '%2$c' THEN encode(%1$s[2:]) ELSE from_base64(%1$s[2:]) END"
        .formatted(name, AS_THEY_ARE);
  }

  /** All columns of the batch as they stand in Parquet. */
  static List<String> stored(ColumnBatch rows) {
    List<String> columns = new ArrayList<>();
    for (Column column : rows.dataset().columns()) {
      columns.add(stored(column, rows.isEmpty(column)));
    }
    if (rows.dataset() == Dataset.TRAFFIC) columns.add(Layout.SAME);
    return columns;
  }

  /** All columns of the batch in the forms that {@link ResultRows#compared} has too. */
  static String plain(ColumnBatch rows) {
    String columns =
        rows.dataset().columns().stream()
            .map(c -> plain(c, rows.isEmpty(c)))
            .collect(Collectors.joining(", "));
    return columns + (rows.dataset() == Dataset.TRAFFIC ? ", " + Layout.SAME : "");
  }
}
