package jaruek.radius.session;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.session.AccountingEvent.Kind;
import jaruek.radius.session.Usage.Used;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionTableTest {
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");
  private static final long T0 = Instant.parse("2026-11-23T03:00:00Z").toEpochMilli();

  private final Telemetry telemetry = new Telemetry();
  private long now = T0;
  private final SessionTable table =
      new SessionTable(
          new SessionRules(Duration.ofMinutes(30), Duration.ofHours(24), BANGKOK, 100, 100, 50),
          telemetry,
          () -> Instant.ofEpochMilli(now));

  private EventBuilder event(Kind kind, String id) {
    return new EventBuilder(kind, id, now);
  }

  private void apply(EventBuilder event) {
    table.apply(event.build());
  }

  private void pass(Duration time) {
    now += time.toMillis();
  }

  private List<String> open(String user) {
    return table.openSessions(user).stream().map(OpenSession::sessionId).toList();
  }

  private Used used() {
    return table.used("somchai", T0 - Duration.ofDays(1).toMillis());
  }

  @Test
  void startOpensAndStopCloses() {
    apply(event(Kind.START, "a").user("somchai"));
    assertEquals(List.of("a"), open("somchai"));
    pass(Duration.ofMinutes(10));
    apply(event(Kind.STOP, "a").user("somchai").seconds(600).bytes(100, 50));
    assertEquals(List.of(), open("somchai"));
    assertEquals(new Used(150, 600), used());
  }

  @Test
  void theSameStopTwiceCountsOnceAndIsKnownAsARepeat() {
    apply(event(Kind.START, "a").user("somchai"));
    EventBuilder stop = event(Kind.STOP, "a").user("somchai").seconds(60).bytes(10, 20);
    assertFalse(table.known(stop.build()).repeats());
    apply(stop);
    assertTrue(table.known(stop.build()).repeats());
    apply(stop);
    assertEquals(new Used(30, 60), used());
    assertFalse(table.known(stop.bytes(10, 21).build()).repeats());
  }

  @Test
  void interimWithoutStartOpensAtTheTimeItsSecondsTell() {
    apply(event(Kind.INTERIM, "a").user("somchai").seconds(900).bytes(5, 6));
    assertEquals(T0 - 900_000, table.openSessions("somchai").getFirst().startMillis());
    assertEquals(new Used(11, 900), used());
    assertEquals(1, telemetry.sum("radius.sessions.without-start"));
  }

  @Test
  void stopWithoutStartOpensNothingButCounts() {
    apply(event(Kind.STOP, "a").user("somchai").seconds(900).bytes(5, 6));
    assertEquals(0, table.size());
    assertEquals(new Used(11, 900), used());
  }

  @Test
  void interimBehindItsStopDoesNotOpenAgain() {
    EventBuilder interim = event(Kind.INTERIM, "a").user("somchai").seconds(300).bytes(1, 1);
    apply(event(Kind.START, "a").user("somchai").at(T0 - 300_000));
    pass(Duration.ofSeconds(5));
    apply(event(Kind.STOP, "a").user("somchai").seconds(305).bytes(3, 3));
    apply(interim);
    assertEquals(0, table.size());
    assertEquals(new Used(6, 305), used());
  }

  @Test
  void startBehindItsStopDoesNotOpen() {
    apply(event(Kind.STOP, "a").user("somchai").seconds(5).bytes(3, 3));
    apply(event(Kind.START, "a").user("somchai").at(T0 - 5_000));
    assertEquals(0, table.size());
    assertEquals(1, telemetry.sum("radius.sessions.late-events"));
  }

  @Test
  void idCountedAnewByTheNasIsANewSession() {
    apply(event(Kind.STOP, "a").user("somchai").seconds(100).bytes(10, 0));
    pass(Duration.ofHours(1));
    apply(event(Kind.INTERIM, "a").user("somying").seconds(60).bytes(1, 0));
    assertEquals(List.of("a"), open("somying"));
    assertEquals(new Used(10, 100), used());
  }

  @Test
  void rebootClosesTheSessionsOfItsNasOnly() {
    apply(event(Kind.START, "a").user("somchai"));
    apply(event(Kind.START, "b").user("somchai").nas("10.0.0.2"));
    pass(Duration.ofSeconds(1));
    apply(event(Kind.ON, "x"));
    assertEquals(List.of("b"), open("somchai"));
    apply(event(Kind.INTERIM, "a").user("somchai").seconds(1).at(T0));
    assertEquals(List.of("b"), open("somchai"), "of before the reboot");
    apply(event(Kind.START, "c").user("somchai"));
    apply(event(Kind.ON, "x").at(T0 + 500));
    assertEquals(List.of("b", "c"), open("somchai"), "began behind that reboot");
  }

  @Test
  void nextSessionOnAPortOrAddressClosesTheOlder() {
    apply(event(Kind.START, "a").user("somchai").port("7"));
    apply(event(Kind.START, "b").user("somchai").address("10.5.0.1"));
    pass(Duration.ofMinutes(1));
    apply(event(Kind.START, "c").user("somying").port("7"));
    apply(event(Kind.START, "d").user("somying").address("10.5.0.1"));
    assertEquals(List.of(), open("somchai"));
    assertEquals(List.of("c", "d"), open("somying"));
  }

  @Test
  void whoSpeaksAgainWasClosedWronglyAndItsPortIsShared() {
    apply(event(Kind.START, "a").user("somchai").port("0"));
    pass(Duration.ofMinutes(1));
    apply(event(Kind.START, "b").user("somying").port("0"));
    pass(Duration.ofMinutes(1));
    apply(event(Kind.INTERIM, "a").user("somchai").port("0").seconds(120));
    assertEquals(List.of("a"), open("somchai"));
    assertEquals(List.of("b"), open("somying"));
    apply(event(Kind.START, "c").user("wichai").port("0"));
    assertEquals(3, table.size());
  }

  @Test
  void aDeadSessionIsNotOpenBeyondItsLimit() {
    apply(event(Kind.START, "a").user("somchai"));
    apply(event(Kind.START, "b").user("somchai"));
    pass(Duration.ofMinutes(5));
    apply(event(Kind.INTERIM, "b").user("somchai").seconds(300));
    pass(Duration.ofMinutes(31));
    assertEquals(List.of("a"), open("somchai"), "b sent interim updates and no more");
    table.sweep();
    assertEquals(1, table.size());
    apply(event(Kind.INTERIM, "b").user("somchai").seconds(300 + 31 * 60));
    assertEquals(List.of("a", "b"), open("somchai"));
    pass(Duration.ofHours(25));
    assertEquals(List.of(), open("somchai"));
  }

  @Test
  void sessionsAreBounded() {
    for (int i = 0; i < 150; i++) apply(event(Kind.START, "s" + i).user("u" + i));
    assertEquals(100, table.size());
    assertEquals(50, telemetry.sum("radius.sessions.evicted"));
    assertEquals(List.of(), open("u0"));
    assertEquals(List.of("s149"), open("u149"));
  }

  @Test
  void usersAreBoundedButNotThoseOnline() {
    apply(event(Kind.START, "a").user("somchai"));
    for (int i = 0; i < 500; i++) {
      apply(event(Kind.STOP, "s" + i).user("u" + i).seconds(1).bytes(1, 1));
    }
    assertEquals(List.of("a"), open("somchai"));
    assertTrue(telemetry.sum("radius.sessions.users-forgotten") >= 400);
  }

  @Test
  void usageIsTheSameInAnyOrderWithLossesAndRepeats() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<AccountingEvent> events = new ArrayList<>();
    for (int session = 0; session < 20; session++) {
      for (int i = 1; i <= 10; i++) {
        Kind kind = i == 10 ? Kind.STOP : Kind.INTERIM;
        AccountingEvent event =
            new EventBuilder(kind, "s" + session, now)
                .at(T0 + i * 60_000L)
                .user("somchai")
                .seconds(i * 60L)
                .bytes(i * 1000L, i)
                .build();
        if (i == 10 || random.nextInt(3) > 0) events.add(event);
        if (random.nextInt(4) == 0) events.add(event);
      }
    }
    Collections.shuffle(events, random);
    pass(Duration.ofMinutes(10));
    Used before = Used.NOTHING;
    for (AccountingEvent event : events) {
      table.apply(event);
      Used after = used();
      assertTrue(after.bytes() >= before.bytes() && after.seconds() >= before.seconds());
      before = after;
    }
    assertEquals(new Used(20 * 10_010L, 20 * 600L), before, "seed " + seed);
  }

  @Test
  void usageSinceTodayLeavesYesterdayOut() {
    apply(event(Kind.STOP, "a").user("somchai").seconds(100).bytes(1_000, 0));
    pass(Duration.ofDays(1));
    apply(event(Kind.STOP, "b").user("somchai").seconds(10).bytes(10, 0));
    long midnight =
        Instant.ofEpochMilli(now)
            .atZone(BANGKOK)
            .toLocalDate()
            .atStartOfDay(BANGKOK)
            .toInstant()
            .toEpochMilli();
    assertEquals(new Used(10, 10), table.used("somchai", midnight));
    assertEquals(new Used(1_010, 110), table.used("somchai", 0));
  }

  @Test
  void usageOfManyDaysIsFoldedAndStaysRight() {
    UserUsage usage = new UserUsage();
    for (int hour = 0; hour < 24 * 100; hour++) {
      usage.add(T0 + hour * 3_600_000L, 1, 2, BANGKOK);
    }
    assertEquals(new Used(2400, 4800), usage.since(0));
    long day50 =
        Instant.ofEpochMilli(T0)
            .atZone(BANGKOK)
            .toLocalDate()
            .plusDays(50)
            .atStartOfDay(BANGKOK)
            .toInstant()
            .toEpochMilli();
    long hours = (T0 + 24L * 100 * 3_600_000L - day50) / 3_600_000;
    assertEquals(new Used(hours, 2 * hours), usage.since(day50));
  }

  @Test
  void tellsWhoReportsASession() {
    apply(event(Kind.START, "a").user("somchai"));
    SessionTable.Reporter reporter =
        requireNonNull(table.known(event(Kind.STOP, "a").build()).reporter());
    assertEquals("gw1", reporter.client());
    assertTrue(reporter.itself());
    assertNull(table.known(event(Kind.STOP, "b").build()).reporter());
    assertNotNull(table.known(event(Kind.ON, "x").build()).reporter());
  }

  @Test
  void oddCountersDoNotRunOver() {
    apply(
        event(Kind.INTERIM, "a").user("somchai").seconds(Long.MAX_VALUE).bytes(-5, Long.MAX_VALUE));
    assertTrue(used().bytes() > 0 && used().seconds() > 0);
  }

  @Test
  void randomEventsKeepTheTableWhole() {
    List<Kind> kinds =
        List.of(Kind.START, Kind.START, Kind.INTERIM, Kind.INTERIM, Kind.STOP, Kind.ON, Kind.OFF);
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      SessionTable many =
          new SessionTable(
              new SessionRules(Duration.ofMinutes(5), Duration.ofHours(1), BANGKOK, 20, 20, 10),
              new Telemetry(),
              () -> Instant.ofEpochMilli(now));
      for (int i = 0; i < 2_000; i++) {
        now += random.nextInt(30_000);
        EventBuilder event =
            new EventBuilder(kinds.get(random.nextInt(kinds.size())), "s" + random.nextInt(40), now)
                .at(now - random.nextInt(600_000))
                .nas("10.0.0." + random.nextInt(3))
                .user(random.nextInt(5) == 0 ? null : "u" + random.nextInt(15))
                .seconds(random.nextInt(1000))
                .bytes(random.nextInt(1000), random.nextInt(1000));
        if (random.nextBoolean()) event.port("" + random.nextInt(5));
        if (random.nextBoolean()) event.address("10.5.0." + random.nextInt(9));
        many.apply(event.build());
        if (i % 100 == 0) many.sweep();
        assertTrue(many.size() <= 20, "seed " + seed);
      }
      int byUser = 0;
      for (int u = 0; u < 15; u++) byUser += many.openSessions("u" + u).size();
      long named = many.openSessions().stream().filter(s -> s.userName() != null).count();
      assertEquals(named, byUser, "seed " + seed);
    }
  }

  /** An event from NAS 10.0.0.1 (client gw1) unless told otherwise. */
  private static final class EventBuilder {
    private final Kind kind;
    private final String id;
    private final long received;
    private long at;
    private String nas = "10.0.0.1";
    private @Nullable String user;
    private @Nullable String port;
    private @Nullable IpAddress address;
    private @Nullable Long seconds;
    private @Nullable Long input;
    private @Nullable Long output;

    EventBuilder(Kind kind, String id, long received) {
      this.kind = kind;
      this.id = id;
      this.received = received;
      this.at = received;
    }

    EventBuilder at(long millis) {
      at = millis;
      return this;
    }

    EventBuilder nas(String name) {
      nas = name;
      return this;
    }

    EventBuilder user(@Nullable String name) {
      user = name;
      return this;
    }

    EventBuilder port(String name) {
      port = name;
      return this;
    }

    EventBuilder address(String text) {
      address = IpAddress.of(text);
      return this;
    }

    EventBuilder seconds(long value) {
      seconds = value;
      return this;
    }

    EventBuilder bytes(long in, long out) {
      input = in;
      output = out;
      return this;
    }

    AccountingEvent build() {
      return new AccountingEvent(
          kind,
          at,
          received,
          "gw1",
          IpAddress.of(nas),
          false,
          user,
          nas,
          id,
          address,
          null,
          null,
          port,
          seconds,
          input,
          output,
          null,
          Identification.NONE);
    }
  }
}
