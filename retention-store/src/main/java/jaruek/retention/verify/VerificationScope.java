package jaruek.retention.verify;

import java.util.List;

/**
 * How deep a store is verified.
 *
 * @param rows whether every row is hashed anew; without, a row's change shows in its file's SHA-256
 * @param contents whether files are read as a whole; without, only the log, the manifests, short
 *     files, the others' lengths and the newest part of the journal are looked at, which takes
 *     seconds
 * @param outside checkpoints from elsewhere, to be held against the log
 */
public record VerificationScope(boolean rows, boolean contents, List<OutsideCheckpoint> outside) {
  /** Everything. */
  public static final VerificationScope FULL = new VerificationScope(true, List.of());

  /** What shows without reading everything. */
  public static final VerificationScope QUICK = new VerificationScope(false, false, List.of());

  /** With the contents of all files. */
  public VerificationScope(boolean rows, List<OutsideCheckpoint> outside) {
    this(rows, true, outside);
  }

  /** Copies the list. */
  public VerificationScope {
    outside = List.copyOf(outside);
  }
}
