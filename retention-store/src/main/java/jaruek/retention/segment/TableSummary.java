package jaruek.retention.segment;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Traffic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the manifest says of a dataset's rows, apart from their file.
 *
 * @param blockRoots of the {@link BlockTree} over the rows in the order stored
 * @param filter a {@link KeyFilter}'s bytes, null where such rows have none
 */
record TableSummary(
    byte[] blockRoots,
    byte @Nullable [] filter,
    long receivedFromMillis,
    long receivedToMillis,
    long eventFromMillis,
    long eventToMillis) {

  static TableSummary of(ColumnBatch rows) {
    long receivedFrom = Long.MAX_VALUE;
    long receivedTo = Long.MIN_VALUE;
    long eventFrom = Long.MAX_VALUE;
    long eventTo = Long.MIN_VALUE;
    Column[] begin = begin(rows.dataset()).toArray(Column[]::new); // a list costs as much as a hash
    Column[] end = end(rows.dataset()).toArray(Column[]::new);
    Column[] received = {rows.dataset().receivedAt()};
    for (int row = 0; row < rows.rows(); row++) {
      long at = first(rows, row, received);
      receivedFrom = Math.min(receivedFrom, at);
      receivedTo = Math.max(receivedTo, at);
      eventFrom = Math.min(eventFrom, first(rows, row, begin));
      eventTo = Math.max(eventTo, first(rows, row, end));
    }
    return new TableSummary(
        blockRoots(rows),
        KeyFilter.isOf(rows.dataset()) ? KeyFilter.of(rows) : null,
        receivedFrom,
        receivedTo,
        eventFrom,
        eventTo);
  }

  private static byte[] blockRoots(ColumnBatch rows) {
    RowEncoding encoding = new RowEncoding(rows.dataset());
    BlockTree tree = new BlockTree();
    Column[] columns =
        rows.dataset().columns().stream().filter(c -> !rows.isEmpty(c)).toArray(Column[]::new);
    for (int row = 0; row < rows.rows(); row++) {
      encoding.encode(rows, row, columns);
      tree.add(encoding.bytes(), 0, encoding.length());
    }
    return tree.blockRoots();
  }

  private static List<Column> begin(Dataset dataset) {
    return switch (dataset) {
      case TRAFFIC -> List.of(Traffic.STARTED_AT, Traffic.RECEIVED_AT);
      case IDENTITY -> List.of(Identity.EVENT_AT, Identity.RECEIVED_AT);
      case MESSAGES, OPERATIONS -> List.of(dataset.receivedAt());
    };
  }

  private static List<Column> end(Dataset dataset) {
    return switch (dataset) {
      case TRAFFIC -> List.of(Traffic.ENDED_AT, Traffic.STARTED_AT, Traffic.RECEIVED_AT);
      case IDENTITY, MESSAGES, OPERATIONS -> begin(dataset);
    };
  }

  private static long first(ColumnBatch rows, int row, Column[] columns) {
    for (Column column : columns) {
      if (!rows.isNull(column, row)) return rows.number(column, row);
    }
    return 0;
  }
}
