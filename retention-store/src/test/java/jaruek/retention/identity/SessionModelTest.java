package jaruek.retention.identity;

import static jaruek.retention.identity.TestRows.HOUR;
import static jaruek.retention.identity.TestRows.SECOND;
import static jaruek.retention.identity.TestRows.T;
import static jaruek.retention.identity.TestRows.accounting;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.retention.query.Row;
import jaruek.retention.record.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Sessions against a model: invented stays, one behind the other on each port, told by accounting
 * that is duplicated, shuffled and partly lost. A failure prints its seed.
 */
class SessionModelTest {
  private static final int NAS_COUNT = 3;
  private static final int PORTS = 3;
  private static final long SPAN = 10 * HOUR;

  /** A stay that really was, and those of its events that arrived. */
  private record Stay(String nas, int port, String id, long start, long end, List<Row> events) {}

  /** What the rules make of what arrived. */
  private record Expected(String id, long start, @Nullable Long end, Basis endBasis) {}

  private final List<Stay> stays = new ArrayList<>();
  private final List<Row> reboots = new ArrayList<>();

  @Test
  void withoutLossEverySessionIsExactlyWhatItWas() {
    for (long seed = 0; seed < 150; seed++) check(seed, 0);
  }

  @Test
  void withLossTheRulesGiveWhatTheModelSays() {
    for (long seed = 1_000; seed < 1_300; seed++) check(seed, 35);
  }

  private void check(long seed, int lossPercent) {
    stays.clear();
    reboots.clear();
    Random random = new Random(seed);
    for (int nas = 0; nas < NAS_COUNT; nas++) invent("gw" + nas, random, lossPercent);
    List<Row> rows = new ArrayList<>(reboots);
    for (Stay stay : stays) {
      for (Row row : stay.events) {
        for (int copies = random.nextInt(4) == 0 ? 2 : 1; copies > 0; copies--) rows.add(row);
      }
    }
    Collections.shuffle(rows, random);
    List<Expected> built = new ArrayList<>();
    for (Session session : SessionBuilder.build(rows, Duration.ofDays(2), T + SPAN)) {
      built.add(
          new Expected(
              String.valueOf(session.id()),
              session.startMillis(),
              session.endMillis(),
              session.endBasis()));
    }
    built.sort(Comparator.comparing(Expected::id));
    assertEquals(model(), built, () -> "seed " + seed);
  }

  private void invent(String nas, Random random, int lossPercent) {
    NavigableSet<Long> downs = new TreeSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      downs.add(T + random.nextLong(SPAN / SECOND) * SECOND + SECOND / 2);
    }
    for (long down : downs) {
      reboots.add(
          TestRows.identity(random.nextBoolean() ? "accounting-on" : "accounting-off", down)
              .with(Identity.NAS, nas)
              .row());
    }
    for (int port = 0; port < PORTS; port++) inventPort(nas, port, downs, random, lossPercent);
  }

  private void inventPort(
      String nas, int port, NavigableSet<Long> downs, Random random, int lossPercent) {
    long at = T;
    for (int number = 0; ; number++) {
      long start = at + (1 + random.nextInt(1_800)) * SECOND;
      long end = start + (2 + random.nextInt(7_200)) * SECOND;
      if (end > T + SPAN) return;
      Long down = downs.higher(start);
      boolean cut = down != null && down < end;
      if (down != null && cut) end = down;
      Stay stay =
          new Stay(nas, port, nas + "-" + port + "-" + number, start, end, new ArrayList<>());
      if (random.nextInt(100) >= lossPercent) stay.events.add(event("start", start, stay));
      for (long t = start + SECOND; t < end; t += (1 + random.nextInt(1_200)) * SECOND) {
        boolean kept = random.nextInt(100) >= lossPercent;
        if (kept && t > start + SECOND) stay.events.add(event("interim", t, stay));
      }
      if (!cut && random.nextInt(100) >= lossPercent) stay.events.add(event("stop", end, stay));
      stays.add(stay);
      at = end + SECOND;
    }
  }

  private static Row event(String word, long at, Stay stay) {
    return accounting(word, at, stay.nas, stay.id)
        .user("user of " + stay.id)
        .address("10.0." + stay.nas.charAt(2) + "." + stay.port)
        .port(String.valueOf(stay.port))
        .seconds((at - stay.start) / SECOND)
        .row();
  }

  /** By definition, one session at a time, looking at all others. */
  private List<Expected> model() {
    List<Expected> expected = new ArrayList<>();
    for (Stay stay : stays) {
      if (stay.events.isEmpty()) continue;
      boolean stopped = IdentityEvents.eventOf(stay.events.getLast()).equals("stop");
      expected.add(
          stopped
              ? new Expected(stay.id, stay.start, stay.end, Basis.OBSERVED)
              : new Expected(stay.id, stay.start, inferredEnd(stay), Basis.INFERRED));
    }
    expected.sort(Comparator.comparing(Expected::id));
    return expected;
  }

  private @Nullable Long inferredEnd(Stay stay) {
    Long end = null;
    for (Row reboot : reboots) {
      long at = reboot.receivedAtMillis();
      boolean here = reboot.text(Identity.NAS).orElseThrow().equals(stay.nas);
      if (here && at > stay.start && (end == null || at < end)) end = at;
    }
    for (Stay other : stays) {
      boolean here = other.nas.equals(stay.nas) && other.port == stay.port;
      boolean later = other.start > stay.start && !other.events.isEmpty();
      if (here && later && (end == null || other.start < end)) end = other.start;
    }
    return end;
  }
}
