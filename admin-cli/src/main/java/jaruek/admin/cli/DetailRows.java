package jaruek.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Each row as a list of its keys and values; objects inside are indented, lists of them tables. */
final class DetailRows implements RowPrinter {
  private final Screen out;
  private final Screen err;
  private final CellText cells;
  private boolean second;

  DetailRows(Screen out, Screen err, CellText cells) {
    this.out = out;
    this.err = err;
    this.cells = cells;
  }

  @Override
  public void print(ObjectNode row) {
    if (second) out.line("");
    second = true;
    print(row, "");
  }

  private void print(ObjectNode row, String indent) {
    int width = labelWidth(row);
    for (Map.Entry<String, JsonNode> pair : row.properties()) {
      String label = cells.heading(pair.getKey());
      JsonNode value = pair.getValue();
      if (value instanceof ObjectNode nested && !nested.isEmpty()) {
        out.line(indent + out.style(Screen.Style.BOLD, label));
        print(nested, indent + "  ");
      } else if (isTable(value)) {
        out.line(indent + out.style(Screen.Style.BOLD, label));
        table(value, indent + "  ");
      } else {
        String padded = TextWidth.pad(label, width, false);
        out.line((indent + padded + "  " + cells.of(pair.getKey(), value)).stripTrailing());
      }
    }
  }

  private int labelWidth(ObjectNode row) {
    int width = 0;
    for (Map.Entry<String, JsonNode> pair : row.properties()) {
      boolean section = pair.getValue().isObject() || isTable(pair.getValue());
      if (!section) width = Math.max(width, TextWidth.of(cells.heading(pair.getKey())));
    }
    return width;
  }

  private static boolean isTable(JsonNode value) {
    if (!value.isArray() || value.isEmpty()) return false;
    for (JsonNode element : value) if (!element.isObject()) return false;
    return true;
  }

  private void table(JsonNode array, String indent) {
    List<ObjectNode> rows = new ArrayList<>();
    for (JsonNode element : array) if (element instanceof ObjectNode row) rows.add(row);
    View.Table all = new View.Table(List.of(), List.of());
    try (TableRows table = new TableRows(out, err, cells, all, indent)) {
      rows.forEach(table::print);
    }
  }

  @Override
  public void close() {}
}
