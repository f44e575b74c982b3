package jaruek.retention.verify;

/**
 * Something that verification saw.
 *
 * @param grade whether the store fails by it
 * @param where what exactly: a file below the data directory, with the log entry, dataset or
 *     journal position where there is one
 * @param what in words, expected and actual
 */
public record Finding(Grade grade, String where, String what) {
  /** How bad it is. */
  public enum Grade {
    /** The store is not as it was signed. */
    FAULT,
    /** Harmless, and worth knowing: what an interrupted write left behind. */
    NOTE
  }

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
