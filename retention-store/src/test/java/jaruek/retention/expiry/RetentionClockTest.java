package jaruek.retention.expiry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.coverage.ClockSample;
import jaruek.retention.log.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a world whose true time is known, and in which everything is done to the wall clock. */
final class RetentionClockTest {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long BEGIN = Instant.parse("2026-11-23T03:42:01Z").toEpochMilli();
  private static final String ROOT = "00".repeat(32);

  /** A machine with its clocks, a time service, and a store that seals. */
  private static final class World {
    private record Sealed(long id, long trueMillis) {}

    final Random random;
    final List<LogEntry> log = new ArrayList<>();
    final List<Sealed> sealed = new ArrayList<>();
    long trueMillis = BEGIN;
    long wallError;
    long monotonic = 5 * DAY;
    boolean service = true; // follows a reference: asks it now and then
    long askedAt; // monotonic
    double offsetThen;
    boolean follows = true;
    Optional<String> saved = Optional.empty();
    RetentionClock clock = open();
    boolean value = true;
    long lastSeal = BEGIN;

    World(long seed) {
      random = new Random(seed);
      clock.start(log);
    }

    RetentionClock open() {
      SavedText file =
          new SavedText() {
            @Override
            public String name() {
              return "memory";
            }

            @Override
            public Optional<String> read() {
              return saved;
            }

            @Override
            public void write(String text) {
              saved = Optional.of(text);
            }
          };
      return new RetentionClock(
          file,
          () -> Instant.ofEpochMilli(trueMillis + wallError),
          () -> monotonic * 1_000_000,
          this::sample);
    }

    private Optional<ClockSample> sample() {
      return follows
          ? Optional.of(new ClockSample(true, offsetThen, 3, "ref", "chrony"))
          : Optional.of(new ClockSample(false, null, 0, "", "chrony"));
    }

    /** The service asks its reference each 34 minutes at most and corrects what it finds. */
    private void service() {
      if (monotonic - askedAt < 34 * MINUTE - random.nextLong(20) * MINUTE) return;
      askedAt = monotonic;
      follows = service;
      if (!service) return;
      offsetThen = Math.clamp(wallError, -DAY, DAY);
      wallError = random.nextLong(801) - 400;
    }

    void run(long millis) {
      for (long left = millis; left > 0; left -= MINUTE) {
        long step = Math.min(left, MINUTE);
        trueMillis += step;
        monotonic += step;
        service();
        boolean had = value;
        value = clock.atSeal().isPresent();
        if (value && !had) logClock();
        if (trueMillis - lastSeal > HOUR) seal();
      }
    }

    private void logClock() {
      log.add(LogEntry.clock(trueMillis + wallError, new TreeMap<>(), clock.atSeal()));
    }

    private void seal() {
      lastSeal = trueMillis;
      logClock();
      log.add(new LogEntry.Segment(BEGIN, sealed.size(), ROOT, 0, 0, new TreeMap<>()));
      sealed.add(new Sealed(sealed.size(), trueMillis));
    }

    void off(long millis, boolean inOrder) {
      if (inOrder) clock.close();
      trueMillis += millis;
      monotonic = random.nextInt(60_000);
      askedAt = monotonic;
      follows = false;
      clock = open();
      clock.start(log);
    }

    void asleep(long millis) {
      trueMillis += millis;
    }

    /** No segment may be taken for older than it is. */
    void check(long seed) {
      clock.atSeal().ifPresent(now -> check(seed, now));
    }

    private void check(long seed, long now) {
      SealTimes times = new SealTimes(log);
      for (Sealed segment : sealed) {
        times
            .of(segment.id)
            .ifPresent(
                then ->
                    assertTrue(
                        now - then <= trueMillis - segment.trueMillis,
                        () ->
                            "seed "
                                + seed
                                + ": segment "
                                + segment.id
                                + " is "
                                + (trueMillis - segment.trueMillis)
                                + " ms old and taken for "
                                + (now - then)));
      }
    }

    void anything() {
      long span = 1 + random.nextLong(random.nextBoolean() ? HOUR : DAY);
      switch (random.nextInt(13)) {
        case 0 -> wallError += 365 * DAY;
        case 1 -> wallError -= 30 * DAY;
        case 2 -> wallError += random.nextLong(-span, span);
        case 3 -> wallError += random.nextInt(-2000, 2000);
        case 4 -> wallError = 0;
        case 5 -> backAndForth();
        case 6 -> service = !service;
        case 7 -> off(span, true);
        case 8 -> off(random.nextLong(20 * DAY), random.nextBoolean());
        case 9 -> asleep(span);
        case 10 -> wallError += 40 * DAY * (random.nextBoolean() ? 1 : -1);
        case 11 -> damage();
        default -> service = true;
      }
    }

    private void backAndForth() {
      for (int i = random.nextInt(40); i > 0; i--) {
        long by = random.nextInt(4) == 0 ? 365 * DAY : random.nextLong(1, 2 * MINUTE);
        wallError += by;
        run(random.nextInt(90) * SECOND);
        wallError -= by;
        run(random.nextInt(90) * SECOND);
      }
    }

    /** The file is lost, or one of the past is put back. */
    private void damage() {
      Optional<String> before = saved;
      run(random.nextLong(DAY));
      saved = random.nextBoolean() ? Optional.empty() : before;
      off(random.nextLong(HOUR), false);
    }
  }

  @Test
  void nothingIsTakenForOlderThanItIsWhateverIsDoneToTheClock() {
    for (long seed = 0; seed < 2_000; seed++) {
      World world = new World(seed);
      for (int event = 0; event < 30; event++) {
        world.anything();
        world.run(world.random.nextLong(world.random.nextBoolean() ? 5 * MINUTE : 8 * HOUR));
        world.check(seed);
      }
    }
  }

  @Test
  void underAnHonestClockAllTimeCountsButADayThoughTheMachineIsOftenOff() {
    for (long seed = 0; seed < 20; seed++) {
      World world = new World(seed);
      while (world.trueMillis < BEGIN + 100 * DAY) {
        world.run(2 * HOUR + world.random.nextLong(DAY));
        world.off(world.random.nextLong(3 * DAY), world.random.nextBoolean());
      }
      world.run(4 * HOUR);
      long now = world.clock.atSeal().orElseThrow();
      SealTimes times = new SealTimes(world.log);
      for (World.Sealed segment : world.sealed.subList(0, world.sealed.size() - 10)) {
        long age = world.trueMillis - segment.trueMillis;
        long shown = now - times.of(segment.id).orElseThrow();
        assertTrue(shown <= age, () -> "seed " + segment);
        assertTrue(age - shown < DAY, () -> segment + " lags " + (age - shown));
      }
    }
  }

  @Test
  void withoutAReferenceOnlyTheTimeItRunsCounts() {
    World world = new World(1);
    world.service = false;
    world.follows = false;
    world.run(10 * DAY);
    world.off(10 * DAY, true);
    world.run(DAY);
    assertTrue(Math.abs(world.clock.millis() - 11 * DAY) < MINUTE);
    assertTrue(world.clock.atSeal().isPresent());
  }

  @Test
  void aClockSetForwardsAYearWhileTheMachineIsOffCountsNothing() {
    World world = new World(2);
    world.run(2 * DAY);
    long before = world.clock.millis();
    world.service = false;
    world.wallError += 365 * DAY;
    world.off(HOUR, true);
    world.run(HOUR);
    assertTrue(world.clock.millis() <= before + 2 * HOUR);
    assertTrue(world.clock.atSeal().isEmpty(), "it still waits for the clock");
    world.run(6 * HOUR);
    assertTrue(world.clock.atSeal().isPresent(), "it waits no longer");
  }

  @Test
  void isKeptInAFileAndADamagedOneIsReplacedByTheLog(@TempDir Path directory) throws IOException {
    long[] nanos = {0};
    RetentionClock clock = clock(directory, nanos);
    clock.start(List.of());
    nanos[0] += 1_000_000L * HOUR;
    clock.close();
    RetentionClock again = clock(directory, nanos);
    again.start(List.of());
    assertEquals(HOUR, again.millis());
    again.close();
    Path file = directory.resolve("retention/clock");
    Files.writeString(file, Files.readString(file).replace("millis 3", "millis 9"));
    RetentionClock damaged = clock(directory, nanos);
    damaged.start(List.of(LogEntry.clock(0, new TreeMap<>(), OptionalLong.of(30 * MINUTE))));
    assertEquals(30 * MINUTE, damaged.millis());
  }

  private static RetentionClock clock(Path directory, long[] nanos) {
    return new RetentionClock(
        directory,
        () -> Instant.ofEpochMilli(nanos[0] / 1_000_000),
        () -> nanos[0],
        Optional::empty);
  }
}
