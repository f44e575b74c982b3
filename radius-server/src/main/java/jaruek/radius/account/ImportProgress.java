package jaruek.radius.account;

/** Told how far an import is. */
@FunctionalInterface
public interface ImportProgress {
  /** Hashing takes nearly all the time; called by the importing thread after each. */
  void hashed(int done, int total);
}
