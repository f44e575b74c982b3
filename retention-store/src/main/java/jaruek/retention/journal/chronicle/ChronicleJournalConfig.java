package jaruek.retention.journal.chronicle;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a {@link ChronicleJournal} lies and how it treats the disk.
 *
 * @param directory the journal's own folder, made if it is not there
 * @param syncInterval at most this long until an append is forced to the disk; zero: before it
 *     returns
 * @param keep how long a file stays after it was rolled, though it is released
 * @param sizeBytesMax released files are dropped before their time, the oldest first, while the
 *     journal is larger than this
 * @param roll how long one file is written to
 */
public record ChronicleJournalConfig(
    Path directory, Duration syncInterval, Duration keep, long sizeBytesMax, JournalRoll roll) {

  /** The {@code journal.sync-interval} if none is set. */
  public static final Duration SYNC_INTERVAL = Duration.ofMillis(100);

  /** The {@code journal.keep} if none is set. */
  public static final Duration KEEP = Duration.ofDays(2);

  /** The size limit if none is set: 20 GiB. */
  public static final long SIZE_BYTES_MAX = 20L << 30;

  /** Checks the ranges. */
  public ChronicleJournalConfig {
    if (syncInterval.isNegative()) {
      throw new IllegalArgumentException("journal.sync-interval " + syncInterval);
    }
    if (keep.isNegative()) throw new IllegalArgumentException("journal.keep " + keep);
    if (sizeBytesMax < 0) throw new IllegalArgumentException("journal size limit " + sizeBytesMax);
  }

  /** The defaults for this folder. */
  public static ChronicleJournalConfig in(Path directory) {
    return new ChronicleJournalConfig(
        directory, SYNC_INTERVAL, KEEP, SIZE_BYTES_MAX, JournalRoll.HOUR);
  }

  /** The same with another interval. */
  public ChronicleJournalConfig withSyncInterval(Duration interval) {
    return new ChronicleJournalConfig(directory, interval, keep, sizeBytesMax, roll);
  }

  /** The same with another time to keep released files. */
  public ChronicleJournalConfig withKeep(Duration time) {
    return new ChronicleJournalConfig(directory, syncInterval, time, sizeBytesMax, roll);
  }

  /** The same with another size limit. */
  public ChronicleJournalConfig withSizeBytesMax(long bytes) {
    return new ChronicleJournalConfig(directory, syncInterval, keep, bytes, roll);
  }

  /** The same with another roll. */
  public ChronicleJournalConfig withRoll(JournalRoll other) {
    return new ChronicleJournalConfig(directory, syncInterval, keep, sizeBytesMax, other);
  }
}
