package jaruek.appliance;

import jaruek.retention.coverage.Coverage;
import jaruek.retention.coverage.Gap;
import jaruek.retention.coverage.GapKind;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.LogException;
import jaruek.retention.query.QueryException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each gap of the last days into the store's log: when it is over, and when it has lasted an
 * hour. In one round, which is each minute, at most one of a source and kind.
 */
final class GapWatch implements AutoCloseable {
  /** Older gaps are not looked for. */
  static final Duration WINDOW = Duration.ofDays(7);

  /** A gap that lasts so long is told before it is over. */
  static final Duration LONG = Duration.ofHours(1);

  /** Behind a gap so long a loss may follow that counts as the same. */
  static final Duration SETTLED = Duration.ofMinutes(6);

  private static final Logger LOG = LoggerFactory.getLogger(GapWatch.class);

  private final Coverage coverage;
  private final Supplier<List<LogEntry>> logged;
  private final Consumer<LogEntry> log;
  private final InstantSource clock;
  private final ScheduledExecutorService minutes =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("jaruek-gaps").daemon().factory());
  private final Set<SortedMap<String, String>> told = new HashSet<>();
  private boolean started;

  /**
   * @param logged the log's entries
   * @param log appends one
   */
  GapWatch(
      Coverage coverage,
      Supplier<List<LogEntry>> logged,
      Consumer<LogEntry> log,
      InstantSource clock) {
    this.coverage = coverage;
    this.logged = logged;
    this.log = log;
    this.clock = clock;
  }

  void start() {
    var _ = minutes.scheduleWithFixedDelay(this::safely, 0, 1, TimeUnit.MINUTES);
  }

  private void safely() {
    try {
      look();
    } catch (QueryException | LogException e) {
      LOG.warn("gaps could not be looked for, tried again in a minute: {}", e.getMessage());
    } catch (RuntimeException e) { // else there would be no next round
      LOG.error("gaps could not be looked for: {}", e.getMessage(), e);
    }
  }

  /** One round. */
  synchronized void look() {
    long now = clock.millis();
    long since = now - WINDOW.toMillis();
    if (!started) {
      for (LogEntry entry : logged.get()) {
        if (entry instanceof LogEntry.Event event && event.type().equals(LogEntry.GAP)) {
          told.add(key(event.fields()));
        }
      }
      started = true;
    }
    Set<SortedMap<String, String>> present = new HashSet<>();
    Set<Map.Entry<String, GapKind>> thisRound = new HashSet<>();
    for (Gap gap : coverage.wholeGaps(since, now)) {
      present.add(key(fields(gap, true)));
      present.add(key(fields(gap, false)));
      boolean over = gap.toMillis() + SETTLED.toMillis() <= now;
      boolean tooLong = gap.toMillis() >= now && now - gap.fromMillis() >= LONG.toMillis();
      if (gap.detail().equals(Gap.BEFORE) || (!over && !tooLong)) continue;
      SortedMap<String, String> fields = fields(gap, over);
      String source = fields.get("source") + " " + fields.get("sourceKind");
      if (told.contains(key(fields)) || !thisRound.add(Map.entry(source, gap.kind()))) continue;
      log.accept(LogEntry.gap(now, fields));
      told.add(key(fields));
    }
    told.retainAll(present); // what the window has left behind is not asked about again
  }

  private static SortedMap<String, String> fields(Gap gap, boolean over) {
    SortedMap<String, String> fields = new TreeMap<>();
    SourceName source = gap.source();
    if (source != null) {
      fields.put("source", source.name());
      fields.put("sourceKind", source.kind().word());
    }
    fields.put("kind", gap.kind().word());
    if (!gap.detail().isEmpty()) fields.put("detail", gap.detail());
    fields.put("fromMillis", Long.toString(gap.fromMillis()));
    if (over) fields.put("toMillis", Long.toString(gap.toMillis()));
    if (over && gap.lost() > 0) fields.put("lost", Long.toString(gap.lost()));
    return fields;
  }

  /** What makes it the same gap: all but its end and its sum, but whether it has an end. */
  private static SortedMap<String, String> key(SortedMap<String, String> fields) {
    SortedMap<String, String> key = new TreeMap<>(fields);
    key.remove("lost");
    key.computeIfPresent("toMillis", (name, to) -> "");
    return key;
  }

  @Override
  public void close() {
    minutes.shutdown(); // without an interrupt: it would close the log's file
    try {
      if (!minutes.awaitTermination(5, TimeUnit.SECONDS)) LOG.warn("gaps are still looked for");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
