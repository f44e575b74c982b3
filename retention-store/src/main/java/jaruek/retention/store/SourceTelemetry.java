package jaruek.retention.store;

import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What each source's frames became since the start: frames decoded, their bytes, rows, rejections
 * by reason. At most {@link #SOURCES_MAX} sources, and {@link #REASONS_MAX} reasons of each; the
 * rest is counted together as "other". Used by one thread.
 */
final class SourceTelemetry {
  private static final int SOURCES_MAX = 4096;
  private static final int REASONS_MAX = 16;
  private static final String OTHER = "other";

  private record Counters(LongAdder frames, LongAdder bytes, Map<Dataset, LongAdder> rows) {}

  /** One source's counters; its label. */
  private record Source(
      String label, Map<FrameKind, Counters> byKind, Map<String, LongAdder> rejected) {
    Source(String label) {
      this(label, new EnumMap<>(FrameKind.class), new HashMap<>());
    }
  }

  private final Telemetry telemetry;
  private final Map<IpAddress, Source> bySource = new HashMap<>();
  private final Source others = new Source(OTHER);
  private IpAddress lastAddress = IpAddress.UNSPECIFIED;
  private Source last = new Source("local");

  SourceTelemetry(Telemetry telemetry) {
    this.telemetry = telemetry;
    bySource.put(IpAddress.UNSPECIFIED, last);
  }

  void add(Frame frame) {
    Counters of = counters(of(frame.source()), frame.kind());
    of.frames.increment();
    of.bytes.add(frame.bytes().length);
  }

  /** Rows that this frame gave, or let others before it give. */
  void addRows(Frame frame, Dataset dataset, long rows) {
    Source source = of(frame.source());
    LongAdder known = counters(source, frame.kind()).rows.get(dataset);
    if (known == null) {
      known =
          telemetry.counter(
              "source.rows",
              "source",
              source.label,
              "kind",
              frame.kind().name().toLowerCase(Locale.ROOT),
              "dataset",
              dataset.word());
      counters(source, frame.kind()).rows.put(dataset, known);
    }
    known.add(rows);
  }

  void reject(IpAddress address, String reason) {
    Source of = of(address);
    LongAdder known = of.rejected.get(reason);
    if (known == null) {
      String word = of.rejected.size() < REASONS_MAX ? reason : OTHER;
      known = telemetry.counter("source.rejected", "source", of.label, "reason", word);
      if (of.rejected.size() < REASONS_MAX) of.rejected.put(reason, known);
    }
    known.increment();
  }

  private Source of(IpAddress address) {
    if (address.equals(lastAddress)) return last;
    Source known = bySource.get(address);
    if (known == null) {
      known = others;
      if (bySource.size() < SOURCES_MAX) {
        known = new Source(address.toString());
        bySource.put(address, known);
      }
    }
    lastAddress = address;
    last = known;
    return known;
  }

  private Counters counters(Source of, FrameKind kind) {
    Counters known = of.byKind.get(kind);
    if (known != null) return known;
    String word = kind.name().toLowerCase(Locale.ROOT);
    Counters counters =
        new Counters(
            telemetry.counter("source.frames", "source", of.label, "kind", word),
            telemetry.counter("source.bytes", "source", of.label, "kind", word),
            new EnumMap<>(Dataset.class));
    of.byKind.put(kind, counters);
    return counters;
  }
}
