package jaruek.retention.duckdb;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/**
 * One DuckDB in memory, without tables of its own, and connections to it. It takes no more memory
 * and threads than it is given, keeps what does not fit in its spill folder, up to a limit, and
 * never fetches an extension.
 */
final class DuckDatabase implements AutoCloseable {
  private final DuckDBConnection root;
  private final SpillFolder spill;

  private DuckDatabase(DuckDBConnection root, SpillFolder spill) {
    this.root = root;
    this.spill = spill;
  }

  static DuckDatabase open(SpillFolder spill, long memoryMaxBytes, long spillMaxBytes, int threads)
      throws SQLException {
    spill.prepare();
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    DuckDBConnection root =
        DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
    try (Statement statement = root.createStatement()) {
      for (String setting :
          List.of(
              String.format(Locale.ROOT, "memory_limit = '%d KiB'", memoryMaxBytes >> 10),
              "threads = " + threads,
              "temp_directory = " + quoted(spill.folder().toString()),
              String.format(Locale.ROOT, "max_temp_directory_size = '%d KiB'", spillMaxBytes >> 10),
              "autoinstall_known_extensions = false",
              "autoload_known_extensions = false",
              "allow_community_extensions = false",
              "preserve_insertion_order = true",
              "late_materialization_max_rows = 0", // reads a file twice to save columns
              "parquet_metadata_cache = true")) {
        statement.execute("SET " + setting);
      }
    } catch (SQLException e) {
      root.close();
      throw e;
    }
    return new DuckDatabase(root, spill);
  }

  /** A text as SQL has it. */
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** What every connection sees: functions are registered here. */
  Connection root() {
    return root;
  }

  /** A connection to be closed after use. */
  Connection connect() throws SQLException {
    return root.duplicate();
  }

  @Override
  public void close() throws SQLException {
    root.close();
    spill.clear();
  }
}
