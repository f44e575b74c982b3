package jaruek.retention.expiry;

import jaruek.retention.log.LogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the retention clock showed when each segment was sealed, from the log: the value of the
 * {@code clock} entry between it and the segment before. Where that has none (the clock waited for
 * the wall clock to settle, or there was no such clock yet) it is the next value in the log.
 */
public final class SealTimes {
  private static final String FIELD = "retentionMillis";

  private final Map<Long, Long> bySegment = new HashMap<>();

  /** Of this log. */
  public SealTimes(List<LogEntry> entries) {
    List<Long> unknown = new ArrayList<>();
    long newest = 0;
    OptionalLong next = OptionalLong.empty();
    for (LogEntry entry : entries) {
      OptionalLong shown = shown(entry);
      if (shown.isPresent()) {
        newest = Math.max(newest, shown.getAsLong());
        for (long id : unknown) bySegment.put(id, newest);
        unknown.clear();
      }
      switch (entry) {
        case LogEntry.Segment segment -> {
          if (next.isPresent()) bySegment.put(segment.id(), newest);
          else unknown.add(segment.id());
          next = OptionalLong.empty();
        }
        case LogEntry.Event event -> {
          if (event.type().equals(LogEntry.CLOCK)) next = shown;
        }
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
