package jaruek.retention.store;

import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What each source's frames became since the start: frames decoded, rows, rejections. At most
 * {@link #SOURCES_MAX} sources; the rest is counted together as "other".
 */
final class SourceTelemetry {
  private static final int SOURCES_MAX = 4096;

  private record Counters(LongAdder frames, LongAdder rows, LongAdder rejected) {}

  private final Telemetry telemetry;
  private final Map<IpAddress, Counters> bySource = new HashMap<>();
  private IpAddress lastSource = IpAddress.UNSPECIFIED;
  private Counters last;

  SourceTelemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
    this.last = counters("local");
    bySource.put(IpAddress.UNSPECIFIED, last);
  }

  void add(IpAddress source, long rows) {
    Counters of = of(source);
    of.frames.increment();
    of.rows.add(rows);
  }

  void reject(IpAddress source) {
    of(source).rejected.increment();
  }

  private Counters of(IpAddress source) {
    if (source.equals(lastSource)) return last;
    Counters known = bySource.get(source);
    if (known == null) {
      boolean full = bySource.size() >= SOURCES_MAX;
      known = counters(full ? "other" : source.toString());
      if (!full) bySource.put(source, known);
    }
    lastSource = source;
    last = known;
    return known;
  }

  private Counters counters(String source) {
    return new Counters(
        telemetry.counter("source.frames", "source", source),
        telemetry.counter("source.rows", "source", source),
        telemetry.counter("source.rejected", "source", source));
  }
}
