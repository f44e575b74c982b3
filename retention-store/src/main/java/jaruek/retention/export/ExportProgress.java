package jaruek.retention.export;

/** Is told how an export gets on. */
@FunctionalInterface
public interface ExportProgress {
  /** Tells nobody. */
  ExportProgress NONE = (done, total) -> {};

  /** How many rows are between two calls, or a segment's. */
  int EVERY_ROWS = 20_000;

  /**
   * So far.
   *
   * @param done rows written; each is written three times: as JSON, as CSV and its proof
   * @param total of so many
   */
  void rows(long done, long total);
}
