package jaruek.retention.identity;

import static jaruek.retention.identity.TestRows.HOUR;
import static jaruek.retention.identity.TestRows.MINUTE;
import static jaruek.retention.identity.TestRows.SECOND;
import static jaruek.retention.identity.TestRows.T;
import static jaruek.retention.identity.TestRows.accounting;
import static jaruek.retention.identity.TestRows.identity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.query.Row;
import jaruek.retention.query.RowListEngine;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final Duration SILENCE = Duration.ofHours(24);

  private final List<Row> rows = new ArrayList<>();

  private void add(TestRows row) {
    rows.add(row.row());
  }

  private TestRows of(String event, long at, String id) {
    return accounting(event, at, "gw1", id).user("user-" + id);
  }

  private List<Session> build() {
    return SessionBuilder.build(rows, SILENCE, T + 2 * HOUR);
  }

  private Session only() {
    List<Session> sessions = build();
    assertEquals(1, sessions.size(), sessions.toString());
    return sessions.getFirst();
  }

  private static void assertSpan(Session session, long start, @Nullable Long end) {
    assertEquals(start, session.startMillis());
    assertEquals(end, session.endMillis());
  }

  @Test
  void startInterimStopMakeOneSession() {
    add(of("start", T, "a").address("10.0.0.1").mac("000000000001").port("7"));
    add(of("interim", T + MINUTE, "a").with(Identity.INPUT_BYTES, 5L));
    add(
        of("stop", T + HOUR, "a")
            .with(Identity.OUTPUT_BYTES, 9L)
            .with(Identity.CAUSE, "User-Request"));
    Session session = only();
    assertSpan(session, T, T + HOUR);
    assertEquals(Basis.OBSERVED, session.startBasis());
    assertEquals(Basis.OBSERVED, session.endBasis());
    assertEquals(Session.State.CLOSED, session.state());
    assertEquals("User-Request", session.cause());
    assertEquals(5, session.inputBytes());
    assertEquals(9, session.outputBytes());
    assertEquals("7", session.nasPort());
    assertEquals("user-a", session.user());
  }

  @Test
  void duplicatesAndAnyOrderOfArrivalAreHarmless() {
    add(of("stop", T + HOUR, "a"));
    add(of("interim", T + MINUTE, "a"));
    add(of("start", T, "a"));
    add(of("stop", T + HOUR, "a"));
    add(of("start", T, "a"));
    add(of("interim", T + MINUTE, "a"));
    add(of("start", T + 20 * SECOND, "a"));
    add(of("stop", T + HOUR + 20 * SECOND, "a"));
    assertSpan(only(), T, T + HOUR);
  }

  @Test
  void anIdUsedAgainWithinTheMinuteIsANewSession() {
    add(of("start", T, "a").address("10.0.0.1"));
    add(of("stop", T + SECOND, "a").address("10.0.0.1").seconds(1));
    add(of("start", T + 3 * SECOND, "a").address("10.0.0.1"));
    add(of("start", T + 3 * SECOND, "a").address("10.0.0.1"));
    add(of("stop", T + 6 * SECOND, "a").address("10.0.0.1").seconds(3));
    List<Session> sessions = build();
    assertEquals(2, sessions.size(), sessions.toString());
    assertSpan(sessions.get(0), T, T + SECOND);
    assertSpan(sessions.get(1), T + 3 * SECOND, T + 6 * SECOND);
    assertEquals(Basis.OBSERVED, sessions.get(1).startBasis());
  }

  private TestRows accept(long at, String user, String mac, String reason) {
    return identity("accept", at)
        .user(user)
        .mac(mac)
        .with(Identity.CAUSE, "home of " + user)
        .with(Identity.REASON, reason);
  }

  private String homeOf(String user) {
    return build().stream()
        .filter(session -> user.equals(session.user()))
        .map(
            session -> {
              Row login = session.homeLogin();
              return login == null ? "none" : login.text(Identity.CAUSE).orElse("");
            })
        .collect(Collectors.joining(" and "));
  }

  @Test
  void aGuestsSessionFollowsTheHomeServersAcceptOfTheSameDevice() {
    String mac = "000000000001";
    // the name outside the tunnel is nobody's
    add(accept(T, "anonymous@uni.example", mac, "proxy"));
    add(accounting("start", T + SECOND, "gw1", "a").user("bob@uni.example").mac(mac));
    assertEquals("home of anonymous@uni.example", homeOf("bob@uni.example"));
  }

  @Test
  void noSessionFollowsAnothersOrAnOldLogin() {
    String mac = "000000000001";
    add(accept(T - HOUR, "bob@uni.example", mac, "proxy"));
    add(accounting("start", T, "gw1", "a").user("bob@uni.example").mac(mac));
    add(accept(T + 10 * SECOND, "eve@uni.example", "000000000002", "proxy"));
    add(accept(T + 20 * SECOND, "teacher@school.example", "000000000002", ""));
    add(
        accounting("start", T + 21 * SECOND, "gw1", "b")
            .user("teacher@school.example")
            .mac("000000000002"));
    add(accept(T + 30 * SECOND, "somchai", "000000000003", "proxy"));
    add(accounting("start", T + 31 * SECOND, "gw1", "c").user("somchai").mac("000000000003"));
    assertEquals("none", homeOf("bob@uni.example"));
    assertEquals("none", homeOf("teacher@school.example"));
    assertEquals("none", homeOf("somchai"));
  }

  @Test
  void aStartThatItsStopOvertookIsNoSecondSession() {
    add(of("stop", T, "a").seconds(2));
    add(of("start", T + 5, "a"));
    assertSpan(only(), T - 2 * SECOND, T);
  }

  @Test
  void aStopWithoutAStartHasAnInferredStart() {
    add(of("stop", T, "a").seconds(600));
    Session session = only();
    assertSpan(session, T - 10 * MINUTE, T);
    assertEquals(Basis.INFERRED, session.startBasis());
    assertEquals(Basis.OBSERVED, session.endBasis());
  }

  @Test
  void anInterimWithoutAStartHasAnInferredStartAndStaysOpen() {
    add(of("interim", T, "a").seconds(600));
    Session session = only();
    assertSpan(session, T - 10 * MINUTE, null);
    assertEquals(Session.State.OPEN, session.state());
  }

  @Test
  void aRebootEndsAllSessionsOfThatNasAndNoOther() {
    add(of("start", T, "a"));
    add(of("start", T + MINUTE, "b"));
    add(accounting("start", T, "gw2", "c").user("user-c"));
    add(identity("accounting-off", T + 10 * MINUTE).with(Identity.NAS, "gw1"));
    List<Session> sessions = build();
    assertEquals(3, sessions.size());
    for (Session session : sessions) {
      boolean other = "gw2".equals(session.nas());
      assertEquals(other ? null : (Long) (T + 10 * MINUTE), session.endMillis());
      assertEquals(other ? null : "accounting-off", session.cause());
      assertEquals(Basis.INFERRED, session.endBasis());
    }
  }

  @Test
  void aSessionIdUsedAgainAfterARebootIsANewSession() {
    add(of("start", T, "1").address("10.0.0.1"));
    add(identity("accounting-on", T + 30 * SECOND).with(Identity.NAS, "gw1"));
    add(accounting("start", T + 40 * SECOND, "gw1", "1").user("other").address("10.0.0.2"));
    add(accounting("stop", T + HOUR, "gw1", "1").user("other").address("10.0.0.2").seconds(3_560));
    List<Session> sessions = build();
    assertEquals(2, sessions.size());
    assertSpan(sessions.get(0), T, T + 30 * SECOND);
    assertSpan(sessions.get(1), T + 40 * SECOND, T + HOUR);
    assertEquals("other", sessions.get(1).user());
  }

  @Test
  void anUpdateBehindARebootBeginsAtTheReboot() {
    add(of("start", T, "a"));
    add(identity("accounting-on", T + MINUTE).with(Identity.NAS, "gw1"));
    add(of("interim", T + 10 * MINUTE, "a").seconds(600));
    List<Session> sessions = build();
    assertSpan(sessions.get(0), T, T + MINUTE);
    assertSpan(sessions.get(1), T + MINUTE, null);
    assertEquals(Basis.INFERRED, sessions.get(1).startBasis());
  }

  @Test
  void aNewStartOnTheSamePortEndsTheOlder() {
    add(of("start", T, "a").port("5"));
    add(of("start", T + HOUR, "b").port("5"));
    add(of("start", T + HOUR, "c").port("6"));
    List<Session> sessions = build();
    assertSpan(sessions.get(0), T, T + HOUR);
    assertEquals("same-port", sessions.get(0).cause());
    assertEquals(Basis.INFERRED, sessions.get(0).endBasis());
    assertNull(sessions.get(1).endMillis());
    assertNull(sessions.get(2).endMillis());
  }

  @Test
  void aNewStartOnTheSameAddressEndsTheOlderOfAnyNas() {
    add(of("start", T, "a").address("10.0.0.1"));
    add(accounting("start", T + HOUR, "gw2", "z").user("z").address("10.0.0.1"));
    List<Session> sessions = build();
    assertSpan(sessions.get(0), T, T + HOUR);
    assertEquals("same-address", sessions.get(0).cause());
  }

  @Test
  void aStopBehindAnInferredEndCorrectsIt() {
    add(of("start", T, "a").port("5"));
    add(of("start", T + MINUTE, "b").port("5"));
    add(of("stop", T + 2 * MINUTE, "a").port("5"));
    Session first = build().getFirst();
    assertSpan(first, T, T + 2 * MINUTE);
    assertEquals(Basis.OBSERVED, first.endBasis());
  }

  @Test
  void anUpdateBehindAnInferredEndShowsThatItGoesOn() {
    add(of("start", T, "a").port("5"));
    add(of("start", T + MINUTE, "b").port("5"));
    add(of("interim", T + 2 * MINUTE, "a").port("5"));
    assertSpan(build().getFirst(), T, null);
  }

  @Test
  void silenceBeyondTheLimitIsStale() {
    add(of("start", T - 30 * HOUR, "a"));
    add(of("interim", T - 23 * HOUR, "a"));
    Session session = only();
    assertSpan(session, T - 30 * HOUR, T + HOUR);
    assertEquals(Session.State.STALE, session.state());
    assertEquals("silent", session.cause());
  }

  @Test
  void aRebootLongAfterTheLastSignDoesNotLengthenAStaleSession() {
    add(of("start", T - 40 * HOUR, "a"));
    add(identity("accounting-on", T).with(Identity.NAS, "gw1"));
    assertSpan(only(), T - 40 * HOUR, T - 16 * HOUR);
    assertEquals(Session.State.STALE, only().state());
  }

  @Test
  void anAddressLearntLaterIsHeldFromTheStartAndAChangedOneFromTheChange() {
    IpAddress one = IpAddress.of("10.0.0.1");
    IpAddress two = IpAddress.of("10.0.0.2");
    add(of("start", T, "a"));
    add(of("interim", T + MINUTE, "a").address("10.0.0.1"));
    add(of("interim", T + HOUR, "a").address("10.0.0.2"));
    Session session = only();
    assertTrue(session.held(one, T, T));
    assertTrue(session.held(one, T + 30 * MINUTE, T + 30 * MINUTE));
    assertFalse(session.held(two, T + 30 * MINUTE, T + 30 * MINUTE));
    assertTrue(session.held(two, T + 2 * HOUR, T + 2 * HOUR));
    assertFalse(session.held(one, T + 2 * HOUR, T + 2 * HOUR));
  }

  @Test
  void aDelayedRecordCountsAtItsOwnTimeAndAWrongClockAtOurs() {
    add(of("stop", T + HOUR, "a").with(Identity.EVENT_AT, T + MINUTE));
    add(of("start", T, "a").with(Identity.EVENT_AT, T - 26 * HOUR));
    assertSpan(only(), T, T + MINUTE);
    rows.clear();
    add(identity("login", T).user("u").address("10.0.0.1").with(Identity.EVENT_AT, T + 7 * HOUR));
    assertSpan(only(), T, null);
  }

  @Test
  void aLogoutWithoutLoginIsShortAndOneUserReplacesAnother() {
    add(identity("login", T).user("u").address("10.0.0.1"));
    add(identity("login", T + HOUR).user("v").address("10.0.0.1"));
    add(identity("logout", T + 2 * HOUR).user("w").address("10.0.0.9"));
    List<Session> sessions = build();
    assertSpan(sessions.get(0), T, T + HOUR);
    assertSpan(sessions.get(1), T + HOUR, null);
    assertSpan(sessions.get(2), T + 2 * HOUR, T + 2 * HOUR);
    assertEquals(Session.Kind.LOGIN, sessions.get(0).kind());
  }

  @Test
  void rowsWithoutAnythingAreHarmless() {
    for (String event :
        List.of("start", "interim", "stop", "accounting-on", "login", "logout", "", "odd")) {
      rows.add(identity(event, T).row());
    }
    rows.add(identity("stop", T).seconds(Long.MAX_VALUE).row());
    rows.add(identity("interim", T).seconds(-5).row());
    assertFalse(build().isEmpty());
  }

  private Sessions sessions() {
    return new Sessions(
        new RowListEngine(rows),
        SessionLimits.DEFAULT,
        InstantSource.fixed(Instant.ofEpochMilli(T + 2 * HOUR)));
  }

  @Test
  void infersNoEndThatIsYetToCome() {
    add(of("start", T, "a"));
    SessionFilter filter = new SessionFilter(null, null, null, true, T - HOUR, T + 1_000 * HOUR);
    List<Session> found = sessions().find(filter).sessions();
    assertEquals(1, found.size());
    assertEquals(Session.State.OPEN, found.getFirst().state());
    assertNull(found.getFirst().endMillis());
  }

  private List<@Nullable String> find(SessionFilter filter) {
    Sessions.Found found = sessions().find(filter);
    assertTrue(found.complete());
    List<@Nullable String> ids = new ArrayList<>();
    found.sessions().forEach(session -> ids.add(session.id()));
    return ids;
  }

  @Test
  void findsByUserAddressDeviceAndActivity() {
    add(of("start", T, "a").user("somchai").address("10.0.0.1").mac("000000000001"));
    add(of("stop", T + MINUTE, "a"));
    add(of("start", T + 2 * MINUTE, "b").user("malee").address("10.0.0.1").mac("000000000002"));
    add(of("start", T + 3 * MINUTE, "c").user("somchai").address("10.0.0.3").mac("000000000001"));
    long to = T + HOUR;
    assertEquals(List.of("a", "b", "c"), find(new SessionFilter(null, null, null, false, T, to)));
    assertEquals(List.of("a", "c"), find(new SessionFilter("somchai", null, null, false, T, to)));
    assertEquals(List.of("b", "c"), find(new SessionFilter(null, null, null, true, T, to)));
    IpAddress address = IpAddress.of("10.0.0.1");
    assertEquals(List.of("a", "b"), find(new SessionFilter(null, address, null, false, T, to)));
    MacAddress mac = new MacAddress(1);
    assertEquals(List.of("a", "c"), find(new SessionFilter(null, null, mac, false, T, to)));
    assertEquals(List.of("c"), find(new SessionFilter("somchai", null, mac, true, T, to)));
    assertEquals(List.of(), find(new SessionFilter(null, null, null, false, T - HOUR, T - MINUTE)));
    assertThrows(
        IllegalArgumentException.class, () -> new SessionFilter(null, null, null, false, T, T - 1));
  }

  @Test
  void whatEndedASessionIsFoundEvenIfItIsAnothersRow() {
    add(of("start", T, "a").user("somchai").address("10.0.0.1").port("1"));
    add(of("start", T + MINUTE, "b").user("malee").port("1"));
    assertEquals(List.of(), find(new SessionFilter("somchai", null, null, true, T, T + HOUR)));
    rows.removeLast();
    add(of("start", T + MINUTE, "b").user("malee").address("10.0.0.1"));
    assertEquals(List.of(), find(new SessionFilter("somchai", null, null, true, T, T + HOUR)));
    rows.removeLast();
    add(identity("accounting-on", T + MINUTE).with(Identity.NAS, "gw1"));
    assertEquals(List.of(), find(new SessionFilter("somchai", null, null, true, T, T + HOUR)));
  }
}
