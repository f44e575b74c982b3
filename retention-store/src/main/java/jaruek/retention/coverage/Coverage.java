package jaruek.retention.coverage;

import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Operations;
import jaruek.retention.segment.SegmentManifest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded, from the appliance's own operations: it writes {@code start} when it starts,
 * {@code stop} when it stops as it should, {@code clock} each minute with the measured offset, and
 * {@code account} each minute with what came from each source. Time between two signs of life that
 * follow closely is recorded; time behind a stop, before a start, or with more than {@link
 * #SILENCE} between two is not. When a source is called silent stands at {@link Rhythm}.
 *
 * <p>The operations of the last {@link #KEPT_DAYS} days are read once, a week at a time, and kept
 * as one bit a minute and source; later questions read what has come since. A question about
 * earlier times reads those for itself. Any thread may ask.
 */
public final class Coverage {
  /** Two signs of life further apart than this have a gap between them. */
  public static final Duration SILENCE = Duration.ofMillis(Signs.SILENCE_MILLIS);

  /** So much before and behind the times asked for is looked at for gaps, too. */
  public static final Duration MARGIN = Duration.ofMinutes(10);

  /** What is kept at hand: 90 days, what rhythms before are measured by, and some. */
  static final int KEPT_DAYS = 90 + 2 * Rhythm.HISTORY_DAYS + 2;

  /** The most rows of one week: with a clock sample and an account each minute there are 20,160. */
  static final int ROWS_OF_WEEK_MAX = 200_000;

  /** The most gaps of one source in a report. */
  public static final int GAPS_MAX = 5_000;

  private static final long HISTORY_MILLIS = Rhythm.HISTORY_DAYS * Tracks.DAY_MILLIS;
  private static final long WEEK_MILLIS = 7 * Tracks.DAY_MILLIS;

  /** Rows may be decoded some time after they were received. */
  private static final long LATE_MILLIS = Duration.ofHours(1).toMillis();

  private static final long REFRESH_MILLIS = 30_000;

  /** Where the newest sign of life counts. */
  private static final long PRESENT_REFRESH_MILLIS = 5_000;

  private final QueryEngine engine;
  private final Supplier<List<SegmentManifest>> manifests;
  private final KnownSources known;
  private final InstantSource clock;

  private @Nullable Tracks kept;
  private long keptToMillis;
  private long keptToFrame;

  /** Of a store whose segments and sources are not known. */
  public Coverage(QueryEngine engine, InstantSource clock) {
    this(engine, List::of, KnownSources.NONE, clock);
  }

  /**
   * Asks this engine; the clock is ours.
   *
   * @param manifests of the sealed segments
   * @param known the sources that are configured
   */
  public Coverage(
      QueryEngine engine,
      Supplier<List<SegmentManifest>> manifests,
      KnownSources known,
      InstantSource clock) {
    this.engine = engine;
    this.manifests = manifests;
    this.known = known;
    this.clock = clock;
  }

  /**
   * What was recorded around a time.
   *
   * @param recording whether the appliance was recording at the time itself, and so were the
   *     sources asked about
   * @param lossy whether something of those sources is known to be lost within the skew
   * @param gaps holes in the span asked for and {@link #MARGIN} around it, by time
   * @param clockOffsetMillis our clock's measured error nearest to the time; null if none was
   *     measured in the span looked at
   */
  public record Report(
      boolean recording, boolean lossy, List<Gap> gaps, @Nullable Long clockOffsetMillis) {
    /** Copies the list. */
    public Report {
      gaps = List.copyOf(gaps);
    }
  }

  /** What the appliance recorded at this time and so much around it, whatever the source. */
  public Report at(long atMillis, long skewMillis) {
    return at(atMillis, skewMillis, Set.of());
  }

  /**
   * The same, and whether these sources were.
   *
   * @param sources those whose records the answer rests on
   */
  public synchronized Report at(long atMillis, long skewMillis, Set<SourceName> sources) {
    long now = clock.millis();
    Report report = at(atMillis, skewMillis, sources, now);
    boolean present = atMillis + SILENCE.toMillis() >= keptToMillis;
    if (report.recording() || !present) return report;
    // the sign that it does record may have been written since
    var _ = refreshed(now, 0);
    return at(atMillis, skewMillis, sources, now);
  }

  private Report at(long atMillis, long skewMillis, Set<SourceName> sources, long now) {
    long from = atMillis - skewMillis - MARGIN.toMillis();
    long to = Math.min(atMillis + skewMillis + MARGIN.toMillis(), now);
    Tracks tracks = tracks(from, Math.max(to, atMillis), now);
    List<Gap> gaps = new ArrayList<>(downs(tracks, from, to, now));
    if (isAccounted(tracks, atMillis)) {
      for (SourceName source : sources) {
        addClipped(gaps, tracks.silences(source, from, to, now), from, to);
        addClipped(gaps, tracks.sequenceGaps(source, from, to), from, to);
      }
      if (sources.stream().anyMatch(source -> source.kind() == SourceName.Kind.LOG)) {
        addClipped(gaps, tracks.drops(from, to), from, to);
        addClipped(gaps, nobodyYet(tracks, sources, from), from, to);
      }
    }
    gaps.sort(Gap.ORDER);
    boolean recording =
        atMillis <= now && gaps.stream().noneMatch(g -> g.kind().isTotal() && g.contains(atMillis));
    boolean lossy =
        gaps.stream()
            .anyMatch(
                g ->
                    !g.kind().isTotal() && g.touches(atMillis - skewMillis, atMillis + skewMillis));
    Long offset =
        tracks.clock().nearestOffset(atMillis, from - SILENCE.toMillis(), to + SILENCE.toMillis());
    return new Report(recording, lossy, gaps, offset);
  }

  /** Whether it is known which sources spoke about then. */
  private static boolean isAccounted(Tracks tracks, long atMillis) {
    int minute = tracks.minute(atMillis);
    int next = tracks.accounted().nextSetBit(Math.max(0, minute - 3));
    return next >= 0 && next <= minute + 1;
  }

  /** Until the first of the sources speaks, none of them tells anything. */
  private static List<Gap> nobodyYet(Tracks tracks, Set<SourceName> sources, long from) {
    int first = Integer.MAX_VALUE;
    for (SourceName source : sources) {
      Track track = tracks.sources().get(source);
      int spoke = track == null ? -1 : track.active.nextSetBit(0);
      if (spoke >= 0) first = Math.min(first, spoke);
    }
    long to = first == Integer.MAX_VALUE ? Long.MAX_VALUE : tracks.millis(first);
    return List.of(new Gap(GapKind.NEVER, null, Math.min(from, to), to, 0, ""));
  }

  /** The appliance's down-time between these times; what is not over yet has none in the future. */
  public synchronized List<Gap> gaps(long fromMillis, long toMillis) {
    long now = clock.millis();
    long to = Math.min(toMillis, now);
    return downs(tracks(fromMillis, to, now), fromMillis, to, now);
  }

  private static List<Gap> downs(Tracks tracks, long from, long to, long now) {
    List<Gap> gaps = new ArrayList<>();
    addClipped(gaps, tracks.signs().downs(now), from, to);
    gaps.sort(Gap.ORDER);
    return gaps;
  }

  private static void addClipped(List<Gap> gaps, List<Gap> more, long from, long to) {
    for (Gap gap : more) {
      Gap clipped = gap.clipped(from, to);
      if (clipped != null) gaps.add(clipped);
    }
  }

  /** The sources of logs that are configured now. */
  public Set<SourceName> logSources() {
    return ofKind(SourceName.Kind.LOG);
  }

  /** The RADIUS clients that are configured now. */
  public Set<SourceName> radiusSources() {
    return ofKind(SourceName.Kind.RADIUS);
  }

  private Set<SourceName> ofKind(SourceName.Kind kind) {
    Set<SourceName> sources = new TreeSet<>(known.all());
    sources.removeIf(source -> source.kind() != kind);
    return sources;
  }

  /** The source of logs at this address, by its name of now. */
  public Optional<SourceName> logSource(IpAddress address) {
    return known.log(address);
  }

  /** What was recorded between these times, by source. */
  public synchronized CoverageReport report(long fromMillis, long toMillis) {
    long now = clock.millis();
    long to = Math.min(toMillis, now);
    long from = Math.min(fromMillis, to);
    Tracks tracks = tracks(from, to, now);
    List<Gap> downs = downs(tracks, from, to, now);
    List<Gap> drops = new ArrayList<>();
    addClipped(drops, tracks.drops(from, to), from, to);
    List<Gap> own = new ArrayList<>(downs);
    own.addAll(drops);
    own.sort(Gap.ORDER);
    Sealed sealed = new Sealed(from, to);
    Set<SourceName> configured = new HashSet<>(known.all());
    Set<SourceName> names = new TreeSet<>(configured);
    names.addAll(tracks.sources().keySet());
    boolean complete = tracks.complete() && tracks.unreadable() == 0 && own.size() <= GAPS_MAX;
    List<CoverageReport.Source> sources = new ArrayList<>();
    for (SourceName name : names) {
      Source source = new Source(tracks, name, from, to, now);
      if (!configured.contains(name) && !source.isIn(from, to)) continue;
      List<Gap> common = name.kind() == SourceName.Kind.LOG ? own : downs;
      sources.add(source.report(downs, common, configured.contains(name), sealed));
      complete &= source.gaps.size() + common.size() <= GAPS_MAX;
    }
    return new CoverageReport(
        from,
        to,
        spans(downs, from, to),
        cut(own),
        tracks.clock().between(from, to),
        tracks.steps(),
        tracks.refused(tracks.minute(from) / Rhythm.DAY, tracks.minute(to) / Rhythm.DAY),
        sources,
        complete);
  }

  private static List<Gap> cut(List<Gap> gaps) {
    return gaps.size() <= GAPS_MAX ? gaps : gaps.subList(gaps.size() - GAPS_MAX, gaps.size());
  }

  /** One source of a report. */
  private static final class Source {
    private final Tracks tracks;
    private final SourceName name;
    private final long from;
    private final long to;
    private final @Nullable Long first;
    private final @Nullable Long last;
    private final boolean silent;
    private final List<Gap> silences = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final SourceCount count;

    Source(Tracks tracks, SourceName name, long from, long to, long now) {
      this.tracks = tracks;
      this.name = name;
      this.from = from;
      this.to = to;
      Track track = tracks.sources().get(name);
      int firstMinute = track == null ? -1 : track.active.nextSetBit(0);
      int lastMinute = track == null ? -1 : track.active.length() - 1;
      first = firstMinute < 0 ? null : (Long) tracks.millis(firstMinute);
      last = lastMinute < 0 ? null : (Long) tracks.millis(lastMinute);
      List<Gap> whole = tracks.silences(name, from, to, now);
      silent = !whole.isEmpty() && whole.getLast().toMillis() >= to;
      addClipped(silences, whole, from, to);
      gaps.addAll(silences);
      addClipped(gaps, tracks.sequenceGaps(name, from, to), from, to);
      count =
          track == null
              ? SourceCount.NONE
              : track.sum(tracks.minute(from) / Rhythm.DAY, tracks.minute(to) / Rhythm.DAY);
    }

    /** Whether it spoke in this span. */
    boolean isIn(long from, long to) {
      Track track = tracks.sources().get(name);
      int next = track == null ? -1 : track.active.nextSetBit(tracks.minute(from));
      return next >= 0 && next <= tracks.minute(to);
    }

    CoverageReport.Source report(
        List<Gap> downs, List<Gap> common, boolean configured, Sealed sealed) {
      List<Gap> holes = new ArrayList<>(downs);
      holes.addAll(silences);
      holes.sort(Gap.ORDER);
      long begin = first == null ? to : Math.max(from, first);
      gaps.addAll(common);
      gaps.sort(Gap.ORDER);
      long[] counted = sealed.of(name);
      CoverageReport.State state =
          first == null
              ? CoverageReport.State.NEVER
              : silent ? CoverageReport.State.SILENT : CoverageReport.State.ACTIVE;
      return new CoverageReport.Source(
          name,
          state,
          configured,
          first,
          last,
          spans(holes, begin, to),
          cut(gaps),
          count,
          counted[0],
          counted[1]);
    }
  }

  /** What is left between the holes, which are in order of their beginning. */
  private static List<CoverageReport.Span> spans(List<Gap> holes, long from, long to) {
    List<CoverageReport.Span> spans = new ArrayList<>();
    long at = from;
    for (Gap hole : holes) {
      if (hole.fromMillis() > at) {
        spans.add(new CoverageReport.Span(at, Math.min(hole.fromMillis(), to)));
      }
      at = Math.max(at, hole.toMillis());
      if (at >= to) return spans;
    }
    if (at < to) spans.add(new CoverageReport.Span(at, to));
    return spans;
  }

  /** Rows and rejections by source, from the manifests of the segments received in a span. */
  private final class Sealed {
    private final Map<SourceName, long[]> counts = new HashMap<>();
    private final Map<String, Optional<SourceName>> names = new HashMap<>();

    Sealed(long fromMillis, long toMillis) {
      for (SegmentManifest manifest : manifests.get()) {
        if (isIn(manifest, fromMillis, toMillis)) manifest.sources().forEach(this::add);
      }
    }

    private boolean isIn(SegmentManifest manifest, long fromMillis, long toMillis) {
      return manifest.datasets().values().stream()
          .anyMatch(t -> t.receivedFromMillis() <= toMillis && t.receivedToMillis() >= fromMillis);
    }

    private void add(String address, SortedMap<String, Long> counters) {
      Optional<SourceName> name = names.computeIfAbsent(address, this::name);
      if (name.isEmpty()) return;
      long[] of = counts.computeIfAbsent(name.get(), n -> new long[2]);
      of[0] += counters.getOrDefault("rows", 0L);
      counters.forEach(
          (counter, value) -> {
            if (counter.startsWith("rejected.")) of[1] += value;
          });
    }

    private Optional<SourceName> name(String address) {
      Optional<IpAddress> parsed = IpAddress.parse(address);
      if (parsed.isEmpty()) return Optional.empty();
      return known.log(parsed.get()).or(() -> known.radius(parsed.get()));
    }

    long[] of(SourceName name) {
      return counts.getOrDefault(name, new long[2]);
    }
  }

  /** What is known of a span and of the rhythms before it. */
  private Tracks tracks(long fromMillis, long toMillis, long now) {
    boolean present = toMillis + SILENCE.toMillis() >= keptToMillis;
    Tracks tracks = refreshed(now, present ? PRESENT_REFRESH_MILLIS : REFRESH_MILLIS);
    if (fromMillis - HISTORY_MILLIS >= tracks.baseMillis()) return tracks;
    Tracks older = new Tracks(fromMillis - HISTORY_MILLIS);
    // a day more, for the end of a silence
    var _ = read(older, older.baseMillis(), Math.min(now, toMillis) + Tracks.DAY_MILLIS, -1);
    return older;
  }

  private Tracks refreshed(long now, long ageMaxMillis) {
    Tracks tracks = kept;
    boolean old =
        tracks == null
            || now < keptToMillis
            || now - tracks.baseMillis() > (KEPT_DAYS + 30) * Tracks.DAY_MILLIS;
    if (tracks == null || old) {
      tracks = new Tracks(now - KEPT_DAYS * Tracks.DAY_MILLIS);
      keptToFrame = read(tracks, tracks.baseMillis(), now + Tracks.DAY_MILLIS, -1);
    } else if (now - keptToMillis >= ageMaxMillis) {
      keptToFrame = read(tracks, keptToMillis - LATE_MILLIS, now + Tracks.DAY_MILLIS, keptToFrame);
    } else {
      return tracks;
    }
    kept = tracks;
    keptToMillis = now;
    return tracks;
  }

  /** When each source was heard last, as far as accounts tell: the minute's beginning. */
  public synchronized Map<SourceName, Long> lastHeard() {
    long now = clock.millis();
    Map<SourceName, Long> last = new HashMap<>();
    Tracks tracks = tracks(now, now, now);
    tracks
        .sources()
        .forEach(
            (name, track) -> {
              int minute = track.active.length() - 1;
              if (minute >= 0) last.put(name, tracks.millis(minute));
            });
    return last;
  }

  /**
   * What the accounts of a span tell.
   *
   * @param sources by source
   * @param accounts how many were read
   * @param drops datagrams that the kernel dropped, by listener
   * @param complete false if one could not be read, or sources were not told apart
   */
  public record Sums(
      SortedMap<SourceName, SourceCount> sources,
      long accounts,
      SortedMap<String, Long> drops,
      boolean complete) {
    /** Copies the maps. */
    public Sums {
      sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
      drops = Collections.unmodifiableSortedMap(new TreeMap<>(drops));
    }
  }

  /**
   * Adds up the accounts that end in this span, sealed or not; read anew at each call.
   *
   * @param fromMillis left out: an account that ends then tells of the time before
   * @param toMillis included
   */
  public Sums sums(long fromMillis, long toMillis) {
    TreeMap<SourceName, SourceCount> sources = new TreeMap<>();
    TreeMap<String, Long> drops = new TreeMap<>();
    long[] accounts = {0};
    boolean[] complete = {true};
    // an account is written after its end, and after a restart a good while
    long last = toMillis + Tracks.DAY_MILLIS;
    for (long from = fromMillis; from < last; from += WEEK_MILLIS) {
      Condition accountsOnly =
          Condition.all(
              new Condition.Between(
                  Operations.RECEIVED_AT, from, Math.min(from + WEEK_MILLIS, last) - 1),
              new Condition.Equal(Operations.ACTION, MinuteAccount.ACTION));
      int[] rows = {0};
      engine.query(
          RowQuery.of(Dataset.OPERATIONS, accountsOnly, ROWS_OF_WEEK_MAX),
          row -> {
            rows[0]++;
            if (row.text(Operations.ACTOR).filter(a -> !a.equals(Tracks.SYSTEM)).isPresent())
              return true;
            Optional<MinuteAccount> read =
                row.text(Operations.DETAIL).flatMap(MinuteAccount::parse);
            if (read.isEmpty()) complete[0] = false;
            read.filter(a -> a.toMillis() > fromMillis && a.toMillis() <= toMillis)
                .ifPresent(
                    account -> {
                      accounts[0]++;
                      if (account.others() > 0) complete[0] = false;
                      account.sources().forEach((n, c) -> addUp(sources, n, c, complete));
                      account.drops().forEach((listener, n) -> drops.merge(listener, n, Long::sum));
                    });
            return true;
          });
      if (rows[0] == ROWS_OF_WEEK_MAX) complete[0] = false;
    }
    return new Sums(sources, accounts[0], drops, complete[0]);
  }

  private static void addUp(
      Map<SourceName, SourceCount> sums, SourceName name, SourceCount count, boolean[] complete) {
    if (sums.size() < Tracks.SOURCES_MAX || sums.containsKey(name)) {
      sums.merge(name, count, SourceCount::plus);
    } else {
      complete[0] = false;
    }
  }

  /** Forgets what is kept and reads it again at the next question. */
  public synchronized void forget() {
    kept = null;
  }

  /** Reads what is behind this frame; answers the last one there was. */
  private long read(Tracks tracks, long fromMillis, long toMillis, long behindFrame) {
    long[] last = {behindFrame};
    for (long from = fromMillis; from < toMillis; from += WEEK_MILLIS) {
      RowQuery query =
          RowQuery.of(
              Dataset.OPERATIONS,
              ours(from, Math.min(from + WEEK_MILLIS, toMillis) - 1),
              ROWS_OF_WEEK_MAX);
      int[] rows = {0};
      engine.query(
          query,
          row -> {
            if (row.frame() > behindFrame) tracks.take(row);
            last[0] = Math.max(last[0], row.frame());
            rows[0]++;
            return true;
          });
      if (rows[0] == ROWS_OF_WEEK_MAX) tracks.incomplete();
    }
    return last[0];
  }

  private static Condition ours(long from, long to) {
    List<Condition> actions = new ArrayList<>();
    for (String action : List.of(Tracks.START, Tracks.STOP, Tracks.CLOCK, MinuteAccount.ACTION)) {
      actions.add(new Condition.Equal(Operations.ACTION, action));
    }
    return Condition.all(
        new Condition.Between(Operations.RECEIVED_AT, from, to), new Condition.Any(actions));
  }

  /** All gaps that touch this span and are whole: with their true beginnings and ends. */
  public synchronized List<Gap> wholeGaps(long fromMillis, long toMillis) {
    long now = clock.millis();
    Tracks tracks = tracks(fromMillis, toMillis, now);
    List<Gap> gaps = new ArrayList<>();
    Collection<Gap> downs = tracks.signs().downs(now);
    downs.stream().filter(gap -> gap.touches(fromMillis, toMillis)).forEach(gaps::add);
    gaps.addAll(tracks.drops(fromMillis, toMillis));
    for (SourceName name : tracks.sources().keySet()) {
      gaps.addAll(tracks.silences(name, fromMillis, toMillis, now));
      gaps.addAll(tracks.sequenceGaps(name, fromMillis, toMillis));
    }
    gaps.sort(Gap.ORDER);
    return gaps;
  }
}
