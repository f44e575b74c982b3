package jaruek.retention.export;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.selection.Chosen;
import java.util.ArrayList;
import java.util.List;

/** Which rows of a segment are to be handed out. */
@FunctionalInterface
public interface RowChoice {
  /** Those of this dataset. */
  Condition condition(Dataset dataset, SealedSegment segment);

  /**
   * Exactly these rows, known by all their values.
   *
   * @param rows as a question found them
   */
  static Condition exactly(List<Row> rows) {
    List<Condition> any = new ArrayList<>();
    for (Row row : rows) {
      List<Condition> all = new ArrayList<>();
      for (Column column : row.dataset().columns().reversed()) {
        Object value = row.values()[column.ordinal()];
        if (value == null) all.add(new Condition.IsNull(column));
        else if (column.type() != ColumnType.BYTES) all.add(new Condition.Equal(column, value));
      }
      any.add(new Condition.All(all));
    }
    return new Condition.Any(any);
  }

  /** Those that belong to a selection. */
  static RowChoice of(Chosen chosen) {
    return (dataset, segment) -> {
      SegmentManifest.Table table = segment.manifest().table(dataset).orElse(null);
      return table == null
          ? Condition.any()
          : chosen.condition(dataset, table.eventFromMillis(), table.eventToMillis());
    };
  }
}
