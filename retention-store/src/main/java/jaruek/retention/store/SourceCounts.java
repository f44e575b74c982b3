package jaruek.retention.store;

import jaruek.retention.record.IpAddress;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each source gave to one batch: frames, bytes, rows and rejections by reason. Kept per batch
 * and written into its manifest. At most {@link #SOURCES_MAX} sources; the rest is counted together
 * as "other".
 */
final class SourceCounts {
  static final int SOURCES_MAX = 4096;

  private static final String OTHER = "other";

  private final Map<String, Map<String, Long>> counts = new TreeMap<>();
  private IpAddress lastSource = IpAddress.UNSPECIFIED;
  private Map<String, Long> last = Map.of();

  void frame(IpAddress source, int bytes) {
    Map<String, Long> of = of(source);
    add(of, "frames", 1);
    add(of, "bytes", bytes);
  }

  void rows(IpAddress source, long rows) {
    if (rows > 0) add(of(source), "rows", rows);
  }

  void rejected(IpAddress source, String reason) {
    add(of(source), "rejected." + reason, 1);
  }

  /**
   * By source address, "local" for our own frames; the keys sorted, so that the same batch gives
   * the same manifest.
   */
  Map<String, Map<String, Long>> toMap() {
    return counts;
  }

  private Map<String, Long> of(IpAddress source) {
    if (!last.isEmpty() && source.equals(lastSource)) return last;
    String name = source.equals(IpAddress.UNSPECIFIED) ? "local" : source.toString();
    if (!counts.containsKey(name) && counts.size() >= SOURCES_MAX) name = OTHER;
    last = counts.computeIfAbsent(name, n -> new TreeMap<>());
    lastSource = source;
    return last;
  }

  private static void add(Map<String, Long> to, String key, long by) {
    to.merge(key, by, Long::sum);
  }
}
