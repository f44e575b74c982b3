package jaruek.retention.expiry;

import jaruek.retention.log.LogEntry;
import jaruek.retention.log.StoreLog;
import jaruek.retention.record.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which rows of which segment each hold was found to keep. Each finding is written to a file of its
 * own hold and segment, {@code retention/held/HOLD/SEGMENT}, then logged as {@code held} with the
 * number and hash of its rows: from there on they cannot go unseen. Findings add to one another.
 * Used under the lock of {@link Retention}.
 */
final class HeldRows {
  private static final String FORMAT = "jaruek-held/1";
  private static final String FINDING = "finding";

  /** One finding: rows by dataset, those with rows only. */
  record Finding(Map<Dataset, RowRanges> rows) {
    RowRanges of(Dataset dataset) {
      return rows.getOrDefault(dataset, RowRanges.none());
    }
  }

  private final Path directory;
  private final StoreLog log;
  private final InstantSource wall;
  private final Set<String> logged = new HashSet<>();

  HeldRows(Path directory, StoreLog log, InstantSource wall) {
    this.directory = directory;
    this.log = log;
    this.wall = wall;
  }

  /** Learns what is logged already. */
  void start(List<LogEntry> entries) {
    for (LogEntry entry : entries) {
      if (entry instanceof LogEntry.Event event && event.type().equals(LogEntry.HELD)) {
        logged.add(new TreeMap<>(event.fields()).toString());
      }
    }
  }

  /** What was found so far, in the order of the log. */
  List<Finding> of(String hold, long segment) {
    DurableFile file = file(hold, segment);
    List<Finding> findings = new ArrayList<>();
    List<String> lines = file.read().map(String::lines).map(l -> l.toList()).orElse(List.of());
    if (lines.isEmpty()) return findings;
    if (!lines.getFirst().equals(FORMAT)) {
      throw new ExpiryException(file.name() + " is not " + FORMAT);
    }
    Map<Dataset, RowRanges> rows = new EnumMap<>(Dataset.class);
    for (String line : lines.subList(1, lines.size())) {
      if (line.equals(FINDING)) {
        rows = new EnumMap<>(Dataset.class);
        findings.add(new Finding(rows));
      } else {
        String[] words = line.split(" ", 2);
        rows.put(dataset(words[0]), RowRanges.parse(words[1]));
      }
    }
    return findings;
  }

  private static Dataset dataset(String word) {
    for (Dataset dataset : Dataset.values()) if (dataset.word().equals(word)) return dataset;
    throw new ExpiryException("no dataset: " + word);
  }

  /** Writes and logs what of these rows was not found before, and all that is not logged yet. */
  List<Finding> add(String hold, long segment, Map<Dataset, RowRanges> found) {
    List<Finding> findings = new ArrayList<>(of(hold, segment));
    Map<Dataset, RowRanges> added = new EnumMap<>(Dataset.class);
    found.forEach(
        (dataset, rows) -> {
          RowRanges more = rows;
          for (Finding known : findings) more = more.without(known.of(dataset));
          if (!more.isEmpty()) added.put(dataset, more);
        });
    if (!added.isEmpty()) {
      findings.add(new Finding(added));
      file(hold, segment).write(text(findings));
    }
    for (Finding finding : findings) record(hold, segment, finding);
    return findings;
  }

  private void record(String hold, long segment, Finding finding) {
    TreeMap<String, String> fields = new TreeMap<>();
    fields.put("hold", hold);
    fields.put("segment", Long.toString(segment));
    finding.rows.forEach((dataset, rows) -> fields.put(dataset.word(), rows.digest()));
    LogEntry.Event entry = (LogEntry.Event) LogEntry.held(wall.millis(), hold, fields);
    if (!logged.add(entry.fields().toString())) return;
    log.append(entry);
  }

  private static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder(FORMAT).append('\n');
    for (Finding finding : findings) {
      text.append(FINDING).append('\n');
      finding.rows.forEach(
          (dataset, rows) ->
              text.append(dataset.word()).append(' ').append(rows.text()).append('\n'));
    }
    return text.toString();
  }

  /** Forgets a segment whose rows have gone. */
  void forget(String hold, long segment) {
    try {
      Files.deleteIfExists(Path.of(file(hold, segment).name()));
    } catch (IOException e) {
      throw new ExpiryException(file(hold, segment).name() + " cannot be removed: " + e, e);
    }
  }

  private DurableFile file(String hold, long segment) {
    return new DurableFile(directory.resolve(hold).resolve(Long.toString(segment)));
  }
}
