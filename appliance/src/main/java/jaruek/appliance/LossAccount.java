package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.appliance.admin.Device;
import jaruek.appliance.admin.DeviceKind;
import jaruek.appliance.admin.DeviceSnapshot;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** For each source of logs, what came and what became of it since the start of this process. */
final class LossAccount {
  /**
   * From counter name to its place in the account, where the label "source" is the device's name.
   */
  private static final Map<String, String> BY_NAME =
      Map.of(
          "collector.received", "received",
          "collector.bytes", "bytes",
          "collector.dropped", "dropped",
          "collector.lost", "lost");

  /** The same where the label is an address. */
  private static final Map<String, String> BY_ADDRESS =
      Map.of(
          "source.frames", "decoded",
          "source.rows", "rows",
          "source.rejected", "rejected",
          "flow.sequence.gap", "sequenceGaps",
          "flow.sequence.restart", "exporterRestarts",
          "flow.clock.jump", "clockJumps");

  /** What vendor formats made of its lines. */
  private static final Map<String, String> BY_RECOGNITION =
      Map.of("known", "linesKnown", "partly", "linesPartly", "not", "linesNotKnown");

  private final Telemetry telemetry;
  private final Map<String, Map<String, Long>> byDevice = new HashMap<>();
  private final Map<IpAddress, Map<String, Long>> byAddress = new HashMap<>();
  private final Map<IpAddress, Long> clocks = new TreeMap<>();

  LossAccount(Telemetry telemetry) {
    this.telemetry = telemetry;
    telemetry.counters(this::take);
    telemetry.gauges(
        (series, value) -> {
          if (series.name().equals("flow.clock.offset.millis")) {
            IpAddress.parse(series.labels().get(1)).ifPresent(a -> clocks.put(a, value));
          }
        });
  }

  private static boolean isRadius(List<String> labels) {
    int kind = labels.indexOf("kind");
    return kind >= 0 && labels.get(kind + 1).equals("identity");
  }

  private void take(Telemetry.Series series, long value) {
    List<String> labels = series.labels();
    if (labels.size() < 2 || isRadius(labels)) return; // RADIUS is no source of logs
    String label = labels.get(1);
    String ofDevice = BY_NAME.get(series.name());
    if (ofDevice != null) {
      byDevice.computeIfAbsent(label, n -> new HashMap<>()).merge(ofDevice, value, Long::sum);
    }
    String ofAddress =
        series.name().equals("syslog.lines") && labels.size() == 4
            ? BY_RECOGNITION.get(labels.get(3))
            : BY_ADDRESS.get(series.name());
    Optional<IpAddress> address = ofAddress == null ? Optional.empty() : IpAddress.parse(label);
    if (ofAddress != null && address.isPresent()) {
      byAddress
          .computeIfAbsent(address.get(), a -> new HashMap<>())
          .merge(ofAddress, value, Long::sum);
    }
  }

  /**
   * Datagrams that the kernel dropped because a socket's buffer was full, by listener: nobody knows
   * whose they were.
   */
  ObjectNode kernelDrops() {
    ObjectNode drops = JsonNodeFactory.instance.objectNode();
    drops(telemetry).forEach(drops::put);
    return drops;
  }

  /** The same by listener. */
  static Map<String, Long> drops(Telemetry telemetry) {
    Map<String, Long> drops = new TreeMap<>();
    telemetry.gauges(
        (series, value) -> {
          if (series.name().equals("collector.kernel.drops"))
            drops.merge(series.labels().get(1), value, Long::sum);
        });
    return drops;
  }

  /** The least receive buffer that the kernel gave a socket, in bytes; empty without sockets. */
  static OptionalLong leastBuffer(Telemetry telemetry) {
    List<Long> buffers = new ArrayList<>();
    telemetry.gauges(
        (series, value) -> {
          if (series.name().equals("collector.receive.buffer.bytes")) buffers.add(value);
        });
    return buffers.stream().mapToLong(Long::longValue).min();
  }

  /** What came from addresses that are no source. */
  long refused() {
    return telemetry.sum("collector.refused");
  }

  /** One object for each source of logs. */
  ArrayNode of(DeviceSnapshot devices) {
    ArrayNode sources = JsonNodeFactory.instance.arrayNode();
    for (Device device : devices.devices()) {
      if (!device.kinds().contains(DeviceKind.LOG)) continue;
      ObjectNode source = sources.addObject();
      source.put("name", device.name()).put("address", device.address().toString());
      Map<String, Long> counts = new HashMap<>(byDevice.getOrDefault(device.name(), Map.of()));
      byAddress.forEach(
          (address, of) -> {
            Optional<Device> owner = devices.source(address);
            if (owner.isPresent() && owner.get().equals(device)) {
              of.forEach((name, value) -> counts.merge(name, value, Long::sum));
            }
          });
      for (String name :
          List.of(
              "received",
              "bytes",
              "dropped",
              "lost",
              "decoded",
              "rows",
              "rejected",
              "sequenceGaps",
              "exporterRestarts",
              "linesKnown",
              "linesPartly",
              "linesNotKnown",
              "clockJumps")) {
        source.put(name, counts.getOrDefault(name, 0L));
      }
      clocks.forEach(
          (address, offset) -> {
            if (devices.source(address).filter(device::equals).isPresent()) {
              source.put("clockOffsetMillis", offset);
            }
          });
    }
    return sources;
  }
}
