package jaruek.retention.store;

import jaruek.retention.record.IpAddress;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each source gave to one batch: frames, bytes, rows and rejections by reason. Kept per batch
 * and written into its manifest. At most {@link #SOURCES_MAX} sources; the rest is counted together
 * as "other".
 */
final class SourceCounts {
  static final int SOURCES_MAX = 4096;

  private static final String OTHER = "other";

  private final Map<String, Source> sources = new TreeMap<>();
  private IpAddress lastSource = IpAddress.UNSPECIFIED;
  private @Nullable Source last;

  /** What one source gave. */
  private static final class Source {
    final Map<String, Long> rejected = new TreeMap<>();
    long frames;
    long bytes;
    long rows;

    Map<String, Long> toMap() {
      Map<String, Long> map = new TreeMap<>(rejected);
      if (frames > 0) {
        map.put("frames", frames);
        map.put("bytes", bytes);
      }
      if (rows > 0) map.put("rows", rows);
      return map;
    }
  }

  void frame(IpAddress source, int bytes) {
    Source of = of(source);
    of.frames++;
    of.bytes += bytes;
  }

  void rows(IpAddress source, long rows) {
    if (rows > 0) of(source).rows += rows;
  }

  void rejected(IpAddress source, String reason) {
    of(source).rejected.merge("rejected." + reason, 1L, Long::sum);
  }

  /**
   * By source address, "local" for our own frames; the keys sorted, so that the same batch gives
   * the same manifest.
   */
  Map<String, Map<String, Long>> toMap() {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    sources.forEach((name, source) -> counts.put(name, source.toMap()));
    return counts;
  }

  private Source of(IpAddress source) {
    Source known = last;
    if (known != null && source.equals(lastSource)) return known;
    String name = source.equals(IpAddress.UNSPECIFIED) ? "local" : source.toString();
    if (!sources.containsKey(name) && sources.size() >= SOURCES_MAX) name = OTHER;
    known = sources.computeIfAbsent(name, n -> new Source());
    last = known;
    lastSource = source;
    return known;
  }
}
