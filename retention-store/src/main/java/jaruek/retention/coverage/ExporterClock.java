package jaruek.retention.coverage;

/**
 * An exporter's clock against ours.
 *
 * @param offsetMillis its time less ours, at last
 * @param leastMillis the least offset
 * @param mostMillis the greatest
 * @param driftPpm how fast it goes beside ours, parts in a million, at last
 */
public record ExporterClock(long offsetMillis, long leastMillis, long mostMillis, long driftPpm) {
  /** One measurement. */
  public static ExporterClock at(long offsetMillis, long driftPpm) {
    return new ExporterClock(offsetMillis, offsetMillis, offsetMillis, driftPpm);
  }

  /** With a later one. */
  ExporterClock then(ExporterClock later) {
    return new ExporterClock(
        later.offsetMillis,
        Math.min(leastMillis, later.leastMillis),
        Math.max(mostMillis, later.mostMillis),
        later.driftPpm);
  }
}
