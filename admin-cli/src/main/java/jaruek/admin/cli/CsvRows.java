package jaruek.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * RFC 4180 with a header. A text that a spreadsheet would take for a formula (beginning with = + -
 * or @) gets an apostrophe before it; control characters are written as escapes, so a row is always
 * one line. Lists and objects inside a row are JSON; {@code who} has one row per candidate.
 */
final class CsvRows extends ColumnRows {
  private final Screen out;
  private final View view;
  private List<String> columns = List.of();

  CsvRows(Screen out, Screen err, Messages messages, View view) {
    super(err, messages);
    this.out = out;
    this.view = view;
  }

  @Override
  void begin(List<ObjectNode> rows) {
    Set<String> all = new LinkedHashSet<>();
    switch (view) {
      case View.Table(List<String> shown, List<String> known) -> {
        all.addAll(known);
        all.addAll(allKeys(rows));
      }
      case View.Details details -> all.addAll(allKeys(rows));
      case View.Coverage coverage -> all.addAll(CoverageColumns.NAMES);
      case View.Who who -> all.addAll(WhoColumns.NAMES);
    }
    columns = new ArrayList<>(all);
    List<String> cells = new ArrayList<>();
    for (String column : columns) cells.add(text(column));
    line(cells);
  }

  /** Also those without a value: a header does not depend on what happened to be found. */
  private static Set<String> allKeys(List<ObjectNode> rows) {
    Set<String> keys = new LinkedHashSet<>();
    for (ObjectNode row : rows) row.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Override
  void row(ObjectNode row) {
    List<ObjectNode> lines =
        switch (view) {
          case View.Who who -> WhoColumns.rows(row);
          case View.Coverage coverage -> List.of(CoverageColumns.row(row));
          case View.Table table -> List.of(row);
          case View.Details details -> List.of(row);
        };
    for (ObjectNode one : lines) {
      List<String> cells = new ArrayList<>(columns.size());
      for (String column : columns) cells.add(cell(one.path(column)));
      line(cells);
    }
  }

  @Override
  boolean expects(String column) {
    return view instanceof View.Who || columns.contains(column);
  }

  private void line(List<String> cells) {
    out.print(String.join(",", cells) + "\r\n");
  }

  private static String cell(JsonNode value) {
    if (CellText.isNothing(value)) return "";
    if (value.isTextual()) return text(value.textValue());
    return value.isContainerNode() ? text(value.toString()) : value.asText();
  }

  private static String text(String text) {
    String safe = SafeText.escape(text);
    if (!safe.isEmpty() && "=+-@".indexOf(safe.charAt(0)) >= 0) safe = "'" + safe;
    boolean quoted = safe.indexOf(',') >= 0 || safe.indexOf('"') >= 0;
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
