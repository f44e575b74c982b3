package jaruek.collector.flow;

import java.util.Arrays;

/**
 * What options data said about sampling in one domain: an interval for all flows, and one for each
 * sampler (selector) that flows may name. 0 is "not said" throughout.
 */
final class Sampling {
  /** A selector that no record names. */
  static final long NO_SELECTOR = -1;

  private final long[] selectors;
  private final int[] intervals;
  private int size;
  private int forAll;

  Sampling(int selectorsMax) {
    selectors = new long[selectorsMax];
    intervals = new int[selectorsMax];
  }

  /**
   * Remembers an interval.
   *
   * @param selector {@link #NO_SELECTOR} for all flows
   * @return whether the oldest selector had to make room
   */
  boolean put(long selector, int interval) {
    if (selector == NO_SELECTOR) {
      forAll = interval;
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (selectors[i] == selector) {
        intervals[i] = interval;
        return false;
      }
    }
    boolean full = size == selectors.length;
    if (full) {
      System.arraycopy(selectors, 1, selectors, 0, --size);
      System.arraycopy(intervals, 1, intervals, 0, size);
    }
    selectors[size] = selector;
    intervals[size++] = interval;
    return full;
  }

  /**
   * The interval of a flow. One that names no sampler, where nothing was said for all and there is
   * only one sampler, went through that.
   *
   * @param selector as the flow names it, or {@link #NO_SELECTOR}
   */
  int intervalOf(long selector) {
    if (selector == NO_SELECTOR) {
      return forAll != 0 ? forAll : size == 1 ? intervals[0] : 0;
    }
    for (int i = 0; i < size; i++) if (selectors[i] == selector) return intervals[i];
    return selector == 0 ? 0 : forAll;
  }

  int forAll() {
    return forAll;
  }

  /** Selectors in the order they were first heard of. */
  long[] selectors() {
    return Arrays.copyOf(selectors, size);
  }

  int[] intervals() {
    return Arrays.copyOf(intervals, size);
  }
}
