package jaruek.retention.coverage;

import jaruek.retention.query.Row;
import jaruek.retention.record.Operations;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a span of time, put together: minutes by source, signs of life, samples of the
 * clock. A minute takes one bit a source. Not for several threads.
 */
final class Tracks {
  /** The appliance's sign that it started. */
  static final String START = "start";

  /** The appliance's sign that it stopped as it should. */
  static final String STOP = "stop";

  /** The appliance's sign of life, once a minute. */
  static final String CLOCK = "clock";

  static final String SYSTEM = "system";

  /** The most sources. */
  static final int SOURCES_MAX = 1_024;

  static final long MINUTE_MILLIS = 60_000;
  static final long DAY_MILLIS = 86_400_000;

  /** Longer than any time that can be asked for, ten years. */
  private static final int MINUTES_MAX = 3_700 * 24 * 60;

  /** An account told later than so does not show that the appliance wrote at its time. */
  private static final long LATE_MILLIS = Signs.SILENCE_MILLIS;

  private final long baseMillis;
  private final Signs signs = new Signs();
  private final ClockTrack clock = new ClockTrack();
  private final Map<SourceName, Track> sources = new TreeMap<>();
  private final Map<String, LossRuns> drops = new TreeMap<>();
  private final TreeMap<Integer, long[]> refusedOfDay = new TreeMap<>();

  /** Minutes that an account tells of. */
  private final BitSet accounted = new BitSet();

  private long steps;
  private long unreadable;
  private boolean complete = true;

  /** From the UTC day that holds this time on. */
  Tracks(long fromMillis) {
    baseMillis = Math.floorDiv(fromMillis, DAY_MILLIS) * DAY_MILLIS;
  }

  long baseMillis() {
    return baseMillis;
  }

  void take(Row row) {
    // what a user asked for is an operation, too, by whatever word
    if (row.text(Operations.ACTOR).filter(actor -> !actor.equals(SYSTEM)).isPresent()) return;
    long at = row.receivedAtMillis();
    String detail = row.text(Operations.DETAIL).orElse("");
    switch (row.text(Operations.ACTION).orElse("")) {
      case START -> signs.add(row.frame(), at, Signs.Kind.START, 0);
      case STOP -> signs.add(row.frame(), at, Signs.Kind.STOP, 0);
      case CLOCK -> {
        signs.add(row.frame(), at, Signs.Kind.ALIVE, 0);
        ClockSample.parse(detail).ifPresent(sample -> clock.add(at, sample));
      }
      case MinuteAccount.ACTION -> {
        Optional<MinuteAccount> account = MinuteAccount.parse(detail);
        if (account.isPresent()) take(row.frame(), at, account.get());
        else unreadable++;
      }
      default -> {
        // nothing of ours
      }
    }
  }

  private void take(long frame, long at, MinuteAccount account) {
    if (account.stepMillis() != 0) {
      steps++;
      signs.add(frame, account.toMillis(), Signs.Kind.STEP, account.stepMillis());
    } else if (account.replayed()) {
      signs.add(frame, account.toMillis(), Signs.Kind.REPLAYED, 0);
    } else if (Math.abs(at - account.toMillis()) <= LATE_MILLIS) {
      signs.add(frame, account.toMillis(), Signs.Kind.ALIVE, 0);
    }
    int[] minutes = minutes(account);
    if (minutes == null) return;
    int day = minutes[0] / Rhythm.DAY;
    // of the sources not named nobody knows whether they spoke
    if (account.others() == 0) accounted.set(minutes[0], minutes[1]);
    else complete = false;
    account.sources().forEach((source, count) -> take(source, minutes, day, account, count));
    account
        .drops()
        .forEach(
            (listener, lost) -> {
              if (drops.size() >= MinuteAccount.LISTENERS_MAX && !drops.containsKey(listener))
                return;
              drops
                  .computeIfAbsent(listener, l -> new LossRuns())
                  .add(account.fromMillis(), account.toMillis(), lost);
            });
    if (account.refused() > 0) {
      refusedOfDay.computeIfAbsent(day, d -> new long[1])[0] += account.refused();
    }
  }

  private void take(
      SourceName source, int[] minutes, int day, MinuteAccount account, SourceCount count) {
    Track track = sources.get(source);
    if (track == null) {
      if (sources.size() >= SOURCES_MAX) {
        complete = false;
        return;
      }
      track = new Track();
      sources.put(source, track);
    }
    track.add(minutes[0], minutes[1], day, count);
    if (count.gap() > 0 || count.late() > 0) {
      track.sequence.add(account.fromMillis(), account.toMillis(), count.gap() - count.late());
    }
  }

  /**
   * The minutes that an account is of; the last is left out. An account ends a moment after its
   * minute, so one of about a minute belongs to the minute of its middle.
   */
  private int @Nullable [] minutes(MinuteAccount account) {
    long from = account.fromMillis();
    long to = account.toMillis();
    if (to - from <= 3 * MINUTE_MILLIS / 2) {
      from = from + (to - from) / 2;
      to = from + 1;
    }
    long first = Math.floorDiv(from - baseMillis, MINUTE_MILLIS);
    long last = Math.floorDiv(to - 1 - baseMillis, MINUTE_MILLIS);
    if (first < 0 || last >= MINUTES_MAX) return null;
    return new int[] {(int) first, (int) last + 1};
  }

  int minute(long millis) {
    return Math.clamp(Math.floorDiv(millis - baseMillis, MINUTE_MILLIS), 0, MINUTES_MAX);
  }

  long millis(int minute) {
    return baseMillis + minute * MINUTE_MILLIS;
  }

  Signs signs() {
    return signs;
  }

  ClockTrack clock() {
    return clock;
  }

  BitSet accounted() {
    return accounted;
  }

  Map<SourceName, Track> sources() {
    return sources;
  }

  long steps() {
    return steps;
  }

  /** Accounts that could not be read. */
  long unreadable() {
    return unreadable;
  }

  boolean complete() {
    return complete;
  }

  void incomplete() {
    complete = false;
  }

  long refused(int fromDay, int toDay) {
    long sum = 0;
    for (long[] refused : refusedOfDay.subMap(fromDay, true, toDay, true).values()) {
      sum += refused[0];
    }
    return sum;
  }

  /** Kernel drops that touch this span. */
  List<Gap> drops(long fromMillis, long toMillis) {
    List<Gap> gaps = new ArrayList<>();
    drops.forEach(
        (listener, runs) ->
            gaps.addAll(runs.gaps(GapKind.KERNEL_DROP, null, listener, fromMillis, toMillis)));
    return gaps;
  }

  /** A source's silences that touch this span, whole; one that is not over ends now. */
  List<Gap> silences(SourceName name, long fromMillis, long toMillis, long nowMillis) {
    Track track = sources.get(name);
    if (track == null) return List.of();
    List<Gap> gaps = new ArrayList<>();
    Silences silences = new Silences(track.active, accounted);
    for (Silences.Silence silence : silences.between(minute(fromMillis), minute(toMillis) + 1)) {
      long from = millis(silence.fromMinute());
      long to = silence.open() ? Math.max(nowMillis, from) : millis(silence.toMinute());
      gaps.add(new Gap(GapKind.SILENCE, name, from, to, 0, ""));
    }
    return gaps;
  }

  /** Losses of a flow exporter that touch this span. */
  List<Gap> sequenceGaps(SourceName name, long fromMillis, long toMillis) {
    Track track = sources.get(name);
    return track == null
        ? List.of()
        : track.sequence.gaps(GapKind.SEQUENCE, name, "", fromMillis, toMillis);
  }
}
