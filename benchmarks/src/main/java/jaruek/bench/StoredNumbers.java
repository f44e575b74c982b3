package jaruek.bench;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.duckdb.DuckDbEngine;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.query.Condition;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.Messages;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** How often each numbered message stands in a store that is stopped and sealed. */
final class StoredNumbers {
  /** Stands before the number in each message. */
  static final String MARK = "number=";

  private final int[] times;
  private long rows;
  private long others;

  private StoredNumbers(int count) {
    times = new int[count];
  }

  /** Reads all sealed messages, of numbers below a count. */
  static StoredNumbers of(Path data, int count) throws IOException {
    StoredNumbers numbers = new StoredNumbers(count);
    List<SealedSegment> sealed = new Catalog(new SegmentFolders(data)).open().segments();
    Path spill = Files.createTempDirectory("jaruek-kill-");
    try (DuckDbEngine engine = new DuckDbEngine(() -> new StoreView(sealed, List.of()), spill)) {
      engine.query(
          RowQuery.of(Dataset.MESSAGES, new Condition.All(List.of()), Long.MAX_VALUE - 1),
          row -> {
            numbers.take(row.text(Messages.MESSAGE).orElse(""));
            return true;
          });
    } finally {
      Files.deleteIfExists(spill);
    }
    return numbers;
  }

  private void take(String message) {
    rows++;
    int from = message.indexOf(MARK);
    if (from < 0) {
      others++;
      return;
    }
    from += MARK.length();
    int number = 0;
    for (int at = from;
        at < message.length() && message.charAt(at) >= '0' && message.charAt(at) <= '9';
        at++) {
      number = number * 10 + message.charAt(at) - '0';
    }
    times[number]++;
  }

  /** Rows of messages, whatever they say. */
  long rows() {
    return rows;
  }

  /** Rows without a number. */
  long others() {
    return others;
  }

  /** Numbers of this span that are nowhere. */
  int missing(int from, int to) {
    int missing = 0;
    for (int number = from; number < to; number++) if (times[number] == 0) missing++;
    return missing;
  }

  /** Rows of this span beyond the first of each number. */
  int again(int from, int to) {
    int again = 0;
    for (int number = from; number < to; number++) again += Math.max(0, times[number] - 1);
    return again;
  }

  /** How often the most frequent number is there. */
  int most() {
    int most = 0;
    for (int time : times) most = Math.max(most, time);
    return most;
  }

  /** Syslog messages in its journal. */
  static long journalled(Path data) {
    ChronicleJournal journal =
        new ChronicleJournal(
            ChronicleJournalConfig.in(data.resolve("journal")),
            InstantSource.system(),
            new Telemetry());
    journal.start();
    long messages = 0;
    try (journal;
        JournalReader reader = journal.read(JournalPosition.START)) {
      while (reader.next()) if (reader.frame().kind() == FrameKind.SYSLOG) messages++;
    }
    return messages;
  }
}
