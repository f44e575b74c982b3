package jaruek.retention.coverage;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of one source: the minutes in which something came, counted from the tracks' first
 * minute, what was lost, and sums by day.
 */
final class Track {
  final BitSet active = new BitSet();
  final LossRuns sequence = new LossRuns();
  private final TreeMap<Integer, SourceCount> days = new TreeMap<>();

  /** Counts for these minutes, of which the last is left out, and this day. */
  void add(int fromMinute, int toMinute, int day, SourceCount count) {
    if (count.received() > 0) active.set(fromMinute, toMinute);
    days.merge(day, count.withoutDomains(), SourceCount::plus);
  }

  /** The sums of these days, both included. */
  SourceCount sum(int fromDay, int toDay) {
    SourceCount sum = SourceCount.NONE;
    for (Map.Entry<Integer, SourceCount> day : days.subMap(fromDay, true, toDay, true).entrySet()) {
      sum = sum.plus(day.getValue());
    }
    return sum;
  }
}
