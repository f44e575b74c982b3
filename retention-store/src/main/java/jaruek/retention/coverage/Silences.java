package jaruek.retention.coverage;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Finds where a source said nothing though it usually does; see {@link Rhythm}. */
final class Silences {
  private final BitSet active;
  private final BitSet accounted;
  private final Rhythm rhythm;

  /**
   * @param active the minutes in which the source said something
   * @param accounted the minutes of which that is known
   */
  Silences(BitSet active, BitSet accounted) {
    this.active = active;
    this.accounted = accounted;
    this.rhythm = new Rhythm(active, accounted);
  }

  /** Minutes: the last is left out; open if the source has not spoken since. */
  record Silence(int fromMinute, int toMinute, boolean open) {}

  /** Those that touch these minutes, of which the last is left out; whole. */
  List<Silence> between(int fromMinute, int toMinute) {
    List<Silence> found = new ArrayList<>();
    int known = accounted.length();
    int last = active.previousSetBit(Math.max(0, fromMinute));
    if (last < 0) last = active.nextSetBit(0);
    while (last >= 0 && last < toMinute) {
      int from = active.nextClearBit(last);
      int next = active.nextSetBit(from);
      int to = next < 0 ? known : next;
      if (from < to && to > fromMinute && from < toMinute) add(found, from, to, next < 0);
      last = next;
    }
    return found;
  }

  private void add(List<Silence> found, int pauseFrom, int pauseTo, boolean open) {
    int from = accounted.nextSetBit(pauseFrom);
    int to = accounted.previousSetBit(pauseTo - 1) + 1;
    if (from < 0 || to <= from) return;
    if (to - from <= Rhythm.FLOOR_MINUTES) return; // cheap, and usual
    int pauseMax = rhythm.pauseMax(pauseFrom);
    if (to - from <= pauseMax) return;
    if (accounted.get(from, to).cardinality() <= pauseMax) return;
    int expected = 0;
    for (int at = from; at >= 0 && at < to; at = accounted.nextSetBit(at + 1)) {
      if (rhythm.expected(at) && ++expected >= pauseMax) {
        found.add(new Silence(from, to, open));
        return;
      }
    }
  }
}
