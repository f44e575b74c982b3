package jaruek.collector.flow;

import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.atomic.LongAdder;

/** One exporter: its domains and the sets that wait for a template, oldest first. */
final class Exporter {
  private final IpAddress address;
  // In order of use: the first is the one unheard for longest.
  private final LinkedHashMap<Long, Domain> domains = new LinkedHashMap<>(4, 0.75f, true);
  private final ArrayDeque<PendingSet> pending = new ArrayDeque<>();
  private final Sequence.Counts counts;
  private final LongAdder withoutBootTime;
  private final Map<FlowVersion, Sampling> everywhere = new EnumMap<>(FlowVersion.class);
  private int pendingWeight;
  private boolean sampled;

  Exporter(IpAddress address, Telemetry telemetry) {
    this.address = address;
    String label = address.toString();
    this.counts =
        new Sequence.Counts(
            telemetry.counter("flow.sequence.gap", "exporter", label),
            telemetry.counter("flow.sequence.late", "exporter", label),
            telemetry.counter("flow.sequence.restart", "exporter", label));
    this.withoutBootTime = telemetry.counter("flow.time.no.boot", "exporter", label);
  }

  IpAddress address() {
    return address;
  }

  SequencedMap<Long, Domain> domains() {
    return domains;
  }

  /** To be changed through {@link #add} and {@link #remove} only. */
  ArrayDeque<PendingSet> pending() {
    return pending;
  }

  int pendingWeight() {
    return pendingWeight;
  }

  void add(PendingSet set) {
    pending.addLast(set);
    pendingWeight += set.weight();
  }

  PendingSet removeOldest() {
    PendingSet oldest = pending.removeFirst();
    pendingWeight -= oldest.weight();
    return oldest;
  }

  void remove(PendingSet set) {
    pending.remove(set);
    pendingWeight -= set.weight();
  }

  /** A domain's sampling was described anew, or a domain is gone. */
  void samplingChanged() {
    everywhere.clear();
    sampled = true;
  }

  /**
   * The sampling interval of a flow, 0 if nobody said. Where its own domain never spoke of
   * sampling, the others are asked: several routers describe their samplers under another source id
   * than their line cards' flows.
   */
  int interval(Domain domain, long selector, long inputInterface, int templateId) {
    return sampled ? heard(domain, selector, inputInterface, templateId) : 0;
  }

  private int heard(Domain domain, long selector, long inputInterface, int templateId) {
    Sampling own = domain.sampling();
    Sampling known = own.isEmpty() ? elsewhere(domain.version()) : own;
    return known.intervalOf(selector, inputInterface, templateId);
  }

  private Sampling elsewhere(FlowVersion version) {
    Sampling known = everywhere.get(version);
    if (known != null) return known;
    Sampling merged = new Sampling(FlowLimits.STANDARD.selectorsPerDomainMax());
    for (Domain domain : domains.values()) {
      if (domain.version() == version) merged.merge(domain.sampling());
    }
    everywhere.put(version, merged);
    return merged;
  }

  Sequence.Counts counts() {
    return counts;
  }

  /** Records whose uptime-relative times had no boot time to stand on. */
  LongAdder withoutBootTime() {
    return withoutBootTime;
  }

  static long domainKey(FlowVersion version, int domainId) {
    return (long) version.number() << 32 | (domainId & 0xffff_ffffL);
  }
}
