package jaruek.collector.receive;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may send, how much, and what is counted of each. The devices may be exchanged at any time.
 */
final class Admission {
  /** Unknown addresses remembered by name; those beyond it are counted together. */
  static final int REFUSED_ADDRESSES_MAX = 256;

  private final Telemetry telemetry;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<IpAddress, LongAdder> refused = new ConcurrentHashMap<>();
  private volatile Known known;

  /** The sources with what they have left to send; those whose limit stays keep their buckets. */
  private static final class Known {
    final Sources sources;
    final Map<String, Buckets> buckets;

    Known(Sources sources, Map<String, Buckets> buckets) {
      this.sources = sources;
      this.buckets = buckets;
    }
  }

  private record Buckets(RateLimit limit, TokenBucket messages, TokenBucket bytes) {
    static Buckets of(RateLimit limit, long nowNanos) {
      return new Buckets(
          limit,
          new TokenBucket(limit.messagesPerSecond(), nowNanos),
          new TokenBucket(limit.bytesPerSecond(), nowNanos));
    }
  }

  /** What is known of one device over one transport. */
  final class Admitted {
    final Source source;
    private final Buckets buckets;
    private final boolean limited;
    private final LongAdder received;
    private final LongAdder bytes;
    private final LongAdder dropped;
    private final LongAdder lost;

    private Admitted(Source source, Buckets buckets, Transport transport) {
      this.source = source;
      this.buckets = buckets;
      limited = !source.limit().equals(RateLimit.NONE);
      received = counter("collector.received", transport);
      bytes = counter("collector.bytes", transport);
      dropped = reasoned("collector.dropped", transport, "rate-limit");
      lost = reasoned("collector.lost", transport, "journal");
    }

    private LongAdder counter(String name, Transport transport) {
      return telemetry.counter(name, "source", source.name(), "transport", transport.word());
    }

    private LongAdder reasoned(String name, Transport transport, String reason) {
      return telemetry.counter(
          name, "source", source.name(), "transport", transport.word(), "reason", reason);
    }

    /** Counts a datagram; false if it is over the source's limit, which is counted, too. */
    boolean take(int length) {
      received.increment();
      bytes.add(length);
      if (!limited) return true;
      long now = nanoTime.getAsLong();
      if (buckets.messages().has(1, now) && buckets.bytes().has(length, now)) {
        buckets.messages().take(1, now);
        buckets.bytes().take(length, now);
        return true;
      }
      dropped.increment();
      return false;
    }

    /** Counts a message of a stream; its sender must wait so many nanoseconds for the next. */
    long takeAnyway(int length) {
      received.increment();
      bytes.add(length);
      if (!limited) return 0;
      long now = nanoTime.getAsLong();
      return Math.max(buckets.messages().take(1, now), buckets.bytes().take(length, now));
    }

    /** One that came could not be journalled, and nobody has it any more. */
    void lost() {
      lost.increment();
    }
  }

  Admission(Sources sources, Telemetry telemetry) {
    this(sources, telemetry, System::nanoTime);
  }

  Admission(Sources sources, Telemetry telemetry, LongSupplier nanoTime) {
    this.telemetry = telemetry;
    this.nanoTime = nanoTime;
    known = known(sources, Map.of());
  }

  synchronized void replace(Sources other) {
    known = known(other, known.buckets);
  }

  private Known known(Sources sources, Map<String, Buckets> before) {
    long now = nanoTime.getAsLong();
    return new Known(
        sources,
        sources.all().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Source::name,
                    source -> {
                      Buckets kept = before.get(source.name());
                      return kept != null && kept.limit().equals(source.limit())
                          ? kept
                          : Buckets.of(source.limit(), now);
                    },
                    (first, second) -> first)));
  }

  Sources sources() {
    return known.sources;
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
    LongAdder count = refused.get(address);
    if (count == null) {
      if (refused.size() >= REFUSED_ADDRESSES_MAX) address = IpAddress.UNSPECIFIED;
      count = refused.computeIfAbsent(address, a -> new LongAdder());
    }
    count.increment();
  }

  /** Not for several threads. */
  final class Desk {
    private static final int REMEMBERED_MAX = 4_096;

    private final Transport transport;
    private final LongAdder refusals;
    private final Map<IpAddress, Admitted> admitted = new HashMap<>();
    private @Nullable Known seen;

    private Desk(Transport transport) {
      this.transport = transport;
      refusals =
          telemetry.counter(
              "collector.refused", "transport", transport.word(), "reason", "unknown-source");
    }

    /** The device with this address; null if it is unknown, which is counted. */
    @Nullable Admitted admit(IpAddress address) {
      Known now = known;
      if (now != seen || admitted.size() >= REMEMBERED_MAX) {
        admitted.clear();
        seen = now;
      }
      Admitted device = admitted.get(address);
      return device != null ? device : look(address, now);
    }

    private @Nullable Admitted look(IpAddress address, Known now) {
      Source source = now.sources.find(address).orElse(null);
      Buckets buckets = source == null ? null : now.buckets.get(source.name());
      if (source == null || buckets == null) {
        refusals.increment();
        refuse(address);
        return null;
      }
      Admitted device = new Admitted(source, buckets, transport);
      admitted.put(address, device);
      return device;
    }
  }
}
