package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One object per line. */
final class JsonRows implements RowPrinter {
  private final Screen out;

  JsonRows(Screen out) {
    this.out = out;
  }

  @Override
  public void print(ObjectNode row) {
    out.line(SafeText.escapeJson(row.toString()));
  }

  @Override
  public void close() {}
}
