package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import java.util.ArrayList;
import java.util.List;

/**
 * A data-driven grammar: which keys of a vendor's line fill which columns. Keys that a format only
 * looks at are listed apart. Any reader of keys and values (key=value, CEF, LEEF, structured data)
 * fills {@link #keys()}.
 */
final class FieldMap {
  /**
   * What fills a column.
   *
   * @param keys the first of them that has a value that fits
   */
  record Into(Column column, List<String> keys) {}

  private final KeyValues keys;
  private final List<Column> columns = new ArrayList<>();
  private final List<Dataset> datasets = new ArrayList<>();
  private final List<int[]> indexes = new ArrayList<>();

  private FieldMap(List<String> looked, List<Into> fields) {
    List<String> all = new ArrayList<>(looked);
    for (Into field : fields) {
      for (String key : field.keys) if (!all.contains(key)) all.add(key);
    }
    keys = new KeyValues(all);
    for (Into field : fields) {
      columns.add(field.column);
      boolean traffic = Dataset.TRAFFIC.columns().contains(field.column);
      datasets.add(traffic ? Dataset.TRAFFIC : Dataset.IDENTITY);
      indexes.add(field.keys.stream().mapToInt(keys::index).toArray());
    }
  }

  /** The grammar with these keys to look at and these that fill columns. */
  static FieldMap of(List<String> looked, Into... fields) {
    return new FieldMap(looked, List.of(fields));
  }

  /** The column is filled by the first of these keys that fits. */
  static Into into(Column column, String... keys) {
    return new Into(column, List.of(keys));
  }

  KeyValues keys() {
    return keys;
  }

  /** The number of a key. */
  int index(String key) {
    return keys.index(key);
  }

  /** Fills the columns of this dataset. */
  void write(Values values, RowWriter row, Dataset dataset) {
    for (int field = 0; field < indexes.size(); field++) {
      if (datasets.get(field) != dataset) continue;
      for (int key : indexes.get(field)) {
        if (values.write(key, row, columns.get(field))) break;
      }
    }
  }
}
