package jaruek.retention.duckdb;

import jaruek.retention.record.IpAddress;

/**
 * The text of addresses seen lately: flows name few exporters, few translated addresses and, in the
 * order they are stored, one source after the other. At most {@link #SLOTS}; a newer one takes the
 * slot. Used by one thread.
 */
final class AddressTexts {
  static final int SLOTS = 4096;

  private final long[] highs = new long[SLOTS];
  private final long[] lows = new long[SLOTS];
  private final byte[][] texts = new byte[SLOTS][];

  byte[] of(long high, long low) {
    long mixed = (high * 31 + low) * 0x9e37_79b9_7f4a_7c15L;
    int slot = (int) (mixed >>> 32) & SLOTS - 1;
    byte[] known = texts[slot];
    if (known != null && highs[slot] == high && lows[slot] == low) return known;
    byte[] text = IpAddress.utf8(high, low);
    highs[slot] = high;
    lows[slot] = low;
    texts[slot] = text;
    return text;
  }
}
