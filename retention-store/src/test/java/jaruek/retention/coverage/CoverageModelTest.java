package jaruek.retention.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import jaruek.retention.query.Row;
import jaruek.retention.query.RowListEngine;
import jaruek.retention.record.IpAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Coverage of random weeks against a model that knows each minute and follows the definition word
 * for word, without any of its short cuts.
 */
final class CoverageModelTest {
  private static final int DAY = 24 * 60;
  private static final int DAYS = 33;
  private static final int MINUTES = DAYS * DAY;
  private static final int FROM = 17 * DAY + 123;
  private static final long MINUTE = 60_000;
  private static final long T0 = Instant.parse("2026-09-07T00:00:00Z").toEpochMilli(); // a Monday

  private static final SourceName SCHOOL = SourceName.log("school");
  private static final SourceName STEADY = SourceName.log("steady \"\u0007\" ก");
  private static final SourceName SELDOM = SourceName.radius("seldom");

  /** What happened in each minute. */
  private static final class World {
    final boolean[] down = new boolean[MINUTES];
    final boolean[] accounted = new boolean[MINUTES];
    final Map<SourceName, boolean[]> active = new TreeMap<>();
    final Map<SourceName, Long> lost = new TreeMap<>();
    final List<Row> rows = new ArrayList<>();
    private long frame;

    World(Random random) {
      for (SourceName name : List.of(SCHOOL, STEADY, SELDOM))
        active.put(name, new boolean[MINUTES]);
      runs(random);
      for (Map.Entry<SourceName, boolean[]> source : active.entrySet()) {
        boolean[] spoke = source.getValue();
        for (int minute = 0; minute < MINUTES; minute++) {
          spoke[minute] = accounted[minute] && speaks(random, source.getKey(), minute);
        }
        outages(random, spoke);
      }
      rows(random);
    }

    private static boolean speaks(Random random, SourceName name, int minute) {
      if (name.equals(STEADY)) return random.nextInt(20) > 0;
      if (name.equals(SELDOM)) return random.nextInt(90) == 0;
      int day = minute / DAY % 7;
      int hour = minute % DAY / 60;
      return day < 5 && hour >= 1 && hour < 10 && random.nextInt(3) > 0;
    }

    private static void outages(Random random, boolean[] spoke) {
      for (int i = random.nextInt(5); i > 0; i--) {
        int from = random.nextInt(MINUTES);
        int to = Math.min(MINUTES, from + 1 + random.nextInt(random.nextBoolean() ? 60 : 3 * DAY));
        for (int minute = from; minute < to; minute++) spoke[minute] = false;
      }
    }

    /** The appliance's runs: start, a clock each minute, and an orderly stop or a kill. */
    private void runs(Random random) {
      int at = 0;
      while (at < MINUTES) {
        int end = Math.min(MINUTES, at + 2 + random.nextInt(6 * DAY));
        for (int minute = at; minute < end; minute++) accounted[minute] = true;
        boolean killed = random.nextBoolean() && end < MINUTES;
        if (killed && random.nextBoolean()) accounted[end - 1] = false; // its account is lost, too
        sign(at, "start", null);
        for (int minute = at; minute < end; minute++) {
          sign(minute, "clock", random.nextInt(9) == 0 ? "{}" : "{\"offsetMillis\":1}");
        }
        int recordedTo = killed && !accounted[end - 1] ? end - 1 : end;
        if (!killed && end < MINUTES) sign(end, "stop", null);
        int next = end >= MINUTES ? MINUTES : Math.min(MINUTES, end + random.nextInt(DAY));
        for (int minute = recordedTo; minute < next; minute++) down[minute] = true;
        at = next;
      }
    }

    private void sign(int minute, String action, @Nullable String detail) {
      rows.add(OperationRows.row(frame++, T0 + minute * MINUTE, action, detail));
    }

    private void rows(Random random) {
      for (int minute = 0; minute < MINUTES; minute++) {
        if (!accounted[minute]) continue;
        TreeMap<SourceName, SourceCount> sources = new TreeMap<>();
        for (Map.Entry<SourceName, boolean[]> source : active.entrySet()) {
          if (!source.getValue()[minute]) continue;
          long gap = random.nextInt(2_000) == 0 ? 1 + random.nextInt(9) : 0;
          if (minute >= FROM / DAY * DAY) lost.merge(source.getKey(), gap, Long::sum);
          sources.put(source.getKey(), new SourceCount(1, 100, gap, 0, 0, new TreeMap<>()));
        }
        MinuteAccount account =
            new MinuteAccount(
                T0 + minute * MINUTE,
                T0 + (minute + 1) * MINUTE,
                0,
                false,
                sources,
                0,
                SourceCount.NONE,
                new TreeMap<>(),
                0);
        rows.add(
            OperationRows.row(
                frame(minute), account.toMillis(), MinuteAccount.ACTION, account.toJson()));
      }
    }

    /** Accounts stand between the signs of their minute and of the next. */
    private long frame(int minute) {
      // signs were numbered from 0; spread them so that accounts fit between
      return -1L - minute;
    }
  }

  /** The definition at {@link Rhythm}, each minute looked at for itself. */
  private static final class Model {
    private final World world;
    private final boolean[] active;
    private final int first;

    Model(World world, SourceName name) {
      this.world = world;
      this.active = world.active.getOrDefault(name, new boolean[MINUTES]);
      int found = 0;
      while (found < MINUTES && !active[found]) found++;
      first = found;
    }

    int pauseMax(int minute) {
      int day = minute / DAY * DAY;
      List<Integer> distances = new ArrayList<>();
      int last = -1;
      for (int at = Math.max(0, day - 14 * DAY); at < day; at++) {
        if (!active[at]) continue;
        if (last >= 0 && allAccounted(last, at)) distances.add(at - last);
        last = at;
      }
      if (distances.size() < 20) return DAY;
      distances.sort(null);
      int p99 = distances.get((int) Math.ceil(0.99 * distances.size()) - 1);
      return Math.max(5, 3 * p99);
    }

    private boolean allAccounted(int from, int to) {
      for (int at = from; at < to; at++) if (!world.accounted[at]) return false;
      return true;
    }

    private boolean known(int minute) {
      if (minute - 90 < first) return false;
      int accounted = 0;
      for (int at = minute - 90; at < minute + 90; at++) if (world.accounted[at]) accounted++;
      return accounted >= 90;
    }

    private boolean spoke(int minute) {
      for (int hour = -90; hour < 90; hour += 60) {
        boolean any = false;
        for (int at = minute + hour; at < minute + hour + 60; at++) any |= at >= 0 && active[at];
        if (!any) return false;
      }
      return true;
    }

    private boolean expected(int minute) {
      boolean week = known(minute - 7 * DAY);
      boolean fortnight = known(minute - 14 * DAY);
      if (week && spoke(minute - 7 * DAY)) return true;
      if (fortnight && spoke(minute - 14 * DAY)) return true;
      if (week || fortnight) return false;
      return !known(minute - DAY) || spoke(minute - DAY);
    }

    boolean[] silent() {
      boolean[] silent = new boolean[MINUTES];
      int at = first;
      while (at < MINUTES) {
        if (active[at]) {
          at++;
          continue;
        }
        int end = at;
        while (end < MINUTES && !active[end]) end++;
        int from = at;
        while (from < end && !world.accounted[from]) from++;
        int to = end;
        while (to > from && !world.accounted[to - 1]) to--;
        int quiet = 0;
        for (int minute = from; minute < to; minute++) if (world.accounted[minute]) quiet++;
        int max = quiet > 5 ? pauseMax(at) : 5; // it never is less
        int expected = 0;
        for (int minute = from; minute < to && quiet > max; minute++) {
          if (world.accounted[minute] && expected(minute)) expected++;
        }
        if (quiet > max && expected >= max) {
          int last = end == MINUTES ? MINUTES : to; // open: it goes on until now
          for (int minute = from; minute < last; minute++) silent[minute] = true;
        }
        at = end;
      }
      return silent;
    }

    boolean recorded(boolean[] silent, int minute) {
      return !world.down[minute] && !silent[minute] && minute >= first;
    }
  }

  private static KnownSources known() {
    return new KnownSources() {
      @Override
      public List<SourceName> all() {
        return List.of(SCHOOL, STEADY, SELDOM, SourceName.log("never"));
      }

      @Override
      public Optional<SourceName> log(IpAddress address) {
        return Optional.empty();
      }

      @Override
      public Optional<SourceName> radius(IpAddress address) {
        return Optional.empty();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 5, 8, 13, 21, 34, 55, 89, 233})
  void saysWhatTheModelSays(long seed) {
    World world = new World(new Random(seed));
    long now = T0 + MINUTES * MINUTE;
    Coverage coverage =
        new Coverage(
            new RowListEngine(inOrder(world.rows)),
            List::of,
            known(),
            InstantSource.fixed(Instant.ofEpochMilli(now)));
    CoverageReport report = coverage.report(T0 + FROM * MINUTE, now);
    String told = "seed " + seed;
    int silentMinutes = 0;
    assertEquals(4, report.sources().size(), told);
    for (CoverageReport.Source source : report.sources()) {
      Model model = new Model(world, source.name());
      boolean[] silent = model.silent();
      boolean[] recorded = minutes(source.spans());
      for (int minute = FROM; minute < MINUTES; minute++) {
        if (silent[minute]) silentMinutes++;
        if (model.recorded(silent, minute) == recorded[minute]) continue;
        fail(told + " " + source.name() + " minute " + minute + " recorded: " + recorded[minute]);
      }
      assertEquals(world.lost.getOrDefault(source.name(), 0L), source.lost(), told + source.name());
      Coverage.Report at = coverage.at(T0 + (FROM + 7) * MINUTE + 5, 0, Set.of(source.name()));
      if (model.first < FROM && world.accounted[FROM + 7]) {
        assertEquals(model.recorded(silent, FROM + 7), at.recording(), told + source.name());
      }
    }
    assertTrue(silentMinutes > 0, told + " has no silence to be found");
  }

  /** In journal order: an account is written at the end of its minute, before the next sign. */
  private static List<Row> inOrder(List<Row> rows) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(
        Comparator.comparingLong(Row::receivedAtMillis)
            .thenComparing(row -> row.frame() >= 0)); // accounts first
    List<Row> numbered = new ArrayList<>();
    for (Row row : sorted) {
      @Nullable Object[] values = row.values().clone();
      values[values.length - 1] = (long) numbered.size();
      numbered.add(new Row(row.dataset(), values, row.segment()));
    }
    return numbered;
  }

  private static boolean[] minutes(List<CoverageReport.Span> spans) {
    boolean[] minutes = new boolean[MINUTES];
    for (CoverageReport.Span span : spans) {
      assertEquals(0, (span.fromMillis() - T0) % MINUTE);
      int to = (int) ((span.toMillis() - T0) / MINUTE);
      for (int at = (int) ((span.fromMillis() - T0) / MINUTE); at < to; at++) minutes[at] = true;
    }
    return minutes;
  }
}
