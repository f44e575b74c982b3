package jaruek.collector.flow;

import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every exporter with its domains, and the limits on what is kept of them. */
final class ExporterTable {
  /** The label of exporters beyond the first so many that were ever heard: counted together. */
  static final String OTHERS = "other";

  private final Telemetry telemetry;
  private final FlowLimits limits;
  // In order of use: the first is the one unheard for longest.
  private final LinkedHashMap<IpAddress, Exporter> exporters = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<IpAddress> labelled = new HashSet<>();
  private int templateBytes;
  private int pendingWeight;

  ExporterTable(Telemetry telemetry, FlowLimits limits) {
    this.telemetry = telemetry;
    this.limits = limits;
  }

  FlowLimits limits() {
    return limits;
  }

  boolean isEmpty() {
    return exporters.isEmpty();
  }

  /** Those unheard for longest first. */
  Collection<Exporter> exporters() {
    return exporters.values();
  }

  /** The exporter at this address, new if it was not known; it is now the latest heard. */
  Exporter exporter(IpAddress address, RowSink rows) {
    Exporter known = exporters.get(address);
    if (known != null) return known;
    if (exporters.size() >= limits.exportersMax()) {
      Iterator<Exporter> eldest = exporters.values().iterator();
      forget(eldest.next(), rows);
      eldest.remove();
      reached("exporters");
    }
    return exporter(address);
  }

  /** The same where there is room for sure. */
  Exporter exporter(IpAddress address) {
    return exporters.computeIfAbsent(address, a -> new Exporter(a, label(a), telemetry));
  }

  /** Invented senders must not use up the series of all. */
  private String label(IpAddress address) {
    if (!labelled.contains(address)) {
      if (labelled.size() >= limits.exportersMax()) return OTHERS;
      labelled.add(address);
    }
    return address.toString();
  }

  private void forget(Exporter exporter, RowSink rows) {
    for (Domain domain : exporter.domains().values()) templateBytes -= domain.templateBytes();
    while (!exporter.pending().isEmpty()) giveUpOldest(exporter, rows);
  }

  /** The exporter's domain, new if it was not known; it is now the latest heard. */
  Domain domain(Exporter exporter, FlowVersion version, int id, int sender) {
    boolean shared =
        !exporter.shared().isEmpty()
            && exporter.shared().contains(Exporter.domainKey(version, id, Domain.ANY_PORT));
    int port = shared ? sender : Domain.ANY_PORT;
    Long key = Exporter.domainKey(version, id, port);
    Domain known = exporter.domains().get(key);
    if (known != null) return known;
    if (exporter.domains().size() >= limits.domainsPerExporterMax()) {
      Iterator<Domain> eldest = exporter.domains().values().iterator();
      templateBytes -= eldest.next().templateBytes();
      eldest.remove();
      exporter.samplingChanged();
      reached("domains");
    }
    Domain domain = new Domain(version, id, port, limits, exporter.domainCounts(version, id));
    exporter.domains().put(key, domain);
    return domain;
  }

  /**
   * Keeps a template, in place of one with its number.
   *
   * @return whether there was room
   */
  boolean install(Domain domain, Template template) {
    Map<Integer, Template> templates = domain.templates();
    remove(domain, template.id());
    if (templateBytes + template.definition().length > limits.templateBytesMax()) {
      reached("template-bytes");
      return false;
    }
    if (templates.size() >= limits.templatesPerDomainMax()) {
      remove(domain, templates.keySet().iterator().next());
      reached("templates");
    }
    templates.put(template.id(), template);
    templateBytes += template.definition().length;
    return true;
  }

  /**
   * Tells the senders of a domain apart by their ports from now on, for they use its numbers for
   * different templates: several exporters behind one address. What was announced is forgotten, as
   * nobody knows by whom.
   *
   * @return the domain of this sender; the old one where there is no room for more of these
   */
  Domain split(Exporter exporter, Domain domain, int sender) {
    if (exporter.shared().size() >= limits.domainsPerExporterMax()) {
      reached("shared-domains");
      return domain;
    }
    long key = Exporter.domainKey(domain.version(), domain.id(), Domain.ANY_PORT);
    templateBytes -= domain.templateBytes();
    exporter.domains().remove(key);
    exporter.shared().add(key);
    exporter.samplingChanged();
    return domain(exporter, domain.version(), domain.id(), sender);
  }

  /** Drops the template with this number, if there is one. */
  void remove(Domain domain, int templateId) {
    Template old = domain.templates().remove(templateId);
    if (old != null) templateBytes -= old.definition().length;
  }

  /** Drops all templates for flows, or all for options. */
  void removeAll(Domain domain, boolean options) {
    Iterator<Map.Entry<Integer, Template>> entries = domain.templates().entrySet().iterator();
    while (entries.hasNext()) {
      Template template = entries.next().getValue();
      if (template.options() != options) continue;
      templateBytes -= template.definition().length;
      entries.remove();
    }
  }

  /**
   * Keeps a set until its template comes. What is beyond the exporter's own limits takes the place
   * of its oldest; where all exporters together are at the limit, sets too old are given up first,
   * then those of the exporter that holds most, so that a flooding one starves no other.
   */
  void keep(Exporter exporter, PendingSet set, RowSink rows) {
    exporter.undecodable().increment();
    while (!exporter.pending().isEmpty()
        && (exporter.pending().size() >= limits.pendingSetsPerExporterMax()
            || exporter.pendingWeight() + set.weight() > limits.pendingBytesPerExporterMax())) {
      giveUpOldest(exporter, rows);
      reached("pending");
    }
    if (pendingWeight + set.weight() > limits.pendingBytesMax()) makeRoom(exporter, set, rows);
    if (set.weight() > limits.pendingBytesPerExporterMax()
        || pendingWeight + set.weight() > limits.pendingBytesMax()) {
      reached("pending");
      rejectGivenUp(exporter, set, rows);
      return;
    }
    add(exporter, set);
  }

  private void makeRoom(Exporter exporter, PendingSet set, RowSink rows) {
    for (Exporter each : exporters.values()) expire(each, set.receivedAtMillis(), rows);
    while (pendingWeight + set.weight() > limits.pendingBytesMax()) {
      Exporter most = exporter;
      for (Exporter each : exporters.values()) {
        if (each.pendingWeight() > most.pendingWeight()) most = each;
      }
      if (most.pending().isEmpty()) return;
      if (most != exporter && most.pendingWeight() < exporter.pendingWeight() + set.weight()) {
        most = exporter.pending().isEmpty() ? most : exporter;
      }
      giveUpOldest(most, rows);
      reached("pending");
    }
  }

  /** Without counting it as new: it was when it came. */
  void add(Exporter exporter, PendingSet set) {
    exporter.add(set);
    pendingWeight += set.weight();
  }

  /** Gives up the sets whose template did not come in time. */
  void expire(Exporter exporter, long nowMillis, RowSink rows) {
    PendingSet oldest;
    while ((oldest = exporter.pending().peekFirst()) != null
        && nowMillis - oldest.receivedAtMillis() > limits.pendingAgeMillisMax()) {
      giveUpOldest(exporter, rows);
    }
  }

  /** Takes out the oldest set that waits for this template; null if none does. */
  @Nullable PendingSet take(Exporter exporter, Domain domain, int templateId) {
    for (PendingSet set : exporter.pending()) {
      if (set.waitsFor(domain, templateId)) {
        exporter.remove(set);
        pendingWeight -= set.weight();
        return set;
      }
    }
    return null;
  }

  private void giveUpOldest(Exporter exporter, RowSink rows) {
    PendingSet oldest = exporter.removeOldest();
    pendingWeight -= oldest.weight();
    rejectGivenUp(exporter, oldest, rows);
  }

  private static void rejectGivenUp(Exporter exporter, PendingSet set, RowSink rows) {
    rows.reject(
        new Rejected(
            set.version().word(),
            "no-template",
            "exporter %s domain %s template %d frame %d: %d bytes given up"
                .formatted(
                    exporter.address(),
                    Integer.toUnsignedString(set.domainId()),
                    set.templateId(),
                    set.position(),
                    set.bytes().length)));
  }

  void reached(String limit) {
    telemetry.counter("flow.limit.reached", "limit", limit).increment();
  }
}
