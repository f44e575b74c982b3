package jaruek.collector.flow;

import java.util.Arrays;

/**
 * What options data said about sampling in one domain: an interval for all flows, and one for each
 * sampler (selector), input interface, template or line card. 0 is "not said" throughout.
 */
final class Sampling {
  /** A selector that no record names. */
  static final long NO_SELECTOR = -1;

  private static final int KIND_SHIFT = 56;
  private static final long INTERFACE = 1L << KIND_SHIFT;
  private static final long TEMPLATE = 2L << KIND_SHIFT;
  private static final long LINE_CARD = 3L << KIND_SHIFT;

  /** Two domains say different things: nothing is known of a third one. */
  private static final int AMBIGUOUS = -1;

  private final long[] keys;
  private final int[] intervals;
  private int size;
  private int forAll;
  private boolean scoped;

  Sampling(int keysMax) {
    keys = new long[keysMax];
    intervals = new int[keysMax];
  }

  /** A selector as a key; {@link #NO_SELECTOR} for one that cannot be. */
  static long selector(long id) {
    return id < 0 || id >= INTERFACE ? NO_SELECTOR : id;
  }

  /** The scope "interface" as a key. */
  static long ofInterface(long index) {
    return INTERFACE | (index & 0xffff_ffffL);
  }

  /** The scope "template" as a key. */
  static long ofTemplate(long id) {
    return TEMPLATE | (id & 0xffff);
  }

  /** The scope "line card" as a key. */
  static long ofLineCard(long id) {
    return LINE_CARD | (id & 0xffff_ffffL);
  }

  boolean isEmpty() {
    return size == 0 && forAll == 0;
  }

  /**
   * Remembers an interval.
   *
   * @param key a selector, a scope, or {@link #NO_SELECTOR} for all flows
   * @return whether the oldest key had to make room
   */
  boolean put(long key, int interval) {
    if (key == NO_SELECTOR) {
      forAll = interval;
      return false;
    }
    int known = indexOf(key);
    if (known >= 0) {
      intervals[known] = interval;
      return false;
    }
    boolean full = size == keys.length;
    if (full) {
      System.arraycopy(keys, 1, keys, 0, --size);
      System.arraycopy(intervals, 1, intervals, 0, size);
    }
    keys[size] = key;
    intervals[size++] = interval;
    scoped |= key >= INTERFACE;
    return full;
  }

  /** Adds what another domain said; what both say differently is no longer known. */
  void merge(Sampling other) {
    if (other.forAll != 0)
      forAll = forAll == 0 || forAll == other.forAll ? other.forAll : AMBIGUOUS;
    for (int i = 0; i < other.size; i++) {
      int known = indexOf(other.keys[i]);
      boolean same = known < 0 || intervals[known] == other.intervals[i];
      boolean _ = put(other.keys[i], same ? other.intervals[i] : AMBIGUOUS);
    }
  }

  /**
   * The interval of a flow: of the sampler it names; else of the interface it came in by, its
   * template, all flows; else the only one there is, for it can have gone through no other.
   *
   * @param selector as the flow names it, or {@link #NO_SELECTOR}
   * @param inputInterface negative if it names none
   */
  int intervalOf(long selector, long inputInterface, int templateId) {
    if (selector == 0) return Math.max(0, find(0));
    int found = selector == NO_SELECTOR ? 0 : find(selector);
    if (found == 0 && scoped) {
      if (inputInterface >= 0) found = find(ofInterface(inputInterface));
      if (found == 0) found = find(ofTemplate(templateId));
    }
    if (found == 0) found = forAll;
    if (found == 0 && selector == NO_SELECTOR) found = only();
    return Math.max(0, found);
  }

  private int only() {
    int only = 0;
    for (int i = 0; i < size; i++) {
      long kind = keys[i] & ~(INTERFACE - 1);
      if (kind == INTERFACE || kind == TEMPLATE) continue;
      if (only != 0 && only != intervals[i]) return 0;
      only = intervals[i];
    }
    return only;
  }

  private int find(long key) {
    int at = indexOf(key);
    return at < 0 ? 0 : intervals[at];
  }

  private int indexOf(long key) {
    for (int i = 0; i < size; i++) if (keys[i] == key) return i;
    return -1;
  }

  int forAll() {
    return forAll;
  }

  /** Keys in the order they were first heard of. */
  long[] keys() {
    return Arrays.copyOf(keys, size);
  }

  int[] intervals() {
    return Arrays.copyOf(intervals, size);
  }
}
