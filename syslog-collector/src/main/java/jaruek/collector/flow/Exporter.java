package jaruek.collector.flow;

import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** One exporter: its domains and the sets that wait for a template, oldest first. */
final class Exporter {
  private final IpAddress address;
  private final String label;
  // In order of use: the first is the one unheard for longest.
  private final LinkedHashMap<Long, Domain> domains = new LinkedHashMap<>(4, 0.75f, true);
  private final Set<Long> shared = new LinkedHashSet<>();
  private final ArrayDeque<PendingSet> pending = new ArrayDeque<>();
  private final Sequence.Counts counts;
  private final LongAdder withoutBootTime;
  private final LongAdder withoutTime;
  private final LongAdder undecodable;
  private final LongAdder decodedLate;
  private final LongAdder optionsRecords;
  private final LongAdder reverseRows;
  private final LongAdder skippedSamples;
  private final Telemetry telemetry;
  private final Map<String, DomainCounts> domainCounts = new HashMap<>();
  private final Map<FlowVersion, Sampling> everywhere = new EnumMap<>(FlowVersion.class);
  private int pendingWeight;
  private boolean sampled;

  /**
   * @param label under which it is counted: its address, or that of all beyond a limit
   */
  Exporter(IpAddress address, String label, Telemetry telemetry) {
    this.address = address;
    this.label = label;
    this.telemetry = telemetry;
    this.counts =
        new Sequence.Counts(
            telemetry.counter("flow.sequence.gap", "exporter", label),
            telemetry.counter("flow.sequence.late", "exporter", label),
            telemetry.counter("flow.sequence.restart", "exporter", label));
    this.withoutBootTime = telemetry.counter("flow.time.no.boot", "exporter", label);
    this.withoutTime = telemetry.counter("flow.time.none", "exporter", label);
    this.undecodable = telemetry.counter("flow.sets.undecodable", "exporter", label);
    this.decodedLate = telemetry.counter("flow.sets.late", "exporter", label);
    this.optionsRecords = telemetry.counter("flow.records.options", "exporter", label);
    this.reverseRows = telemetry.counter("flow.rows.reverse", "exporter", label);
    this.skippedSamples = telemetry.counter("flow.records.skipped", "exporter", label);
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

  /** Records without any time. */
  LongAdder withoutTime() {
    return withoutTime;
  }

  /** Data sets whose template was not there when they came. */
  LongAdder undecodable() {
    return undecodable;
  }

  /** Of these, those decoded when it came. */
  LongAdder decodedLate() {
    return decodedLate;
  }

  /** Data records about the exporter itself, which make no row. */
  LongAdder optionsRecords() {
    return optionsRecords;
  }

  /** Rows of the answering half of two-way flows: the second of one record. */
  LongAdder reverseRows() {
    return reverseRows;
  }

  /** sFlow samples that make no row: counters, and what enterprises add. */
  LongAdder skippedSamples() {
    return skippedSamples;
  }

  /** The counters of one domain; of all of a version beyond the first few. */
  DomainCounts domainCounts(FlowVersion version, int id) {
    String name = version.word() + "/" + Integer.toUnsignedString(id);
    DomainCounts known = domainCounts.get(name);
    if (known != null) return known;
    boolean beyond = domainCounts.size() >= DomainCounts.DOMAINS_MAX;
    if (beyond || label.equals(ExporterTable.OTHERS)) name = version.word() + "/other";
    return domainCounts.computeIfAbsent(name, n -> new DomainCounts(telemetry, label, n));
  }

  /** Domains that several senders behind this address use for different things. */
  Set<Long> shared() {
    return shared;
  }

  static long domainKey(FlowVersion version, int domainId, int port) {
    return (long) port << 40 | (long) version.number() << 32 | (domainId & 0xffff_ffffL);
  }
}
