package jaruek.collector.receive;

import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.HashMap;
import java.util.Map;

/** How many TCP connections are open, in all and of each address. */
final class Connections {
  private final int max;
  private final int perAddressMax;
  private final Telemetry telemetry;
  private final Map<IpAddress, Integer> open = new HashMap<>();
  private int total;

  Connections(int max, int perAddressMax, Telemetry telemetry) {
    this.max = max;
    this.perAddressMax = perAddressMax;
    this.telemetry = telemetry;
    telemetry.gauge("collector.connections", this::total);
  }

  /** Whether there is room for one more; if not, that is counted. */
  synchronized boolean enter(IpAddress address) {
    int ofAddress = open.getOrDefault(address, 0);
    if (total >= max || ofAddress >= perAddressMax) {
      telemetry
          .counter(
              "collector.connections.refused", "reason", total >= max ? "limit" : "address-limit")
          .increment();
      return false;
    }
    open.put(address, ofAddress + 1);
    total++;
    return true;
  }

  synchronized void leave(IpAddress address) {
    total--;
    open.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
  }

  synchronized int total() {
    return total;
  }
}
