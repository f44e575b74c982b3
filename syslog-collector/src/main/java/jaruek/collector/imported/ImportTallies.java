package jaruek.collector.imported;

import jaruek.collector.vendor.Recognition;
import jaruek.retention.record.Dataset;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the items of the latest files, as their decoding gets along: for the end of an
 * import, not for the store. Any thread may call.
 */
public final class ImportTallies {
  /** More than are imported at once. */
  private static final int FILES_MAX = 16;

  private static final int REASONS_MAX = 32;
  private static final String OTHER = "other";

  private final Map<Long, Tally> byFile =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Tally> eldest) {
          return size() > FILES_MAX;
        }
      };

  /** Counts of one item or one file. */
  public static final class Tally {
    private final Map<Dataset, Long> rows = new EnumMap<>(Dataset.class);
    private final Map<Recognition, Long> lines = new EnumMap<>(Recognition.class);
    private final SortedMap<String, Long> rejected = new TreeMap<>();
    private long fromMillis = Long.MAX_VALUE;
    private long toMillis = Long.MIN_VALUE;
    private long items;
    private long withoutTemplate;

    void row(Dataset dataset) {
      rows.merge(dataset, 1L, Long::sum);
    }

    void recognised(Recognition how) {
      lines.merge(how, 1L, Long::sum);
    }

    void rejected(String reason) {
      rejected.merge(
          rejected.size() < REASONS_MAX || rejected.containsKey(reason) ? reason : OTHER,
          1L,
          Long::sum);
    }

    void withoutTemplate(long more) {
      withoutTemplate += more;
    }

    void at(long millis) {
      fromMillis = Math.min(fromMillis, millis);
      toMillis = Math.max(toMillis, millis);
    }

    private void add(Tally more) {
      more.rows.forEach((dataset, count) -> rows.merge(dataset, count, Long::sum));
      more.lines.forEach((how, count) -> lines.merge(how, count, Long::sum));
      withoutTemplate += more.withoutTemplate;
      more.rejected.forEach((reason, count) -> rejected.merge(reason, count, Long::sum));
      fromMillis = Math.min(fromMillis, more.fromMillis);
      toMillis = Math.max(toMillis, more.toMillis);
    }

    private Tally copy() {
      Tally copy = new Tally();
      copy.add(this);
      copy.items = items;
      return copy;
    }

    /** Rows of this dataset. */
    public long rows(Dataset dataset) {
      return rows.getOrDefault(dataset, 0L);
    }

    /** Rows of all datasets. */
    public long rows() {
      return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Lines that vendor formats knew so well. */
    public long lines(Recognition how) {
      return lines.getOrDefault(how, 0L);
    }

    /** Data sets whose template did not come. */
    public long withoutTemplate() {
      return Math.max(0, withoutTemplate);
    }

    /** By reason. */
    public SortedMap<String, Long> rejected() {
      return rejected;
    }

    /** The earliest time a device told of; {@link Long#MAX_VALUE} if there was none. */
    public long fromMillis() {
      return fromMillis;
    }

    /** The latest. */
    public long toMillis() {
      return toMillis;
    }

    /** How many items are decoded. */
    public long items() {
      return items;
    }
  }

  synchronized void add(long file, Tally tally) {
    Tally all = byFile.computeIfAbsent(file, f -> new Tally());
    all.add(tally);
    all.items++;
  }

  /** What is known of this file now. */
  public synchronized Tally of(long file) {
    Tally known = byFile.get(file);
    return known == null ? new Tally() : known.copy();
  }
}
