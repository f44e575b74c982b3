package jaruek.retention.expiry;

import jaruek.retention.log.LogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the retention clock showed when each segment was sealed, from the log: the {@code clock}
 * entry before the segment's. One sealed when there was no such clock is as old as the next entry
 * that has one.
 */
public final class SealTimes {
  private static final String FIELD = "retentionMillis";

  private final Map<Long, Long> bySegment = new HashMap<>();

  /** Of this log. */
  public SealTimes(List<LogEntry> entries) {
    List<Long> unknown = new ArrayList<>();
    long newest = -1;
    for (LogEntry entry : entries) {
      OptionalLong shown = shown(entry);
      if (shown.isPresent()) {
        newest = Math.max(newest, shown.getAsLong());
        for (long id : unknown) bySegment.put(id, newest);
        unknown.clear();
      }
      if (entry instanceof LogEntry.Segment segment) {
        if (newest < 0) unknown.add(segment.id());
        else bySegment.put(segment.id(), newest);
      }
    }
  }

  /** Milliseconds of the retention clock at the segment's seal; empty if not known yet. */
  public Optional<Long> of(long segment) {
    return Optional.ofNullable(bySegment.get(segment));
  }

  /** The highest value in the log, 0 if there is none. */
  static long newest(List<LogEntry> entries) {
    return entries.stream().map(SealTimes::shown).mapToLong(s -> s.orElse(0)).max().orElse(0);
  }

  private static OptionalLong shown(LogEntry entry) {
    if (!(entry instanceof LogEntry.Event event)) return OptionalLong.empty();
    String text = event.fields().get(FIELD);
    if (text == null || !text.matches("[0-9]{1,18}")) return OptionalLong.empty();
    return OptionalLong.of(Long.parseLong(text));
  }
}
