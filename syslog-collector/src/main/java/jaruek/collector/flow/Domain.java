package jaruek.collector.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * An observation domain of one exporter and version: its templates, samplers, clock and sequence.
 * (NetFlow v5: the engine; v9: the source id.)
 */
final class Domain {
  /** One sender's, or of several that agree. */
  static final int ANY_PORT = 0;

  private final FlowVersion version;
  private final int id;
  private final int port;
  // In order of announcement: the first is the one announced longest ago.
  private final LinkedHashMap<Integer, Template> templates = new LinkedHashMap<>();
  private final Sampling sampling;
  private final Sequence sequence = new Sequence();
  private final DomainCounts counts;
  private long systemInitMillis;

  /**
   * @param port of its sender; {@link #ANY_PORT} unless several at one address disagree
   */
  Domain(FlowVersion version, int id, int port, FlowLimits limits, DomainCounts counts) {
    this.counts = counts;
    this.port = port;
    this.version = version;
    this.id = id;
    this.sampling = new Sampling(limits.selectorsPerDomainMax());
  }

  FlowVersion version() {
    return version;
  }

  /** Observation domain id, 32 bits unsigned. */
  int id() {
    return id;
  }

  int port() {
    return port;
  }

  @Nullable Template template(int templateId) {
    return templates.get(templateId);
  }

  /** Templates by number, that announced longest ago first. */
  SequencedMap<Integer, Template> templates() {
    return templates;
  }

  Sampling sampling() {
    return sampling;
  }

  Sequence sequence() {
    return sequence;
  }

  DomainCounts counts() {
    return counts;
  }

  /** When the exporter started, epoch milliseconds; 0 if it never said. */
  long systemInitMillis() {
    return systemInitMillis;
  }

  void systemInitMillis(long millis) {
    systemInitMillis = millis;
  }

  /** Bytes of its template definitions. */
  int templateBytes() {
    int bytes = 0;
    for (Map.Entry<Integer, Template> entry : templates.entrySet()) {
      bytes += entry.getValue().definition().length;
    }
    return bytes;
  }
}
