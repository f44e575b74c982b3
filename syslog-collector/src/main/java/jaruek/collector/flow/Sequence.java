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
  private boolean uncertain;
  private int next;
  private int uptime;

  /**
   * Takes a datagram's number in, and counts what it shows.
   *
   * @param units counted in the datagram
   * @param more whether it held more that could not be counted: then the next number shows how much
   */
  void take(
      FlowVersion version,
      int number,
      int units,
      boolean more,
      int newUptime,
      Counts counts,
      DomainCounts domain) {
    int ahead = number - next;
    if ((known || uncertain) && ahead != 0) {
      if (ahead < 0 && isLate(version, -ahead, newUptime)) {
        counts.late().add(units);
        domain.add(DomainCounts.Term.LATE, units);
        return;
      }
      if (ahead > 0 && ahead <= GAP_MAX) {
        domain.add(DomainCounts.Term.SAID, ahead);
        domain.add(known ? DomainCounts.Term.GAP : DomainCounts.Term.UNCOUNTED, ahead);
        if (known) counts.gap().add(ahead);
      } else {
        counts.restart().increment();
        domain.add(DomainCounts.Term.RESTARTS, 1);
      }
    }
    domain.add(DomainCounts.Term.SAID, units);
    known = !more;
    uncertain = more;
    next = number + units;
    uptime = newUptime;
  }

  private boolean isLate(FlowVersion version, int behind, int newUptime) {
    if (uptime - newUptime > RESTART_MILLIS) return false;
    return behind > 0
        && behind <= (countsDatagrams(version) ? LATE_DATAGRAMS_MAX : LATE_RECORDS_MAX);
  }

  private static boolean countsDatagrams(FlowVersion version) {
    return version == FlowVersion.NETFLOW9 || version == FlowVersion.SFLOW5;
  }

  /** 0: never heard; 1: the next number is known; 2: it is at least so much. */
  int state() {
    return known ? 1 : uncertain ? 2 : 0;
  }

  int next() {
    return next;
  }

  int uptime() {
    return uptime;
  }

  void restore(int state, int oldNext, int oldUptime) {
    known = state == 1;
    uncertain = state == 2;
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
