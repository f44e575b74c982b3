package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * Stored rows as answers have them: the dataset's columns in camelCase, null ones left out; times
 * as ISO 8601 UTC with milliseconds, addresses as text, bytes in base64.
 */
final class RowJson {
  private RowJson() {}

  static ObjectNode of(Row row) {
    ObjectNode json = AdminCodec.object();
    for (Column column : row.dataset().columns()) {
      put(json, column, row.values()[column.ordinal()]);
    }
    return json;
  }

  private static void put(ObjectNode json, Column column, @Nullable Object value) {
    String name = column.camelName();
    switch (value) {
      case null -> {}
      case Long number when column.type() == ColumnType.TIMESTAMP ->
          json.put(name, InstantText.ofMillis(number));
      case Long number -> json.put(name, number);
      case Integer number -> json.put(name, number);
      case byte[] bytes -> json.put(name, bytes);
      default -> json.put(name, value.toString());
    }
  }

  /** Where a stored row stands: dataset, journal frame, sealed segment (left out while hot). */
  static ObjectNode reference(Row row) {
    ObjectNode json = AdminCodec.object().put("dataset", row.dataset().word());
    if (row.segment() >= 0) json.put("segment", row.segment());
    return json.put("frame", row.frame())
        .put("receivedAt", InstantText.ofMillis(row.receivedAtMillis()));
  }
}
