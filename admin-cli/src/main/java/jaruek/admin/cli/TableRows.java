package jaruek.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Aligned columns. On a terminal they are narrowed to its width and long values cut with an
 * ellipsis; elsewhere nothing is cut.
 */
final class TableRows extends ColumnRows {
  private static final int COLUMN_WIDTH_MIN = 8;
  private static final String BETWEEN = "  ";

  private final Screen out;
  private final CellText cells;
  private final View.Table view;
  private final String indent;
  private List<String> columns = List.of();
  private int[] widths = {};
  private boolean[] numeric = {};

  TableRows(Screen out, Screen err, CellText cells, View.Table view) {
    this(out, err, cells, view, "");
  }

  TableRows(Screen out, Screen err, CellText cells, View.Table view, String indent) {
    super(err, cells.messages());
    this.out = out;
    this.cells = cells;
    this.view = view;
    this.indent = indent;
  }

  @Override
  void begin(List<ObjectNode> rows) {
    columns = columns(keys(rows));
    widths = new int[columns.size()];
    numeric = new boolean[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = TextWidth.of(cells.heading(columns.get(i)));
      numeric[i] = true;
      for (ObjectNode row : rows) {
        JsonNode value = row.path(columns.get(i));
        widths[i] = Math.max(widths[i], TextWidth.of(cells.of(columns.get(i), value)));
        numeric[i] &= value.isNumber() || CellText.isNothing(value);
      }
    }
    if (out.columns() > 0) narrow();
    List<String> headings = new ArrayList<>();
    for (String column : columns) headings.add(cells.heading(column));
    out.line(indent + out.style(Screen.Style.BOLD, aligned(headings)));
  }

  private List<String> columns(Set<String> keys) {
    List<String> chosen = view.shown().stream().filter(keys::contains).toList();
    return chosen.isEmpty() ? List.copyOf(keys) : chosen;
  }

  /** Takes from the widest until all fit, or none is wide any more. */
  private void narrow() {
    int room = out.columns() - indent.length() - BETWEEN.length() * (widths.length - 1);
    int total = Arrays.stream(widths).sum();
    while (total > room) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) if (widths[i] > widths[widest]) widest = i;
      if (widths[widest] <= COLUMN_WIDTH_MIN) return;
      widths[widest]--;
      total--;
    }
  }

  @Override
  void row(ObjectNode row) {
    List<String> texts = new ArrayList<>(columns.size());
    for (String column : columns) texts.add(cells.of(column, row.path(column)));
    out.line(indent + aligned(texts));
  }

  private String aligned(List<String> texts) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String text = texts.get(i);
      if (out.columns() > 0) text = TextWidth.fit(text, widths[i]);
      if (i > 0) line.append(BETWEEN);
      line.append(TextWidth.pad(text, widths[i], numeric[i]));
    }
    String stripped = line.toString().stripTrailing();
    int room = out.columns() - indent.length();
    return out.columns() > 0 ? TextWidth.fit(stripped, room) : stripped;
  }

  /** A table shows a choice of columns; only where it shows all may one be missed. */
  @Override
  boolean expects(String column) {
    boolean chosen = !columns.isEmpty() && view.shown().containsAll(columns);
    return columns.contains(column) || (chosen && !view.shown().contains(column));
  }
}
