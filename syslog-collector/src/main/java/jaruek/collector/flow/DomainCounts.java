package jaruek.collector.flow;

import jaruek.retention.telemetry.Telemetry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the datagrams of one observation domain held and what their numbers say they should have:
 * {@code flow.domain} by exporter, domain and term. Always
 *
 * <pre>said + late = gap + uncounted + cut + counted</pre>
 *
 * where counted is {@link Term#RECORDS} (NetFlow v5, IPFIX) or {@link Term#DATAGRAMS} (NetFlow v9,
 * sFlow), the unit the version numbers by.
 */
final class DomainCounts {
  /** Domains of one exporter told apart; those beyond are counted together, by version. */
  static final int DOMAINS_MAX = 8;

  private final Telemetry telemetry;
  private final String exporter;
  private final String domain;
  private final Map<Term, LongAdder> counters = new EnumMap<>(Term.class);

  /** What is counted. */
  enum Term {
    /** How far the exporter's numbers went, the first datagram's own units included. */
    SAID,
    /** Units left out. */
    GAP,
    /** Units in datagrams that came behind later ones, or twice. */
    LATE,
    /** Times the numbers began anew. */
    RESTARTS,
    /** Units the numbers say were in a datagram whose records could not be counted. */
    UNCOUNTED,
    /** Records a NetFlow v5 header says that its datagram does not hold. */
    CUT,
    /** Datagrams. */
    DATAGRAMS,
    /** Data records read when they came, those about the exporter included. */
    RECORDS,
    /** Data records read when their template came. */
    RECORDSLATE;

    /** Lower case. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param domain {@code ipfix/1}, or {@code ipfix/other}
   */
  DomainCounts(Telemetry telemetry, String exporter, String domain) {
    this.telemetry = telemetry;
    this.exporter = exporter;
    this.domain = domain;
  }

  void add(Term term, long count) {
    if (count == 0) return;
    LongAdder counter = counters.get(term);
    if (counter == null) {
      counter =
          telemetry.counter(
              "flow.domain", "exporter", exporter, "domain", domain, "term", term.word());
      counters.put(term, counter);
    }
    counter.add(count);
  }
}
