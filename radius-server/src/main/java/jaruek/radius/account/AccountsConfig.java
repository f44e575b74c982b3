package jaruek.radius.account;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;

/**
 * Where accounts are kept and what checking a password may cost.
 *
 * @param file the SQLite file, made with mode 0600 where there is none
 * @param keyFile the key that seals CHAP secrets, made with mode 0600 where there is none
 * @param zone in which an expiry date ends at midnight
 * @param cost of passwords set from now on
 * @param cacheEntriesMax verified passwords remembered; 0 remembers none
 * @param cacheTime how long after its verification a password is remembered
 */
public record AccountsConfig(
    Path file,
    Path keyFile,
    ZoneId zone,
    PasswordCost cost,
    int cacheEntriesMax,
    Duration cacheTime) {
  /** Of verified passwords: about 8 MB. */
  public static final int CACHE_ENTRIES_MAX = 65_536;

  /** Long enough for a school day's roaming, short enough to be gone by night. */
  public static final Duration CACHE_TIME = Duration.ofHours(1);

  /** The shipped settings, files {@code accounts.db} and {@code accounts.key} in the folder. */
  public static AccountsConfig in(Path folder, ZoneId zone) {
    return new AccountsConfig(
        folder.resolve("accounts.db"),
        folder.resolve("accounts.key"),
        zone,
        PasswordCost.DEFAULT,
        CACHE_ENTRIES_MAX,
        CACHE_TIME);
  }
}
