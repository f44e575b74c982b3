package jaruek.collector.flow;

import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Exporters' clocks against ours. Of each minute the greatest difference counts (export time less
 * received time), for delays and a header of whole seconds only make it smaller; from minute to
 * minute it shows the drift. A difference that changes by {@link #JUMP_MILLIS} at once is a jump.
 *
 * <p>Published for the first {@link #CLOCKS_MAX} exporters, by address: the gauges {@code
 * flow.clock.offset.millis} and {@code flow.clock.drift.ppm} and the counter {@code
 * flow.clock.jump}. Nothing that is decoded depends on it, so it is no part of the state.
 */
final class ExporterClocks {
  static final int CLOCKS_MAX = 1_024;

  /** More than a datagram is late, and than a header of whole seconds is short. */
  static final long JUMP_MILLIS = 5_000;

  private static final long SPAN_MILLIS = 60_000;

  /** Drift needs some time to show behind a header of whole seconds. */
  private static final long DRIFT_MILLIS_MIN = 10 * 60_000;

  private final Telemetry telemetry;
  private final Map<IpAddress, Clock> clocks = new HashMap<>();
  private IpAddress lastExporter = IpAddress.UNSPECIFIED;
  private @Nullable Clock lastClock;

  /** One exporter's. Read by other threads through its gauges. */
  private static final class Clock {
    final LongAdder jumps;
    volatile long offsetMillis;
    volatile long driftPpm;
    private long spanFrom;
    private long spanOffset;
    private long baseAt;
    private long baseOffset;
    private boolean based;

    Clock(LongAdder jumps, long receivedAt, long offset) {
      this.jumps = jumps;
      offsetMillis = offset;
      begin(receivedAt, offset);
    }

    private void begin(long receivedAt, long offset) {
      spanFrom = receivedAt;
      spanOffset = offset;
    }

    void take(long receivedAt, long offset) {
      if (Math.abs(offset - spanOffset) >= JUMP_MILLIS) {
        jumps.increment();
        based = false;
        driftPpm = 0;
        offsetMillis = offset;
        begin(receivedAt, offset);
      } else if (receivedAt - spanFrom >= SPAN_MILLIS || receivedAt < spanFrom) {
        close();
        begin(receivedAt, offset);
      } else if (offset > spanOffset) {
        spanOffset = offset;
        offsetMillis = offset;
      }
    }

    private void close() {
      offsetMillis = spanOffset;
      if (!based) {
        based = true;
        baseAt = spanFrom;
        baseOffset = spanOffset;
        return;
      }
      long since = spanFrom - baseAt;
      if (since >= DRIFT_MILLIS_MIN) driftPpm = (spanOffset - baseOffset) * 1_000_000 / since;
    }
  }

  ExporterClocks(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  void take(IpAddress exporter, long receivedAtMillis, long exportMillis) {
    long offset = exportMillis - receivedAtMillis;
    Clock clock = exporter.equals(lastExporter) ? lastClock : clocks.get(exporter);
    if (clock == null) clock = add(exporter, receivedAtMillis, offset);
    else clock.take(receivedAtMillis, offset);
    lastExporter = exporter;
    lastClock = clock;
  }

  private @Nullable Clock add(IpAddress exporter, long receivedAtMillis, long offset) {
    if (clocks.size() >= CLOCKS_MAX) {
      telemetry.counter("flow.limit.reached", "limit", "clocks").increment();
      return null;
    }
    String label = exporter.toString();
    LongAdder jumps = telemetry.counter("flow.clock.jump", "exporter", label);
    Clock clock = new Clock(jumps, receivedAtMillis, offset);
    clocks.put(exporter, clock);
    telemetry.gauge("flow.clock.offset.millis", () -> clock.offsetMillis, "exporter", label);
    telemetry.gauge("flow.clock.drift.ppm", () -> clock.driftPpm, "exporter", label);
    return clock;
  }
}
