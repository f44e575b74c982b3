package jaruek.appliance;

import jaruek.appliance.admin.Device;
import jaruek.appliance.admin.DeviceSnapshot;
import jaruek.retention.coverage.SourceCount;
import jaruek.retention.coverage.SourceName;
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
      Set.of("source.rejected", "flow.sequence.gap", "flow.sequence.late", "flow.sequence.restart");

  /** In a replay these stand for {@link #RECEIVING}, which a crash took along. */
  static final Set<String> REPLAYING = Set.of("source.frames", "source.bytes");

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

  /** The counts by source, as the devices are now; nothing of our own frames. */
  static SortedMap<SourceName, SourceCount> bySource(
      Map<Series, Long> counts, DeviceSnapshot devices) {
    SortedMap<SourceName, SourceCount> sources = new TreeMap<>();
    counts.forEach(
        (series, value) -> {
          if (value == 0) return;
          source(series, devices)
              .ifPresent(source -> sources.merge(source, count(series, value), SourceCount::plus));
        });
    return sources;
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

  private static SourceCount count(Series series, long value) {
    SortedMap<String, Long> none = SourceCount.NONE.rejected();
    return switch (series.name()) {
      case "collector.received", RadiusRecorder.RECORDED, "source.frames" ->
          new SourceCount(value, 0, 0, 0, 0, none);
      case "collector.bytes", RadiusRecorder.RECORDED_BYTES, "source.bytes" ->
          new SourceCount(0, value, 0, 0, 0, none);
      case "flow.sequence.gap" -> new SourceCount(0, 0, value, 0, 0, none);
      case "flow.sequence.late" -> new SourceCount(0, 0, 0, value, 0, none);
      case "flow.sequence.restart" -> new SourceCount(0, 0, 0, 0, value, none);
      case "collector.dropped", "collector.lost", "source.rejected" ->
          new SourceCount(0, 0, 0, 0, 0, new TreeMap<>(Map.of(label(series, "reason"), value)));
      default -> SourceCount.NONE;
    };
  }

  private static String label(Series series, String key) {
    List<String> labels = series.labels();
    for (int i = 0; i + 1 < labels.size(); i += 2) {
      if (labels.get(i).equals(key)) return labels.get(i + 1);
    }
    return "";
  }
}
