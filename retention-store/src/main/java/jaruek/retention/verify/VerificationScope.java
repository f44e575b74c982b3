package jaruek.retention.verify;

import java.util.List;

/**
 * How deep a store is verified.
 *
 * @param rows whether every row is hashed anew; without, a row's change shows in its file's SHA-256
 * @param outside checkpoints from elsewhere, to be held against the log
 */
public record VerificationScope(boolean rows, List<OutsideCheckpoint> outside) {
  /** Everything. */
  public static final VerificationScope FULL = new VerificationScope(true, List.of());

  /** Copies the list. */
  public VerificationScope {
    outside = List.copyOf(outside);
  }
}
