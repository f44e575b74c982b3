package jaruek.collector.flow;

import java.util.concurrent.atomic.LongAdder;

/**
 * Finds gaps in one domain's sequence numbers. NetFlow v5 counts flows, v9 and sFlow datagrams,
 * IPFIX data records; all wrap at 2³².
 *
 * <p>A number below the expected one is a datagram that was overtaken (a little below: counted as
 * late, since it was counted as a gap before) or the exporter's restart (further below, or its
 * uptime went back too). A jump ahead by more than {@link #GAP_MAX} is a restart as well: no
 * exporter loses so many and stays the same.
 */
final class Sequence {
  /** The widest gap believed, in the version's unit. */
  static final int GAP_MAX = 10_000_000;

  /** How far back a late one may be: 64 datagrams, or the records these can hold. */
  static final int LATE_DATAGRAMS_MAX = 64;

  static final int LATE_RECORDS_MAX = 64 * 30;

  /** Uptime that goes back further than a late datagram's. */
  private static final int RESTART_MILLIS = 10_000;

  private boolean known;
  private int next;
  private int uptime;

  /** Takes a datagram's number in, and counts what it shows. */
  void take(FlowVersion version, int number, int units, int newUptime, Counts counts) {
    int ahead = number - next;
    if (known && ahead != 0) {
      if (ahead < 0 && isLate(version, -ahead, newUptime)) {
        counts.late().add(units);
        return;
      }
      if (ahead > 0 && ahead <= GAP_MAX) counts.gap().add(ahead);
      else counts.restart().increment();
    }
    known = true;
    next = number + units;
    uptime = newUptime;
  }

  /** Forgets what to expect: the datagram held records that could not be counted. */
  void lose() {
    known = false;
  }

  private boolean isLate(FlowVersion version, int behind, int newUptime) {
    if (uptime - newUptime > RESTART_MILLIS) return false;
    return behind > 0
        && behind <= (countsDatagrams(version) ? LATE_DATAGRAMS_MAX : LATE_RECORDS_MAX);
  }

  private static boolean countsDatagrams(FlowVersion version) {
    return version == FlowVersion.NETFLOW9 || version == FlowVersion.SFLOW5;
  }

  boolean known() {
    return known;
  }

  int next() {
    return next;
  }

  int uptime() {
    return uptime;
  }

  void restore(boolean wasKnown, int oldNext, int oldUptime) {
    known = wasKnown;
    next = oldNext;
    uptime = oldUptime;
  }

  /**
   * One exporter's counters.
   *
   * @param gap {@code flow.sequence.gap}: lost or late, in the version's unit
   * @param late {@code flow.sequence.late}: of these, came after all (or twice)
   * @param restart {@code flow.sequence.restart}: numbering began anew
   */
  record Counts(LongAdder gap, LongAdder late, LongAdder restart) {}
}
