package jaruek.retention.duckdb;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.SegmentManifest;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How a dataset's columns stand in a Parquet file, and what SQL gives their values.
 *
 * <p>Most flows through a gateway are translated at the source only, and their exporters repeat the
 * destination as the translated one: a tenth of the file for nothing. Since format 2 those two
 * columns are null in such a row, and {@link #SAME} is true.
 */
enum Layout {
  /** Each column holds its values: format 1. */
  PLAIN,
  /** A translated destination that is the destination is only marked: format 2. */
  MARKED;

  /** The translated destination, address and port, is the destination. */
  static final String SAME = "nat_destination_same";

  /** Of this segment's file; files of other folders, such as kept rows, are of this version. */
  static Layout of(SealedSegment segment, Path file) {
    boolean first = segment.manifest().format().equals(SegmentManifest.FORMAT_1);
    return first && segment.folder().equals(file.getParent()) ? PLAIN : MARKED;
  }

  /** Of a file, by its columns. */
  static Layout of(Statement statement, Path file, Dataset dataset) throws SQLException {
    if (dataset != Dataset.TRAFFIC) return MARKED;
    try (ResultSet result =
        statement.executeQuery(
            "SELECT count(*) FROM parquet_schema(%s) WHERE name = '%s'"
                .formatted(DuckDatabase.quoted(file.toString()), SAME))) {
      result.next();
      return result.getInt(1) == 0 ? PLAIN : MARKED;
    }
  }

  /** The column's value. */
  String value(Column column) {
    if (this == PLAIN || !isMarked(column)) return name(column);
    return "(CASE WHEN "
        + SAME
        + " THEN "
        + name(
            column.equals(Traffic.NAT_DESTINATION_ADDRESS)
                ? Traffic.DESTINATION_ADDRESS
                : Traffic.DESTINATION_PORT)
        + " ELSE "
        + name(column)
        + " END)";
  }

  /** Whether the column is null where {@link #SAME} is true. */
  static boolean isMarked(Column column) {
    return column.equals(Traffic.NAT_DESTINATION_ADDRESS)
        || column.equals(Traffic.NAT_DESTINATION_PORT);
  }

  static String name(Column column) {
    return "\"" + column.name() + "\"";
  }
}
