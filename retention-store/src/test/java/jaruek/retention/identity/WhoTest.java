package jaruek.retention.identity;

import static jaruek.retention.identity.TestRows.HOUR;
import static jaruek.retention.identity.TestRows.MINUTE;
import static jaruek.retention.identity.TestRows.SECOND;
import static jaruek.retention.identity.TestRows.T;
import static jaruek.retention.identity.TestRows.accounting;
import static jaruek.retention.identity.TestRows.identity;
import static jaruek.retention.identity.TestRows.sign;
import static jaruek.retention.identity.TestRows.traffic;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.identity.WhoAnswer.Candidate;
import jaruek.retention.identity.WhoAnswer.Join;
import jaruek.retention.identity.WhoAnswer.Verdict;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowListEngine;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhoTest {
  private static final String PUBLIC = "203.0.113.7";
  private static final String INSIDE = "10.0.0.5";
  private static final String MAC = "e2:9b:00:00:00:01";
  private static final Map<String, String> NAMES =
      Map.of("somchai", "สมชาย ใจดี", "malee", "มาลี มีสุข");

  private final List<Row> rows = new ArrayList<>();
  private long now = T + 30 * HOUR;

  private void add(TestRows row) {
    rows.add(row.row());
  }

  private void recordingAllDay() {
    for (long at = T - 2 * HOUR; at <= T + 2 * HOUR; at += MINUTE) {
      rows.add(sign("clock", at, "{\"offsetMillis\":" + (at - T) / MINUTE + "}"));
    }
  }

  private WhoAnswer ask(String address, @Nullable Integer port, long at, long skew) {
    Who who =
        new Who(
            new RowListEngine(rows),
            (user, then) ->
                Optional.ofNullable(NAMES.get(user)).map(n -> new Who.Holder(n, Basis.OBSERVED)),
            SessionLimits.DEFAULT,
            InstantSource.fixed(Instant.ofEpochMilli(now)));
    OptionalInt asked = port == null ? OptionalInt.empty() : OptionalInt.of(port);
    return who.answer(new WhoQuestion(IpAddress.of(address), asked, OptionalInt.empty(), at, skew));
  }

  private WhoAnswer ask() {
    return ask(PUBLIC, 51234, T, 30 * SECOND);
  }

  private static List<String> steps(Candidate candidate) {
    return candidate.joins().stream().map(j -> j.step() + " " + j.basis().word()).toList();
  }

  private static List<@Nullable String> users(WhoAnswer answer) {
    List<@Nullable String> users = new ArrayList<>();
    answer.candidates().forEach(c -> users.add(c.user()));
    return users;
  }

  private void translation() {
    add(
        traffic(T - MINUTE, T + MINUTE)
            .from(INSIDE, 40000)
            .as(PUBLIC, 51234)
            .to("198.51.100.1", 443));
  }

  private TestRows start(String user, String session, long at) {
    return accounting("start", at, "gw1", session).user(user).address(INSIDE).mac(MAC);
  }

  private TestRows stop(String user, String session, long at) {
    return accounting("stop", at, "gw1", session).user(user).address(INSIDE);
  }

  private TestRows imported() {
    return traffic(T - MINUTE, T + MINUTE)
        .from("10.0.0.9", 40000)
        .as(PUBLIC, 51234)
        .to("198.51.100.1", 443)
        .with(Traffic.RECEIVED_AT, T + 20 * HOUR)
        .with(Traffic.ORIGIN, "import/netflow9");
  }

  @Test
  void anImportedTranslationAnswersByInferenceAndNamesItsImport() {
    recordingAllDay();
    rows.add(sign("import-begin", T + 19 * HOUR, "{\"import\":1,\"sha256\":\"a\"}"));
    add(imported());
    rows.add(sign("import-end", T + 21 * HOUR, "{\"import\":1}"));
    rows.add(sign("import-begin", T + 22 * HOUR, "{\"import\":2,\"sha256\":\"b\"}"));
    add(accounting("start", T - HOUR, "gw1", "s1").user("malee").address("10.0.0.9"));
    WhoAnswer answer = ask();
    Candidate found = answer.candidates().getFirst();
    assertEquals(List.of("malee"), users(answer));
    assertEquals("nat inferred", steps(found).getFirst());
    assertEquals("import inferred", steps(found).get(1));
    Row record = found.joins().get(1).record();
    assertNotNull(record);
    assertEquals(T + 19 * HOUR, record.receivedAtMillis());
  }

  @Test
  void aDeviceOutOfAFileFromBeforeOurTimeIsNotRecordedRatherThanUnknown() {
    rows.add(sign("import-begin", T + 19 * HOUR, "{\"import\":1}"));
    add(imported());
    WhoAnswer answer = ask();
    assertEquals(IpAddress.of("10.0.0.9"), answer.candidates().getFirst().insideAddress());
    assertEquals(Verdict.NOT_RECORDED, answer.verdict());
  }

  @Test
  void whatWasReceivedComesBeforeWhatWasImported() {
    recordingAllDay();
    rows.add(sign("import-begin", T + 19 * HOUR, "{\"import\":1}"));
    add(imported());
    translation();
    add(start("somchai", "s1", T - HOUR));
    WhoAnswer answer = ask();
    assertEquals(List.of("somchai"), users(answer));
    assertEquals("nat observed", steps(answer.candidates().getFirst()).getFirst());
  }

  @Test
  void importedIdentityIsNobodysSessionLeaseOrLogin() {
    recordingAllDay();
    translation();
    for (String event : List.of("import/dhcp", "import/login", "import/start", "import/accept")) {
      add(identity(event, T).user("somchai").address(INSIDE).mac(MAC));
    }
    WhoAnswer answer = ask();
    assertEquals(Collections.singletonList(null), users(answer));
    assertNull(answer.candidates().getFirst().mac());
  }

  @Test
  void anImportedUserNameIsInferredToo() {
    recordingAllDay();
    rows.add(sign("import-begin", T + 19 * HOUR, "{\"import\":1}"));
    add(imported().with(Traffic.USER_NAME, "malee"));
    assertEquals(
        List.of("nat inferred", "import inferred", "firewall-user inferred", "account observed"),
        steps(ask().candidates().getFirst()));
  }

  @Test
  void oneTranslationAndOneSessionIdentifyThePerson() {
    recordingAllDay();
    translation();
    add(start("somchai", "s1", T - HOUR));
    add(stop("somchai", "s1", T + HOUR));
    WhoAnswer answer = ask();
    assertEquals(Verdict.IDENTIFIED, answer.verdict());
    Candidate found = answer.candidates().getFirst();
    assertEquals("somchai", found.user());
    assertEquals("สมชาย ใจดี", found.fullName());
    assertEquals(IpAddress.of(INSIDE), found.insideAddress());
    assertEquals(MacAddress.parse(MAC).orElseThrow(), found.mac());
    Session session = found.session();
    assertNotNull(session);
    assertEquals("s1", session.id());
    assertEquals("gw1", session.nas());
    assertEquals(T - HOUR, session.startMillis());
    assertEquals(T + HOUR, session.endMillis());
    WhoAnswer.Nat nat = found.nat();
    assertNotNull(nat);
    assertEquals(40000, nat.insidePort());
    assertEquals(443, nat.remotePort());
    assertEquals(6, nat.protocol());
    assertEquals(List.of("nat observed", "session observed", "account observed"), steps(found));
    assertTrue(answer.coverage().recording());
    assertEquals(List.of(), answer.coverage().gaps());
    assertEquals(0, answer.coverage().clockOffsetMillis());
    assertTrue(answer.complete());
  }

  @Test
  void twoUsersOnOneAddressInTheSkewAreTwoCandidates() {
    recordingAllDay();
    translation();
    add(start("somchai", "s1", T - HOUR));
    add(stop("somchai", "s1", T - 5 * SECOND));
    add(start("malee", "s2", T + 5 * SECOND));
    WhoAnswer answer = ask();
    assertEquals(Verdict.AMBIGUOUS, answer.verdict());
    assertEquals(List.of("somchai", "malee"), users(answer));
  }

  @Test
  void theFlowsOwnTimeDecidesBetweenTwoUsers() {
    recordingAllDay();
    add(traffic(T + 8 * SECOND, T + 20 * SECOND).from(INSIDE, 1).as(PUBLIC, 51234));
    add(start("somchai", "s1", T - HOUR));
    add(stop("somchai", "s1", T - 5 * SECOND));
    add(start("malee", "s2", T + 5 * SECOND));
    assertEquals(List.of("malee"), users(ask()));
  }

  @Test
  void anAccountingStartALittleBehindTheFlowIsTakenAsInferred() {
    recordingAllDay();
    add(traffic(T, T).from(INSIDE, 1).as(PUBLIC, 51234));
    add(start("malee", "s2", T + 2 * SECOND));
    WhoAnswer answer = ask();
    assertEquals(Verdict.IDENTIFIED, answer.verdict());
    assertTrue(steps(answer.candidates().getFirst()).contains("session inferred"));
  }

  @Test
  void aTranslationWithoutASessionIsUnknownButShowsTheDevice() {
    recordingAllDay();
    add(
        traffic(T - MINUTE, T)
            .from(INSIDE, 40000)
            .as(PUBLIC, 51234)
            .with(Traffic.SOURCE_MAC, MacAddress.parse(MAC).orElseThrow()));
    WhoAnswer answer = ask();
    assertEquals(Verdict.UNKNOWN, answer.verdict());
    Candidate found = answer.candidates().getFirst();
    assertNull(found.user());
    assertEquals(IpAddress.of(INSIDE), found.insideAddress());
    assertEquals(MAC, String.valueOf(found.mac()));
    assertEquals(List.of("nat observed", "mac observed"), steps(found));
  }

  @Test
  void nothingFoundWhileRecordingIsUnknown() {
    recordingAllDay();
    WhoAnswer answer = ask();
    assertEquals(Verdict.UNKNOWN, answer.verdict());
    assertEquals(List.of(), answer.candidates());
  }

  @Test
  void nothingFoundWhileNotRecordingIsNotRecorded() {
    rows.add(sign("stop", T - HOUR, null));
    rows.add(sign("start", T + HOUR, null));
    WhoAnswer answer = ask();
    assertEquals(Verdict.NOT_RECORDED, answer.verdict());
    assertEquals("not-recorded", answer.verdict().word());
    assertFalse(answer.coverage().recording());
    assertEquals(1, answer.coverage().gaps().size());
  }

  @Test
  void withoutAPortEveryoneBehindTheAddressIsListed() {
    recordingAllDay();
    translation();
    add(traffic(T, T).from("10.0.0.6", 40000).as(PUBLIC, 51235));
    add(start("somchai", "s1", T - HOUR));
    add(accounting("start", T - HOUR, "gw1", "s2").user("malee").address("10.0.0.6"));
    WhoAnswer answer = ask(PUBLIC, null, T, 30 * SECOND);
    assertEquals(Verdict.AMBIGUOUS, answer.verdict());
    assertEquals(List.of("malee", "somchai"), users(answer));
  }

  @Test
  void oneKnownAndOneUnknownDeviceIsAmbiguous() {
    recordingAllDay();
    translation();
    add(traffic(T, T).from("10.0.0.6", 40000).as(PUBLIC, 51234));
    add(start("somchai", "s1", T - HOUR));
    WhoAnswer answer = ask();
    assertEquals(Verdict.AMBIGUOUS, answer.verdict());
    assertEquals(2, answer.candidates().size());
    assertEquals("somchai", answer.candidates().getFirst().user());
  }

  @Test
  void onePersonOnTwoAddressesIsOnePerson() {
    recordingAllDay();
    translation();
    add(traffic(T, T).from("10.0.0.6", 40000).as(PUBLIC, 51235));
    add(start("somchai", "s1", T - HOUR));
    add(accounting("start", T - HOUR, "gw1", "s2").user("somchai").address("10.0.0.6"));
    assertEquals(Verdict.IDENTIFIED, ask(PUBLIC, null, T, 0).verdict());
  }

  @Test
  void anotherPortProtocolOrTimeIsNotTaken() {
    recordingAllDay();
    translation();
    add(start("somchai", "s1", T - HOUR));
    assertEquals(Verdict.UNKNOWN, ask(PUBLIC, 51235, T, 30 * SECOND).verdict());
    assertEquals(Verdict.UNKNOWN, ask(PUBLIC, 51234, T + 2 * MINUTE, 30 * SECOND).verdict());
    Who who =
        new Who(
            new RowListEngine(rows),
            (user, at) -> Optional.empty(),
            SessionLimits.DEFAULT,
            InstantSource.fixed(Instant.ofEpochMilli(now)));
    IpAddress address = IpAddress.of(PUBLIC);
    OptionalInt port = OptionalInt.of(51234);
    assertEquals(
        Verdict.UNKNOWN,
        who.answer(new WhoQuestion(address, port, OptionalInt.of(17), T, 0)).verdict());
    assertEquals(
        Verdict.IDENTIFIED,
        who.answer(new WhoQuestion(address, port, OptionalInt.of(6), T, 0)).verdict());
  }

  @Test
  void anInsideAddressNeedsNoTranslation() {
    now = T + HOUR;
    recordingAllDay();
    add(start("somchai", "s1", T - HOUR));
    WhoAnswer answer = ask(INSIDE, null, T, 30 * SECOND);
    assertEquals(Verdict.IDENTIFIED, answer.verdict());
    Candidate found = answer.candidates().getFirst();
    assertNull(found.nat());
    assertEquals(List.of("session observed", "account observed"), steps(found));
  }

  @Test
  void aReplyLeadsBackThroughTheTranslatedDestination() {
    recordingAllDay();
    add(
        traffic(T, T)
            .from("198.51.100.1", 443)
            .to(PUBLIC, 51234)
            .with(Traffic.NAT_DESTINATION_ADDRESS, IpAddress.of(INSIDE))
            .with(Traffic.NAT_DESTINATION_PORT, 40000L));
    add(start("somchai", "s1", T - HOUR));
    WhoAnswer answer = ask();
    assertEquals(Verdict.IDENTIFIED, answer.verdict());
    WhoAnswer.Nat nat = answer.candidates().getFirst().nat();
    assertNotNull(nat);
    assertEquals(IpAddress.of("198.51.100.1"), nat.remoteAddress());
    assertEquals(51234, nat.publicPort());
    assertEquals(40000, nat.insidePort());
  }

  @Test
  void aTranslationAnnouncedEarlierStillHoldsButIsInferred() {
    recordingAllDay();
    add(
        traffic(T - 20 * MINUTE, T - 20 * MINUTE)
            .without(Traffic.ENDED_AT)
            .from(INSIDE, 1)
            .as(PUBLIC, 51234));
    add(start("somchai", "s1", T - HOUR));
    WhoAnswer answer = ask();
    assertEquals(Verdict.IDENTIFIED, answer.verdict());
    assertEquals("nat inferred", steps(answer.candidates().getFirst()).getFirst());
  }

  /** A block of ports 1024-2047, given or taken back. */
  private void block(long at, String inside, long event) {
    TestRows row =
        traffic(at, at)
            .without(Traffic.PROTOCOL)
            .with(Traffic.NAT_EVENT, event)
            .with(Traffic.ACTION, "port-block")
            .from(inside, 0)
            .without(Traffic.SOURCE_PORT)
            .as(PUBLIC, 1_024)
            .with(Traffic.NAT_DESTINATION_PORT, 2_047L);
    add(event == 16 ? row.without(Traffic.ENDED_AT) : row);
  }

  @Test
  void aBlockOfPortsLeadsToItsHolder() {
    recordingAllDay();
    block(T - 90 * MINUTE, INSIDE, 16);
    block(T + 90 * MINUTE, INSIDE, 17);
    add(start("somchai", "s1", T - HOUR));
    for (int port : new int[] {1_024, 1_500, 2_047}) {
      WhoAnswer answer = ask(PUBLIC, port, T, 0);
      assertEquals(Verdict.IDENTIFIED, answer.verdict(), port + "");
      assertEquals("nat observed", steps(answer.candidates().getFirst()).getFirst());
      assertEquals(IpAddress.of(INSIDE), answer.candidates().getFirst().insideAddress());
    }
    assertEquals(Verdict.UNKNOWN, ask(PUBLIC, 1_023, T, 0).verdict());
    assertEquals(Verdict.UNKNOWN, ask(PUBLIC, 2_048, T, 0).verdict());
    assertEquals(Verdict.IDENTIFIED, ask(PUBLIC, null, T, 0).verdict());
  }

  @Test
  void aBlockWithoutItsEndIsInferredAndOneTakenBackIsNotTaken() {
    recordingAllDay();
    add(start("somchai", "s1", T - 3 * HOUR));
    block(T - 2 * HOUR, INSIDE, 16);
    assertEquals(
        "nat inferred", steps(ask(PUBLIC, 1_500, T, 0).candidates().getFirst()).getFirst());
    block(T - HOUR, INSIDE, 17);
    assertEquals(Verdict.UNKNOWN, ask(PUBLIC, 1_500, T, 0).verdict());
    assertEquals(Verdict.IDENTIFIED, ask(PUBLIC, 1_500, T - 90 * MINUTE, 0).verdict());
  }

  @Test
  void aBlockWhoseGivingWasLostIsInferredFromItsTakingBack() {
    recordingAllDay();
    add(start("somchai", "s1", T - HOUR));
    block(T + HOUR, INSIDE, 17);
    assertEquals(
        "nat inferred", steps(ask(PUBLIC, 1_500, T, 0).candidates().getFirst()).getFirst());
  }

  @Test
  void aBlockGivenToAnotherIsNoLongerTheFirstOnes() {
    recordingAllDay();
    add(start("somchai", "s1", T - 3 * HOUR));
    add(accounting("start", T - 3 * HOUR, "gw1", "s2").user("malee").address("10.0.0.6"));
    block(T - 2 * HOUR, INSIDE, 16);
    block(T - HOUR, "10.0.0.6", 16);
    assertEquals(List.of("malee"), users(ask(PUBLIC, 1_500, T, 0)));
    assertEquals(List.of("somchai"), users(ask(PUBLIC, 1_500, T - 90 * MINUTE, 0)));
  }

  @Test
  void aBlockWithAStepHoldsEachNthPort() {
    recordingAllDay();
    add(start("somchai", "s1", T - HOUR));
    add(
        traffic(T - HOUR, T - HOUR)
            .without(Traffic.ENDED_AT)
            .with(Traffic.NAT_EVENT, 16L)
            .with(Traffic.ACTION, "port-block/4")
            .from(INSIDE, 0)
            .as(PUBLIC, 1_024)
            .with(Traffic.NAT_DESTINATION_PORT, 2_044L));
    assertEquals(Verdict.IDENTIFIED, ask(PUBLIC, 1_028, T, 0).verdict());
    assertEquals(Verdict.UNKNOWN, ask(PUBLIC, 1_029, T, 0).verdict());
  }

  @Test
  void aTranslationWhoseEndIsToldLaterIsObserved() {
    recordingAllDay();
    add(start("somchai", "s1", T - HOUR));
    add(
        traffic(T - 20 * MINUTE, T - 20 * MINUTE)
            .without(Traffic.ENDED_AT)
            .with(Traffic.NAT_EVENT, 4L)
            .from(INSIDE, 1)
            .as(PUBLIC, 51234));
    add(
        traffic(T + 20 * MINUTE, T + 20 * MINUTE)
            .with(Traffic.NAT_EVENT, 5L)
            .from(INSIDE, 1)
            .as(PUBLIC, 51234));
    assertEquals("nat observed", steps(ask().candidates().getFirst()).getFirst());
  }

  @Test
  void aTranslationThatEndedOrWasDeletedOrIsTooOldIsNotTaken() {
    recordingAllDay();
    add(start("somchai", "s1", T - HOUR));
    add(
        traffic(T - 50 * MINUTE, T - 50 * MINUTE)
            .without(Traffic.ENDED_AT)
            .from(INSIDE, 1)
            .as(PUBLIC, 51234));
    add(traffic(T - 20 * MINUTE, T - 10 * MINUTE).from(INSIDE, 1).as(PUBLIC, 51234));
    assertEquals(Verdict.UNKNOWN, ask().verdict());
    add(
        traffic(T - 5 * MINUTE, T - 5 * MINUTE)
            .without(Traffic.ENDED_AT)
            .with(Traffic.NAT_EVENT, 5L)
            .from(INSIDE, 1)
            .as(PUBLIC, 51234));
    assertEquals(Verdict.UNKNOWN, ask().verdict());
    assertEquals(Verdict.UNKNOWN, ask(PUBLIC, 9, T, 0).verdict());
  }

  @Test
  void aTranslationWithoutPortsIsInferredAndTheKeptPortGoesFirst() {
    recordingAllDay();
    add(start("somchai", "s1", T - HOUR));
    add(accounting("start", T - HOUR, "gw1", "s2").user("malee").address("10.0.0.6"));
    add(traffic(T, T).from("10.0.0.6", 7).as(PUBLIC, 0).without(Traffic.NAT_SOURCE_PORT));
    assertEquals(List.of("malee"), users(ask()));
    add(traffic(T, T).from(INSIDE, 51234).as(PUBLIC, 0).without(Traffic.NAT_SOURCE_PORT));
    WhoAnswer answer = ask();
    assertEquals(List.of("somchai"), users(answer));
    assertEquals("nat inferred", steps(answer.candidates().getFirst()).getFirst());
  }

  @Test
  void aLeaseAndTheDevicesSessionIdentifyWhereAccountingHasNoAddress() {
    now = T + HOUR;
    recordingAllDay();
    translation();
    add(identity("dhcp", T - HOUR).address(INSIDE).mac(MAC).seconds(7_200));
    add(accounting("start", T - 2 * HOUR, "switch1", "x9").user("malee").mac(MAC));
    WhoAnswer answer = ask();
    assertEquals(Verdict.IDENTIFIED, answer.verdict());
    Candidate found = answer.candidates().getFirst();
    assertEquals("malee", found.user());
    assertEquals(
        List.of("nat observed", "lease observed", "mac-session observed", "account observed"),
        steps(found));
  }

  @Test
  void aLeaseAndTheDevicesLoginIdentifyWithoutAccounting() {
    recordingAllDay();
    translation();
    add(identity("dhcp", T - HOUR).address(INSIDE).mac(MAC));
    add(identity("accept", T - 3 * HOUR).user("somchai").mac(MAC));
    add(identity("accept", T - 2 * HOUR).user("malee").mac(MAC));
    add(identity("accept", T + 2 * HOUR).user("somchai").mac(MAC));
    WhoAnswer answer = ask();
    assertEquals(List.of("malee"), users(answer));
    assertEquals(
        List.of("nat observed", "lease inferred", "mac-login inferred", "account observed"),
        steps(answer.candidates().getFirst()));
  }

  @Test
  void aLeaseThatIsOverGivenBackOrTakenByAnotherDeviceDoesNotCount() {
    recordingAllDay();
    translation();
    add(identity("accept", T - 3 * HOUR).user("somchai").mac(MAC));
    add(identity("dhcp", T - 2 * HOUR).address(INSIDE).mac(MAC).seconds(3_600));
    assertEquals(Verdict.UNKNOWN, ask().verdict());
    add(identity("dhcp", T - 30 * MINUTE).address(INSIDE).mac(MAC).seconds(3_600));
    assertEquals(List.of("somchai"), users(ask()));
    add(
        identity("dhcp", T - 20 * MINUTE)
            .address(INSIDE)
            .mac(MAC)
            .with(Identity.CAUSE, "deassigned"));
    assertEquals(Verdict.UNKNOWN, ask().verdict());
    add(identity("dhcp", T - 10 * MINUTE).address(INSIDE).mac("e2:9b:00:00:00:02"));
    WhoAnswer answer = ask();
    assertEquals(Verdict.UNKNOWN, answer.verdict());
    assertEquals("e2:9b:00:00:00:02", String.valueOf(answer.candidates().getFirst().mac()));
  }

  @Test
  void aPortalLoginAtTheAddressIdentifies() {
    recordingAllDay();
    translation();
    add(identity("login", T - HOUR).with(Identity.NAS, "10.0.0.1").user("malee").address(INSIDE));
    add(identity("logout", T + HOUR).with(Identity.NAS, "10.0.0.1").user("malee").address(INSIDE));
    WhoAnswer answer = ask();
    assertEquals(Verdict.IDENTIFIED, answer.verdict());
    assertTrue(steps(answer.candidates().getFirst()).contains("login observed"));
    assertEquals(Verdict.UNKNOWN, ask(INSIDE, null, T + HOUR + 2 * MINUTE, SECOND).verdict());
  }

  @Test
  void accountingGoesBeforeAPortalLogin() {
    recordingAllDay();
    translation();
    add(identity("login", T - HOUR).user("malee").address(INSIDE));
    add(start("somchai", "s1", T - HOUR));
    assertEquals(List.of("somchai"), users(ask()));
  }

  @Test
  void theFirewallsUserNameIsTheLastResort() {
    recordingAllDay();
    add(traffic(T, T).from(INSIDE, 1).as(PUBLIC, 51234).with(Traffic.USER_NAME, "malee"));
    WhoAnswer answer = ask();
    assertEquals(Verdict.IDENTIFIED, answer.verdict());
    assertTrue(steps(answer.candidates().getFirst()).contains("firewall-user observed"));
    add(start("somchai", "s1", T - HOUR));
    assertEquals(List.of("somchai"), users(ask()));
  }

  @Test
  void aSessionOfWhichOnlyTheStartWasEverStoredIsInferredBehindIt() {
    recordingAllDay();
    add(start("somchai", "s1", T - HOUR));
    Candidate found = ask(INSIDE, null, T, SECOND).candidates().getFirst();
    assertTrue(steps(found).contains("session inferred"));
    Session session = found.session();
    assertNotNull(session);
    assertEquals(Session.State.STALE, session.state());
    assertEquals(T + 23 * HOUR, session.endMillis());
  }

  @Test
  void aRebootOfTheNasEndsItsSessions() {
    recordingAllDay();
    add(start("somchai", "s1", T - HOUR));
    add(identity("accounting-on", T - 10 * MINUTE).with(Identity.NAS, "gw1"));
    assertEquals(Verdict.UNKNOWN, ask(INSIDE, null, T, SECOND).verdict());
    WhoAnswer before = ask(INSIDE, null, T - 30 * MINUTE, SECOND);
    assertEquals(Verdict.IDENTIFIED, before.verdict());
    assertTrue(steps(before.candidates().getFirst()).contains("session inferred"));
  }

  @Test
  void anOldSessionWithoutUpdatesIsStaleAndIdentifiesNobody() {
    recordingAllDay();
    now = T + HOUR;
    add(start("somchai", "s1", T - 25 * HOUR));
    assertEquals(Verdict.UNKNOWN, ask(INSIDE, null, T, SECOND).verdict());
    add(accounting("interim", T - 20 * HOUR, "gw1", "s1").user("somchai").address(INSIDE));
    assertEquals(Verdict.IDENTIFIED, ask(INSIDE, null, T, SECOND).verdict());
  }

  @Test
  void theStoredStartOfALongSessionIsFound() {
    recordingAllDay();
    add(start("somchai", "s1", T - 72 * HOUR));
    add(
        accounting("interim", T - HOUR, "gw1", "s1")
            .user("somchai")
            .address(INSIDE)
            .seconds(71 * 3_600 - 7));
    Session session = ask(INSIDE, null, T, SECOND).candidates().getFirst().session();
    assertNotNull(session);
    assertEquals(T - 72 * HOUR, session.startMillis());
    assertEquals(Basis.OBSERVED, session.startBasis());
  }

  @Test
  void aStopOnlySeenLaterGivesAnInferredSession() {
    recordingAllDay();
    add(stop("somchai", "s1", T + HOUR).seconds(7_200));
    WhoAnswer answer = ask(INSIDE, null, T, SECOND);
    assertEquals(Verdict.IDENTIFIED, answer.verdict());
    assertTrue(steps(answer.candidates().getFirst()).contains("session inferred"));
  }

  @Test
  void anIpv6AddressIsFoundDirectly() {
    recordingAllDay();
    add(start("somchai", "s1", T - HOUR).with(Identity.ADDRESS_V6, IpAddress.of("2001:db8::5")));
    assertEquals(Verdict.IDENTIFIED, ask("2001:db8::5", null, T, SECOND).verdict());
  }

  @Test
  void everyJoinButTheAccountCarriesItsStoredRow() {
    recordingAllDay();
    translation();
    add(start("somchai", "s1", T - HOUR));
    for (Join join : ask().candidates().getFirst().joins()) {
      if (!join.step().equals("account")) assertNotNull(join.record(), join.step());
    }
  }

  @Test
  void tooManyAddressesAreCutAndSaid() {
    recordingAllDay();
    for (int i = 0; i < 300; i++) {
      add(traffic(T, T).from("10.0." + i / 250 + "." + i % 250, 1).as(PUBLIC, i));
    }
    WhoAnswer answer = ask(PUBLIC, null, T, SECOND);
    assertEquals(Who.PLACES_MAX, answer.candidates().size());
    assertFalse(answer.complete());
  }

  @Test
  void questionsOutOfRangeAreRefused() {
    IpAddress address = IpAddress.of(PUBLIC);
    OptionalInt none = OptionalInt.empty();
    assertThrows(
        IllegalArgumentException.class,
        () -> new WhoQuestion(address, OptionalInt.of(65_536), none, T, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new WhoQuestion(address, none, OptionalInt.of(256), T, 0));
    assertThrows(IllegalArgumentException.class, () -> new WhoQuestion(address, none, none, T, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SessionLimits(Duration.ofDays(33), Duration.ZERO, Duration.ZERO, Duration.ZERO));
  }
}
