package jaruek.retention.coverage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came in one span of time, usually a minute, as an {@value #ACTION} operation tells it.
 *
 * <p>Design note: the span stands in the account itself, by the clock that the records of that span
 * were stamped with. When the clock is set, the span before ends at the old clock's time and the
 * next begins at the new one's, so what was counted belongs to the minutes its records say.
 *
 * @param fromMillis the span's beginning
 * @param toMillis its end; not before the beginning, and at most {@link #SPAN_MILLIS_MAX} after it
 * @param stepMillis by how much the clock was set at the span's end; 0 if it was not
 * @param replayed whether a restart found these in the journal: they came before the stop
 * @param sources by source; none of them {@link SourceCount#isNothing nothing}
 * @param others how many more sources there were, not told apart
 * @param other what came from those
 * @param drops datagrams that the kernel dropped, by listener
 * @param refused what came from addresses that are no source
 * @param decodedTo the place in the journal up to which decoded frames are told by this account and
 *     those before; -1 in one that was written before accounts had it
 * @param waiting by source, how many were received and not yet decoded, dropped or lost at the end,
 *     by all accounts since the process started; those of whom there is something
 */
public record MinuteAccount(
    long fromMillis,
    long toMillis,
    long stepMillis,
    boolean replayed,
    SortedMap<SourceName, SourceCount> sources,
    int others,
    SourceCount other,
    SortedMap<String, Long> drops,
    long refused,
    long decodedTo,
    SortedMap<SourceName, Long> waiting) {
  /** The action of an operation that holds an account. */
  public static final String ACTION = "account";

  /** The longest span: an account that could not be written is told with the next one. */
  public static final long SPAN_MILLIS_MAX = 7L * 86_400_000;

  /** The most sources told apart in one account. */
  public static final int SOURCES_MAX = 512;

  /** The most sources of whom it is told how many frames wait. */
  public static final int WAITING_MAX = 256;

  /** The most listeners. */
  public static final int LISTENERS_MAX = 64;

  /** Checks the span and the limits. */
  public MinuteAccount {
    if (toMillis < fromMillis || toMillis - fromMillis > SPAN_MILLIS_MAX) {
      throw new IllegalArgumentException("an account from " + fromMillis + " to " + toMillis);
    }
    if (sources.size() > SOURCES_MAX || drops.size() > LISTENERS_MAX || others < 0) {
      throw new IllegalArgumentException("an account of " + sources.size() + " sources");
    }
    sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
    drops = Collections.unmodifiableSortedMap(new TreeMap<>(drops));
    TreeMap<SourceName, Long> some = new TreeMap<>();
    waiting.forEach(
        (source, count) -> {
          if (count != 0 && some.size() < WAITING_MAX) some.put(source, count);
        });
    waiting = Collections.unmodifiableSortedMap(some);
  }

  /** One that does not tell how far decoding was. */
  public MinuteAccount(
      long fromMillis,
      long toMillis,
      long stepMillis,
      boolean replayed,
      SortedMap<SourceName, SourceCount> sources,
      int others,
      SourceCount other,
      SortedMap<String, Long> drops,
      long refused) {
    this(
        fromMillis,
        toMillis,
        stepMillis,
        replayed,
        sources,
        others,
        other,
        drops,
        refused,
        -1,
        new TreeMap<>());
  }

  /** What came from this source, nothing if it is not named. */
  public SourceCount of(SourceName source) {
    return sources.getOrDefault(source, SourceCount.NONE);
  }

  /**
   * The same in as many parts as it takes for each to be a detail of at most so many bytes: what is
   * told of no source in the first, what waits in the last. They belong together.
   */
  public List<MinuteAccount> parts(int bytesMax) {
    int count = 1;
    while (count < sources.size() && !fit(divided(count), bytesMax)) count *= 2;
    return divided(count);
  }

  private static boolean fit(List<MinuteAccount> parts, int bytesMax) {
    return parts.stream()
        .allMatch(p -> p.toJson().getBytes(StandardCharsets.UTF_8).length <= bytesMax);
  }

  private List<MinuteAccount> divided(int count) {
    if (count == 1) return List.of(this);
    List<MinuteAccount> parts = new ArrayList<>();
    Iterator<Map.Entry<SourceName, SourceCount>> left = sources.entrySet().iterator();
    int each = (sources.size() + count - 1) / count;
    while (left.hasNext()) {
      TreeMap<SourceName, SourceCount> some = new TreeMap<>();
      while (left.hasNext() && some.size() < each) {
        Map.Entry<SourceName, SourceCount> source = left.next();
        some.put(source.getKey(), source.getValue());
      }
      boolean first = parts.isEmpty();
      parts.add(
          new MinuteAccount(
              fromMillis,
              toMillis,
              first ? stepMillis : 0,
              replayed,
              some,
              first ? others : 0,
              first ? other : SourceCount.NONE,
              first ? drops : new TreeMap<>(),
              first ? refused : 0,
              decodedTo,
              left.hasNext() ? new TreeMap<>() : waiting));
    }
    return parts;
  }

  /** The operation's detail: compact JSON without what is nothing. */
  public String toJson() {
    return AccountCodec.write(this);
  }

  /** Reads a detail; empty if it is no such account. */
  public static Optional<MinuteAccount> parse(String detail) {
    return AccountCodec.read(detail);
  }
}
