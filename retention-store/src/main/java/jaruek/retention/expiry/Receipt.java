package jaruek.retention.expiry;

import jaruek.retention.log.LogEntry;
import jaruek.retention.record.Dataset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the signed log says of one expiry.
 *
 * @param atMillis when
 * @param segment which
 * @param manifestSha256 of its manifest
 * @param days the retention time that was used
 * @param retentionMillis the retention clock
 * @param keptSha256 of the {@code kept.json} with what stayed; empty if nothing did
 * @param holds the holds that were considered, by a comma
 * @param expired rows that went, by dataset
 * @param kept rows that stayed, by dataset
 */
public record Receipt(
    long atMillis,
    long segment,
    String manifestSha256,
    int days,
    long retentionMillis,
    String keptSha256,
    String holds,
    Map<Dataset, Long> expired,
    Map<Dataset, Long> kept) {

  LogEntry entry() {
    Map<String, String> fields = new TreeMap<>();
    fields.put("days", Integer.toString(days));
    fields.put("retentionMillis", Long.toString(retentionMillis));
    fields.put("keptSha256", keptSha256);
    fields.put("holds", holds);
    expired.forEach((dataset, rows) -> fields.put("expired." + dataset.word(), "" + rows));
    kept.forEach((dataset, rows) -> fields.put("kept." + dataset.word(), "" + rows));
    return LogEntry.expire(atMillis, segment, manifestSha256, fields);
  }

  /** Reads one; empty if the entry is none. */
  public static Optional<Receipt> of(LogEntry entry) {
    if (!(entry instanceof LogEntry.Event event) || !event.type().equals(LogEntry.EXPIRE)) {
      return Optional.empty();
    }
    Map<String, String> fields = event.fields();
    return Optional.of(
        new Receipt(
            event.atMillis(),
            number(fields, "segment"),
            fields.getOrDefault("manifestSha256", ""),
            (int) number(fields, "days"),
            number(fields, "retentionMillis"),
            fields.getOrDefault("keptSha256", ""),
            fields.getOrDefault("holds", ""),
            rows(fields, "expired."),
            rows(fields, "kept.")));
  }

  private static long number(Map<String, String> fields, String name) {
    String text = fields.getOrDefault(name, "0");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private static Map<Dataset, Long> rows(Map<String, String> fields, String prefix) {
    Map<Dataset, Long> rows = new EnumMap<>(Dataset.class);
    for (Dataset dataset : Dataset.values()) {
      if (fields.containsKey(prefix + dataset.word())) {
        rows.put(dataset, number(fields, prefix + dataset.word()));
      }
    }
    return rows;
  }
}
