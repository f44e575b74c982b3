package jaruek.retention.verify;

/** Told how far a verification is, from the thread that verifies. */
@FunctionalInterface
public interface VerificationProgress {
  /** For those who do not care. */
  VerificationProgress NONE = (what, done, total) -> {};

  /**
   * The next piece begins.
   *
   * @param what in a word: {@code log}, {@code segment} or {@code journal}
   * @param done so many of them are done
   * @param total so many there are
   */
  void at(String what, long done, long total);
}
