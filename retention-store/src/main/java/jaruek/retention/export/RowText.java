package jaruek.retention.export;

import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one dataset as lines, as docs/evidence-format.md has them. What one line says in JSON the
 * same line says in CSV.
 */
final class RowText {
  private static final HexFormat HEX = HexFormat.of();

  private final Column[] columns;
  private final String[] keys;
  private final String head;

  RowText(Dataset dataset) {
    columns = dataset.columns().toArray(Column[]::new);
    keys = new String[columns.length];
    StringBuilder line = new StringBuilder("\ufeffsegment,index");
    for (int i = 0; i < columns.length; i++) {
      String name = columns[i].camelName();
      keys[i] = ",\"" + name + "\":";
      line.append(',').append(name);
    }
    head = line.append("\r\n").toString();
  }

  /** The first line of the CSV, with its byte order mark. */
  String csvHead() {
    return head;
  }

  /** Appends the row's line of JSON. */
  void json(StringBuilder out, long index, Row row) {
    out.append("{\"segment\":").append(row.segment()).append(",\"index\":").append(index);
    for (int i = 0; i < columns.length; i++) {
      Object value = row.values()[i];
      if (value == null) continue;
      out.append(keys[i]);
      if (value instanceof Long number && columns[i].type() != ColumnType.TIMESTAMP) {
        out.append(number.longValue());
      } else if (value instanceof String text) {
        quoted(out, text);
      } else {
        plain(out.append('"'), columns[i], value);
        out.append('"');
      }
    }
    out.append("}\n");
  }

  private static void quoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < ' ') out.append("\\u00").append(HEX.toHexDigits((byte) c));
      else out.append(c);
    }
    out.append('"');
  }

  /** Appends the row's line of CSV. */
  void csv(StringBuilder out, long index, Row row) {
    out.append(row.segment()).append(',').append(index);
    for (int i = 0; i < columns.length; i++) {
      out.append(',');
      cell(out, columns[i], row.values()[i]);
    }
    out.append("\r\n");
  }

  private static void cell(StringBuilder out, Column column, @Nullable Object value) {
    if (value == null) return;
    if (!(value instanceof String text)) {
      plain(out, column, value);
      return;
    }
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    boolean special = false;
    for (int i = 0; i < text.length() && !special; i++)
      special = ",\"\r\n".indexOf(text.charAt(i)) >= 0;
    if (special) out.append('"');
    if (formula) out.append('\'');
    if (special) out.append(text.replace("\"", "\"\"")).append('"');
    else out.append(text);
  }

  /** What needs no escapes. */
  private static void plain(StringBuilder out, Column column, Object value) {
    switch (value) {
      case Long millis when column.type() == ColumnType.TIMESTAMP ->
          TimeText.append(out, millis.longValue());
      case byte[] raw -> out.append(Base64.getEncoder().encodeToString(raw));
      default -> out.append(value);
    }
  }
}
