package jaruek.retention.coverage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The appliance's signs of life in the order they were journalled, and the down-time between them.
 * In that order, not by time: the clock may have been set.
 *
 * <p>At most {@link #SIGNS_MAX}; what is beyond is not looked at.
 */
final class Signs {
  /** Two signs of life further apart than this have a gap between them. */
  static final long SILENCE_MILLIS = Duration.ofSeconds(90).toMillis();

  /** A year of minutes, with two signs each. */
  static final int SIGNS_MAX = 1_200_000;

  enum Kind {
    START,
    STOP,
    ALIVE,
    /** The clock was set at this time, which is of the clock before, by so much. */
    STEP,
    /** Found by a restart: until here the run before had recorded. */
    REPLAYED
  }

  private long[] frames = new long[1024];
  private long[] times = new long[1024];
  private long[] steps = new long[1024];
  private Kind[] kinds = new Kind[1024];
  private int size;
  private boolean sorted = true;

  void add(long frame, long atMillis, Kind kind, long stepMillis) {
    if (size >= SIGNS_MAX) return;
    if (size == frames.length) grow();
    sorted &= size == 0 || frames[size - 1] <= frame;
    frames[size] = frame;
    times[size] = atMillis;
    steps[size] = stepMillis;
    kinds[size++] = kind;
  }

  private void grow() {
    int length = frames.length * 2;
    frames = Arrays.copyOf(frames, length);
    times = Arrays.copyOf(times, length);
    steps = Arrays.copyOf(steps, length);
    kinds = Arrays.copyOf(kinds, length);
  }

  private void sort() {
    if (sorted) return;
    record Sign(long frame, long atMillis, long stepMillis, Kind kind) {}
    Sign[] order = new Sign[size];
    for (int i = 0; i < size; i++) order[i] = new Sign(frames[i], times[i], steps[i], kinds[i]);
    Arrays.sort(order, Comparator.comparingLong(Sign::frame)); // stable
    for (int i = 0; i < size; i++) {
      frames[i] = order[i].frame;
      times[i] = order[i].atMillis;
      steps[i] = order[i].stepMillis;
      kinds[i] = order[i].kind;
    }
    sorted = true;
  }

  /** All down-time up to the end of time, in journal order; clock steps forward among it. */
  List<Gap> downs(long nowMillis) {
    sort();
    Reading reading = new Reading();
    for (int i = 0; i < size; i++) reading.take(kinds[i], times[i], steps[i]);
    return reading.end(nowMillis);
  }

  /** One way through the signs. */
  private static final class Reading {
    private final List<Gap> gaps = new ArrayList<>();
    private boolean known;
    private boolean running;
    private long last;

    void take(Kind kind, long at, long step) {
      switch (kind) {
        case START -> {
          gap(at, running ? Gap.CRASHED : Gap.STOPPED);
          running = true;
          see(at);
        }
        case STOP -> {
          alive(at);
          running = false;
        }
        case ALIVE -> alive(at);
        case STEP -> step(at, step);
        case REPLAYED -> replayed(at);
      }
    }

    private void alive(long at) {
      if (!running || at - last > SILENCE_MILLIS) gap(at, running ? Gap.NO_SIGN : Gap.STOPPED);
      running = true;
      see(at);
    }

    private void see(long at) {
      known = true;
      last = at;
    }

    private void gap(long to, String detail) {
      long from = known ? last : Long.MIN_VALUE;
      if (from >= to) return;
      gaps.add(new Gap(GapKind.DOWN, null, from, to, 0, known ? detail : Gap.BEFORE));
    }

    private void step(long at, long by) {
      Gap newest = gaps.isEmpty() ? null : gaps.getLast();
      boolean seenBefore = // a sign of the clock as it is now came before the account that tells
          newest != null
              && newest.detail().equals(Gap.NO_SIGN)
              && newest.touches(at, at + by)
              && newest.toMillis() - at >= by;
      if (seenBefore) gaps.removeLast();
      else alive(at);
      if (by > 0) gaps.add(new Gap(GapKind.CLOCK_STEP, null, at, at + by, 0, ""));
      if (!seenBefore) see(at + by);
    }

    private void replayed(long to) {
      Gap newest = gaps.isEmpty() ? null : gaps.getLast();
      if (newest != null && newest.detail().equals(Gap.CRASHED) && newest.contains(to)) {
        gaps.set(gaps.size() - 1, newest.between(to, newest.toMillis()));
      }
    }

    List<Gap> end(long now) {
      boolean fresh = running && now - last <= SILENCE_MILLIS;
      if (!fresh) gap(Long.MAX_VALUE, running ? Gap.NO_SIGN : Gap.STOPPED);
      return gaps;
    }
  }
}
