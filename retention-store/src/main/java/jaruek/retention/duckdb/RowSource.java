package jaruek.retention.duckdb;

import jaruek.retention.query.Row;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Rows one after the other, in the question's order. Used by one thread. */
interface RowSource extends AutoCloseable {
  /** The next row, null after the last. */
  @Nullable Row next();

  @Override
  void close();

  /** Of rows in memory. */
  static RowSource of(Iterator<Row> rows) {
    return new RowSource() {
      @Override
      public @Nullable Row next() {
        return rows.hasNext() ? rows.next() : null;
      }

      @Override
      public void close() {}
    };
  }
}
