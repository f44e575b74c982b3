package jaruek.collector.flow;

/**
 * What natEvent's numbers (element 230, RFC 8158 section 4.3) say about the time after them. Older
 * Junos numbers sessions, bindings and blocks by the draft that came before the RFC; in both, the
 * even numbers from 4 on that have addresses open something and the odd ones close it, so the
 * number is stored as it came and nothing has to be guessed. Where the RFC gives 12 to exhausted
 * ports there is no translation in the record, and a missing end does no harm.
 */
final class NatEvents {
  /** NAT44 and NAT64 sessions and bindings, addresses, blocks of ports; and the historic create. */
  private static final long OPENING =
      1L << 1 | 1L << 4 | 1L << 6 | 1L << 8 | 1L << 10 | 1L << 12 | 1L << 14 | 1L << 16;

  private NatEvents() {}

  /** Whether what it tells of holds from then on. */
  static boolean opens(long event) {
    return event > 0 && event < Long.SIZE && (OPENING >>> event & 1) != 0;
  }
}
