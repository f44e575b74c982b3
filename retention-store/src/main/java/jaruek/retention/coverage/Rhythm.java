package jaruek.retention.coverage;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a source is quiet as a rule, and when it is expected to speak.
 *
 * <p>A source may pause for {@link #FACTOR} times the 99th percentile of the distances between its
 * active minutes in the 14 days before that day, and for 5 minutes at least. Distances over minutes
 * that nobody counted (the appliance was down) are left out. With fewer than {@link #DISTANCES_MIN}
 * distances its rhythm is not known, and it may pause for a day.
 *
 * <p>A minute in which it did not speak was expected if it spoke in each of the three hours around
 * the same minute of the week before, or of the week before that; where neither is known, of the
 * day before; where that is not known, too, every minute was expected. So a school's nights and
 * weekends are no silence, nor is an end of work half an hour earlier.
 */
final class Rhythm {
  static final int HISTORY_DAYS = 14;
  static final int FLOOR_MINUTES = 5;
  static final int FACTOR = 3;
  static final int DISTANCES_MIN = 20;
  static final int DAY = 24 * 60;

  private static final int WEEK = 7 * DAY;
  private static final int HOUR = 60;
  private static final int AROUND = 3 * HOUR / 2;
  private static final double PERCENTILE = 0.99;

  /** Distances from here on are not told apart. */
  private static final int DISTANCE_MAX = HISTORY_DAYS * DAY;

  private final BitSet active;
  private final BitSet accounted;
  private final int first;
  private final Map<Integer, Integer> pauseOfDay = new HashMap<>();
  private final Map<Integer, Distances> distancesOfDay = new HashMap<>();

  /** Of a source that was active in these minutes, of those that were accounted for. */
  Rhythm(BitSet active, BitSet accounted) {
    this.active = active;
    this.accounted = accounted;
    this.first = active.nextSetBit(0);
  }

  /** The longest pause, in minutes, that is nothing unusual when it begins at this minute. */
  int pauseMax(int minute) {
    return pauseOfDay.computeIfAbsent(minute / DAY, day -> measure(day * DAY));
  }

  /**
   * The distances that end in one day.
   *
   * @param ones those of one minute
   * @param longer the others that begin in that day, too
   * @param enteringFrom where the one that enters from an earlier day begins; -1 if there is none
   * @param entering its length
   */
  private record Distances(int ones, int[] longer, int enteringFrom, int entering) {}

  private int measure(int to) {
    int from = Math.max(0, to - HISTORY_DAYS * DAY);
    int[] longer = new int[256];
    int longs = 0;
    long all = 0;
    for (int day = from / DAY; day < to / DAY; day++) {
      Distances of = distancesOfDay.computeIfAbsent(day, this::distances);
      all += of.ones + of.longer.length;
      if (longs + of.longer.length + 1 > longer.length) {
        longer = Arrays.copyOf(longer, 2 * (longs + of.longer.length + 1));
      }
      System.arraycopy(of.longer, 0, longer, longs, of.longer.length);
      longs += of.longer.length;
      if (of.enteringFrom < from) continue;
      all++;
      if (of.entering > 1) longer[longs++] = of.entering;
    }
    if (all < DISTANCES_MIN) return DAY;
    return Math.max(FLOOR_MINUTES, FACTOR * percentile(longer, longs, all));
  }

  private Distances distances(int day) {
    int from = day * DAY;
    int to = from + DAY;
    int[] longer = new int[16];
    int longs = 0;
    int ones = 0;
    int unaccounted = -1; // the next such minute, looked for only where it was passed
    int start = active.nextSetBit(from);
    int at = start;
    while (at >= 0 && at < to) {
      int end = Math.min(active.nextClearBit(at), to);
      ones += end - at - 1;
      int next = active.nextSetBit(end);
      if (next < 0 || next >= to) break;
      if (unaccounted < end) unaccounted = accounted.nextClearBit(end);
      if (unaccounted >= next) {
        if (longs == longer.length) longer = Arrays.copyOf(longer, longs * 2);
        longer[longs++] = next - end + 1;
      }
      at = next;
    }
    int before = start < 0 || start >= to || from == 0 ? -1 : active.previousSetBit(from - 1);
    boolean counted = before >= 0 && accounted.nextClearBit(before) >= start;
    return new Distances(
        ones,
        Arrays.copyOf(longer, longs),
        counted ? before : -1,
        counted ? Math.min(start - before, DISTANCE_MAX) : 0);
  }

  /** Where all others are one minute. */
  private static int percentile(int[] longer, int longs, long all) {
    long rank = (long) Math.ceil(PERCENTILE * all); // from 1, of the distances in order
    long ones = all - longs;
    if (rank <= ones) return 1;
    Arrays.sort(longer, 0, longs);
    return longer[(int) (rank - ones - 1)];
  }

  /** Whether the source would usually have spoken around this minute. */
  boolean expected(int minute) {
    boolean known = false;
    for (int weeks = 1; weeks <= 2; weeks++) {
      int then = minute - weeks * WEEK;
      if (!isKnown(then)) continue;
      if (spoke(then)) return true;
      known = true;
    }
    if (known) return false;
    int yesterday = minute - DAY;
    return !isKnown(yesterday) || spoke(yesterday);
  }

  /** The source was there already, and most of the time around it was accounted for. */
  private boolean isKnown(int minute) {
    if (first < 0 || minute - AROUND < first) return false;
    int from = minute - AROUND;
    return accounted.get(from, from + 2 * AROUND).cardinality() >= AROUND;
  }

  private boolean spoke(int minute) {
    for (int from = minute - AROUND; from < minute + AROUND; from += HOUR) {
      int next = active.nextSetBit(Math.max(0, from));
      if (next < 0 || next >= from + HOUR) return false;
    }
    return true;
  }
}
