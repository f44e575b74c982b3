package jaruek.collector.receive;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Who may send, and what is counted of each. The devices may be exchanged at any time. */
final class Admission {
  /** Unknown addresses remembered by name; those beyond it are counted together. */
  static final int REFUSED_ADDRESSES_MAX = 256;

  private final Telemetry telemetry;
  private final ConcurrentMap<IpAddress, LongAdder> refused = new ConcurrentHashMap<>();
  private volatile Sources sources;

  /**
   * What is counted of one device over one transport.
   *
   * @param received datagrams or messages
   * @param bytes theirs
   */
  record Counters(LongAdder received, LongAdder bytes) {}

  Admission(Sources sources, Telemetry telemetry) {
    this.sources = sources;
    this.telemetry = telemetry;
  }

  void replace(Sources other) {
    sources = other;
  }

  Sources sources() {
    return sources;
  }

  Map<IpAddress, Long> refused() {
    Map<IpAddress, Long> counts = new HashMap<>();
    refused.forEach((address, count) -> counts.put(address, count.sum()));
    return counts;
  }

  /** For one transport and one thread: the answers found last are at hand. */
  Desk desk(Transport transport) {
    return new Desk(transport);
  }

  private void refuse(IpAddress address) {
    LongAdder known = refused.get(address);
    if (known == null) {
      if (refused.size() >= REFUSED_ADDRESSES_MAX) address = IpAddress.UNSPECIFIED;
      known = refused.computeIfAbsent(address, a -> new LongAdder());
    }
    known.increment();
  }

  /** Not for several threads. */
  final class Desk {
    private static final int REMEMBERED_MAX = 4_096;

    private final Transport transport;
    private final LongAdder refusals;
    private final Map<IpAddress, Counters> admitted = new HashMap<>();
    private Sources seen = Sources.NONE;

    private Desk(Transport transport) {
      this.transport = transport;
      refusals =
          telemetry.counter(
              "collector.refused", "transport", transport.word(), "reason", "unknown-source");
    }

    /** The counters of the device with this address; null if it is unknown, which is counted. */
    @Nullable Counters admit(IpAddress address) {
      Sources now = sources;
      if (now != seen || admitted.size() >= REMEMBERED_MAX) {
        admitted.clear();
        seen = now;
      }
      Counters known = admitted.get(address);
      return known != null ? known : look(address, now);
    }

    private @Nullable Counters look(IpAddress address, Sources now) {
      String name = now.find(address).map(Source::name).orElse(null);
      if (name == null) {
        refusals.increment();
        refuse(address);
        return null;
      }
      Counters counters =
          new Counters(
              telemetry.counter(
                  "collector.received", "source", name, "transport", transport.word()),
              telemetry.counter("collector.bytes", "source", name, "transport", transport.word()));
      admitted.put(address, counters);
      return counters;
    }
  }
}
