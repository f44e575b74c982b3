package jaruek.retention.coverage;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came from one source in one span of time, and what became of it.
 *
 * @param received datagrams, messages or RADIUS events
 * @param bytes theirs
 * @param gap sequence numbers that were left out by flow exporters: flows (NetFlow v5), datagrams
 *     (v9) or records (IPFIX)
 * @param late of those left out before, what came after all
 * @param restarts times an exporter began to number anew
 * @param rejected what could not be decoded, by reason
 * @param terms what else was counted; none of them 0
 * @param domains by observation domain ({@code netflow9/1}), what its numbers say and what came, by
 *     term; at most {@link #DOMAINS_MAX} told apart
 * @param clock the exporter's; null if it says no time
 */
public record SourceCount(
    long received,
    long bytes,
    long gap,
    long late,
    long restarts,
    SortedMap<String, Long> rejected,
    Map<SourceTerm, Long> terms,
    SortedMap<String, SortedMap<String, Long>> domains,
    @Nullable ExporterClock clock) {
  /** Nothing. */
  public static final SourceCount NONE = new SourceCount(0, 0, 0, 0, 0, new TreeMap<>());

  /** The most reasons told apart; what is beyond is added to "other". */
  public static final int REASONS_MAX = 32;

  /** The most domains told apart; what is beyond is added to its version's "other". */
  public static final int DOMAINS_MAX = 8;

  /** The most terms of a domain. */
  static final int DOMAIN_TERMS_MAX = 16;

  /** The name of what is not told apart. */
  static final String OTHER = "other";

  /** Copies the maps. */
  public SourceCount {
    rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
    EnumMap<SourceTerm, Long> counted = new EnumMap<>(SourceTerm.class);
    terms.forEach(
        (term, value) -> {
          if (value != 0) counted.put(term, value);
        });
    terms = Collections.unmodifiableMap(counted);
    TreeMap<String, SortedMap<String, Long>> each = new TreeMap<>();
    domains.forEach((name, of) -> each.put(name, Collections.unmodifiableSortedMap(of)));
    domains = Collections.unmodifiableSortedMap(each);
  }

  /** Without what is told by term, domain and clock. */
  public SourceCount(
      long received,
      long bytes,
      long gap,
      long late,
      long restarts,
      SortedMap<String, Long> rejected) {
    this(received, bytes, gap, late, restarts, rejected, Map.of(), new TreeMap<>(), null);
  }

  /** One term only. */
  public static SourceCount of(SourceTerm term, long value) {
    return new SourceCount(
        0, 0, 0, 0, 0, new TreeMap<>(), Map.of(term, value), new TreeMap<>(), null);
  }

  /** One term of one domain only. */
  public static SourceCount ofDomain(String domain, String term, long value) {
    TreeMap<String, SortedMap<String, Long>> one = new TreeMap<>();
    one.put(domain, new TreeMap<>(Map.of(term, value)));
    return new SourceCount(0, 0, 0, 0, 0, new TreeMap<>(), Map.of(), one, null);
  }

  /** A clock only. */
  public static SourceCount of(ExporterClock clock) {
    return new SourceCount(0, 0, 0, 0, 0, new TreeMap<>(), Map.of(), new TreeMap<>(), clock);
  }

  /** How much of this, 0 for none. */
  public long of(SourceTerm term) {
    return terms.getOrDefault(term, 0L);
  }

  /** Rows of all datasets. */
  public long rows() {
    return of(SourceTerm.TRAFFIC) + of(SourceTerm.IDENTITY) + of(SourceTerm.MESSAGES);
  }

  /** Rejections of every reason. */
  public long rejections() {
    long sum = 0;
    for (long value : rejected.values()) sum += value;
    return sum;
  }

  /**
   * Received and not decoded within the span, where neither dropped nor lost; negative where the
   * span decoded what came before it.
   */
  public long waiting() {
    return received
        - of(SourceTerm.DROPPED)
        - of(SourceTerm.LOST)
        - of(SourceTerm.KILLED)
        - of(SourceTerm.DECODED);
  }

  /** Whether anything was counted; a clock alone is nothing. */
  public boolean isNothing() {
    return received == 0
        && bytes == 0
        && gap == 0
        && late == 0
        && restarts == 0
        && rejected.isEmpty()
        && terms.isEmpty()
        && domains.isEmpty();
  }

  /** The same without its domains, which take the most room. */
  SourceCount withoutDomains() {
    if (domains.isEmpty()) return this;
    return new SourceCount(
        received, bytes, gap, late, restarts, rejected, terms, new TreeMap<>(), clock);
  }

  /** Both together; what comes is the later one. */
  public SourceCount plus(SourceCount more) {
    TreeMap<String, Long> reasons = new TreeMap<>(rejected);
    more.rejected.forEach(
        (reason, value) -> {
          boolean fits = reasons.containsKey(reason) || reasons.size() < REASONS_MAX;
          reasons.merge(fits ? reason : OTHER, value, Long::sum);
        });
    EnumMap<SourceTerm, Long> sums = new EnumMap<>(SourceTerm.class);
    sums.putAll(terms);
    more.terms.forEach((term, value) -> sums.merge(term, value, Long::sum));
    return new SourceCount(
        received + more.received,
        bytes + more.bytes,
        gap + more.gap,
        late + more.late,
        restarts + more.restarts,
        reasons,
        sums,
        domains(more),
        clock == null ? more.clock : more.clock == null ? clock : clock.then(more.clock));
  }

  private SortedMap<String, SortedMap<String, Long>> domains(SourceCount more) {
    if (more.domains.isEmpty()) return domains;
    if (domains.isEmpty() && more.domains.size() <= DOMAINS_MAX) return more.domains;
    TreeMap<String, SortedMap<String, Long>> all = new TreeMap<>(domains);
    more.domains.forEach(
        (name, of) -> {
          String key = all.containsKey(name) || all.size() < DOMAINS_MAX ? name : beyond(name);
          TreeMap<String, Long> sums = new TreeMap<>(all.getOrDefault(key, new TreeMap<>()));
          of.forEach((term, value) -> sums.merge(term, value, Long::sum));
          all.put(key, sums);
        });
    return all;
  }

  /** One for each version, so at most a few more. */
  private static String beyond(String domain) {
    int slash = domain.indexOf('/');
    return (slash < 0 ? "" : domain.substring(0, slash + 1)) + OTHER;
  }
}
