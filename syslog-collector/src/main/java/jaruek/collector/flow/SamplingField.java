package jaruek.collector.flow;

/** What the elements about sampling come to: one packet in so many. */
final class SamplingField {
  private SamplingField() {}

  /**
   * Of samplingInterval alone, or of samplingPacketInterval packets taken, then samplingPacketSpace
   * packets left out (RFC 5477 section 8.2).
   *
   * @return 0 if that says nothing
   */
  static long interval(long interval, long space) {
    if (interval <= 0 || space < 0 || space > Integer.MAX_VALUE) return 0;
    return space == 0 ? interval : Math.max(1, (interval + space) / interval);
  }
}
