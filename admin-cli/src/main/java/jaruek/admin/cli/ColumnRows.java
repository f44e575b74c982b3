package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows in columns. The first rows are held back to see which columns there are and how wide; the
 * rest streams, so an answer of any length takes the same memory. A column that only later rows
 * have is left out, and named on standard error.
 */
abstract class ColumnRows implements RowPrinter {
  static final int FIRST_ROWS_MAX = 256;
  private static final int FIRST_VALUES_MAX = 1 << 16;
  private static final int LEFT_OUT_MAX = 32;

  private final Screen err;
  private final Messages messages;
  private final List<ObjectNode> first = new ArrayList<>();
  private final Set<String> leftOut = new LinkedHashSet<>();
  private int firstValues;
  private boolean begun;
  private boolean closed;

  ColumnRows(Screen err, Messages messages) {
    this.err = err;
    this.messages = messages;
  }

  /** Decides on the columns and prints the heading; these rows follow by {@link #row}. */
  abstract void begin(List<ObjectNode> rows);

  /** Prints one row. */
  abstract void row(ObjectNode row);

  /** Whether later rows may show this column, or do without on purpose. */
  abstract boolean expects(String column);

  @Override
  public final void print(ObjectNode row) {
    if (begun) {
      later(row);
      return;
    }
    first.add(row);
    firstValues += 1 + row.toString().length() / 64;
    if (first.size() >= FIRST_ROWS_MAX || firstValues >= FIRST_VALUES_MAX) flushFirst();
  }

  private void flushFirst() {
    begun = true;
    if (!first.isEmpty()) begin(first);
    for (ObjectNode row : first) row(row);
    first.clear();
  }

  private void later(ObjectNode row) {
    for (var pair : row.properties()) {
      if (!expects(pair.getKey())
          && !CellText.isNothing(pair.getValue())
          && leftOut.size() < LEFT_OUT_MAX) {
        leftOut.add(pair.getKey());
      }
    }
    row(row);
  }

  @Override
  public final void close() {
    if (closed) return;
    closed = true;
    if (!begun) flushFirst();
    if (leftOut.isEmpty()) return;
    err.line(messages.text("rows.left-out", "columns", String.join(", ", leftOut)));
  }

  /** The keys of the rows that have a value in one, as they first come. */
  static Set<String> keys(List<ObjectNode> rows) {
    Set<String> keys = new LinkedHashSet<>();
    for (ObjectNode row : rows) {
      for (var pair : row.properties()) {
        if (!CellText.isNothing(pair.getValue())) keys.add(pair.getKey());
      }
    }
    return keys;
  }
}
