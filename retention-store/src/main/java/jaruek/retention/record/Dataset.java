package jaruek.retention.record;

import java.util.List;
import java.util.Optional;

/** The four tables everything is kept in; one Parquet file of each per segment. */
public enum Dataset {
  /** Flows and translations: {@link Traffic}. */
  TRAFFIC("traffic", Traffic.ALL),
  /** Syslog messages: {@link Messages}. */
  MESSAGES("messages", Messages.ALL),
  /** Who was where: {@link Identity}. */
  IDENTITY("identity", Identity.ALL),
  /** What was done: {@link Operations}. */
  OPERATIONS("operations", Operations.ALL);

  private final String word;
  private final List<Column> columns;

  Dataset(String word, List<Column> columns) {
    this.word = word;
    this.columns = columns;
  }

  /** Its name in files, SQL and manifests. */
  public String word() {
    return word;
  }

  /** Its columns, in the order they are stored. */
  public List<Column> columns() {
    return columns;
  }

  /** The column with this snake_case name. */
  public Optional<Column> column(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /** When we received it: column 0 of every dataset. */
  public Column receivedAt() {
    return columns.getFirst();
  }

  /** The journal position it was decoded from: the last column of every dataset. */
  public Column frame() {
    return columns.getLast();
  }
}
