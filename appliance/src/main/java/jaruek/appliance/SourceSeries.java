package jaruek.appliance;

import jaruek.appliance.admin.Device;
import jaruek.appliance.admin.DeviceSnapshot;
import jaruek.retention.coverage.ExporterClock;
import jaruek.retention.coverage.SourceCount;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.coverage.SourceTerm;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import jaruek.retention.telemetry.Telemetry.Series;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of the telemetry's counters tell something of a source, and which source's they are: those
 * of the receivers are labelled with the device's name, those behind the journal with an address.
 */
final class SourceSeries {
  /** Counted where something is received. */
  static final Set<String> RECEIVING =
      Set.of(
          "collector.received",
          "collector.bytes",
          "collector.dropped",
          "collector.lost",
          RadiusRecorder.RECORDED,
          RadiusRecorder.RECORDED_BYTES);

  /** Counted where frames are decoded; a restart counts what it decodes again once more. */
  static final Set<String> DECODING =
      Set.of(
          "source.frames",
          "source.bytes",
          "source.rows",
          "source.rejected",
          "syslog.lines",
          "flow.sequence.gap",
          "flow.sequence.late",
          "flow.sequence.restart",
          "flow.domain",
          "flow.sets.undecodable",
          "flow.sets.late",
          "flow.records.options",
          "flow.records.skipped",
          "flow.rows.reverse",
          "flow.time.no.boot",
          "flow.time.none",
          "flow.clock.jump");

  private static final Map<String, SourceTerm> TERMS =
      Map.of(
          "collector.dropped", SourceTerm.DROPPED,
          "collector.lost", SourceTerm.LOST,
          "flow.sets.undecodable", SourceTerm.UNDECODABLE,
          "flow.sets.late", SourceTerm.DECODED_LATE,
          "flow.records.options", SourceTerm.OPTIONS,
          "flow.records.skipped", SourceTerm.SKIPPED,
          "flow.rows.reverse", SourceTerm.REVERSE,
          "flow.time.no.boot", SourceTerm.UNTIMED,
          "flow.time.none", SourceTerm.TIMELESS,
          "flow.clock.jump", SourceTerm.CLOCK_JUMPS);

  private static final Map<String, SourceTerm> LINES =
      Map.of(
          "known", SourceTerm.LINES_KNOWN,
          "partly", SourceTerm.LINES_PARTLY,
          "not", SourceTerm.LINES_NOT);

  private static final Map<String, SourceTerm> ROWS =
      Map.of(
          Dataset.TRAFFIC.word(), SourceTerm.TRAFFIC,
          Dataset.IDENTITY.word(), SourceTerm.IDENTITY,
          Dataset.MESSAGES.word(), SourceTerm.MESSAGES);

  private static final String OPERATION = "operation";
  private static final String IDENTITY = "identity";

  private SourceSeries() {}

  /** The present values of the counters with these names. */
  static Map<Series, Long> values(Telemetry telemetry, Set<String> names) {
    Map<Series, Long> values = new HashMap<>();
    telemetry.counters(
        (series, value) -> {
          if (names.contains(series.name()) && value != 0) values.put(series, value);
        });
    return values;
  }

  /** What was added between two readings. */
  static Map<Series, Long> since(Map<Series, Long> before, Map<Series, Long> now) {
    Map<Series, Long> added = new HashMap<>();
    now.forEach(
        (series, value) -> {
          long by = value - before.getOrDefault(series, 0L);
          if (by > 0) added.put(series, by);
        });
    return added;
  }

  /**
   * The counts by source, as the devices are now; nothing of our own frames.
   *
   * @param replayed whether the frames decoded stand for those received, too, whose counters a
   *     crash took along
   */
  static SortedMap<SourceName, SourceCount> bySource(
      Map<Series, Long> counts, DeviceSnapshot devices, boolean replayed) {
    SortedMap<SourceName, SourceCount> sources = new TreeMap<>();
    counts.forEach(
        (series, value) -> {
          if (value == 0) return;
          SourceCount count = count(series, value, replayed);
          if (count.isNothing()) return;
          source(series, devices)
              .ifPresent(source -> sources.merge(source, count, SourceCount::plus));
        });
    return sources;
  }

  /** The exporters' clocks by source. */
  static SortedMap<SourceName, ExporterClock> clocks(Telemetry telemetry, DeviceSnapshot devices) {
    Map<String, Long> offsets = new HashMap<>();
    Map<String, Long> drifts = new HashMap<>();
    telemetry.gauges(
        (series, value) -> {
          if (series.name().equals("flow.clock.offset.millis"))
            offsets.put(series.labels().get(1), value);
          if (series.name().equals("flow.clock.drift.ppm"))
            drifts.put(series.labels().get(1), value);
        });
    SortedMap<SourceName, ExporterClock> clocks = new TreeMap<>();
    offsets.forEach(
        (exporter, offset) -> {
          Optional<IpAddress> address = IpAddress.parse(exporter);
          if (address.isEmpty()) return;
          ExporterClock clock = ExporterClock.at(offset, drifts.getOrDefault(exporter, 0L));
          clocks.merge(source(address.get(), devices), clock, SourceSeries::furthest);
        });
    return clocks;
  }

  /** Of several exporters behind one source, the one furthest off. */
  private static ExporterClock furthest(ExporterClock one, ExporterClock other) {
    return Math.abs(one.offsetMillis()) >= Math.abs(other.offsetMillis()) ? one : other;
  }

  private static Optional<SourceName> source(Series series, DeviceSnapshot devices) {
    List<String> labels = series.labels();
    if (labels.size() < 2) return Optional.empty();
    String label = labels.get(1);
    if (series.name().startsWith("collector.")) return Optional.of(SourceName.log(label));
    Optional<IpAddress> address = IpAddress.parse(label);
    if (address.isEmpty()) return Optional.empty();
    String kind = label(series, "kind");
    if (kind.equals(OPERATION)) return Optional.empty();
    boolean radius = kind.equals(IDENTITY) || series.name().startsWith("radius.");
    return Optional.of(radius ? client(address.get(), devices) : source(address.get(), devices));
  }

  private static SourceName client(IpAddress address, DeviceSnapshot devices) {
    return SourceName.radius(
        devices.client(address).map(Device::name).orElseGet(address::toString));
  }

  private static SourceName source(IpAddress address, DeviceSnapshot devices) {
    return SourceName.log(devices.source(address).map(Device::name).orElseGet(address::toString));
  }

  private static SourceCount count(Series series, long value, boolean replayed) {
    SortedMap<String, Long> none = SourceCount.NONE.rejected();
    return switch (series.name()) {
      case "collector.received", RadiusRecorder.RECORDED ->
          new SourceCount(value, 0, 0, 0, 0, none);
      case "source.frames" ->
          SourceCount.of(SourceTerm.DECODED, value)
              .plus(new SourceCount(replayed ? value : 0, 0, 0, 0, 0, none));
      case "collector.bytes", RadiusRecorder.RECORDED_BYTES ->
          new SourceCount(0, value, 0, 0, 0, none);
      case "source.bytes" -> new SourceCount(0, replayed ? value : 0, 0, 0, 0, none);
      case "source.rows" -> term(ROWS.get(label(series, "dataset")), value);
      case "syslog.lines" -> term(LINES.get(label(series, "recognised")), value);
      case "flow.domain" ->
          SourceCount.ofDomain(label(series, "domain"), label(series, "term"), value);
      case "flow.sequence.gap" -> new SourceCount(0, 0, value, 0, 0, none);
      case "flow.sequence.late" -> new SourceCount(0, 0, 0, value, 0, none);
      case "flow.sequence.restart" -> new SourceCount(0, 0, 0, 0, value, none);
      case "source.rejected" ->
          new SourceCount(0, 0, 0, 0, 0, new TreeMap<>(Map.of(label(series, "reason"), value)));
      default -> term(TERMS.get(series.name()), value);
    };
  }

  private static SourceCount term(@Nullable SourceTerm term, long value) {
    return term == null ? SourceCount.NONE : SourceCount.of(term, value);
  }

  private static String label(Series series, String key) {
    List<String> labels = series.labels();
    for (int i = 0; i + 1 < labels.size(); i += 2) {
      if (labels.get(i).equals(key)) return labels.get(i + 1);
    }
    return "";
  }
}
