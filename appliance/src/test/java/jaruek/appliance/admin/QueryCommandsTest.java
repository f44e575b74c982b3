package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.retention.identity.Basis;
import jaruek.retention.identity.SessionLimits;
import jaruek.retention.identity.Sessions;
import jaruek.retention.identity.Who;
import jaruek.retention.imported.Imports;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Operations;
import jaruek.retention.record.Traffic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QueryCommandsTest {
  private static final Instant T = Instant.parse("2026-11-23T03:42:01Z");
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01").orElseThrow();

  @TempDir private Path folder;
  private final ListedRows rows = new ListedRows();
  private CommandTester tester;
  private String caseId;

  @BeforeEach
  void start() {
    InstantSource clock = () -> CommandTester.NOW;
    Cases cases = new Cases(folder, ZoneId.of("Asia/Bangkok"), clock);
    cases.start();
    caseId = cases.open("1", "2", "3", T.minusSeconds(7_200), T.plusSeconds(7_200), "somsri").id();
    Sessions sessions = new Sessions(rows, SessionLimits.DEFAULT, clock);
    Who who =
        new Who(
            rows,
            (user, at) ->
                user.equals("somchai")
                    ? Optional.of(new Who.Holder("สมชาย ใจดี", Basis.OBSERVED))
                    : Optional.empty(),
            SessionLimits.DEFAULT,
            clock);
    tester =
        new CommandTester(
            new QueryCommands(rows, sessions, who, new Imports(rows, clock)).commands(), cases);
    stay("somchai", "s1", -600, 600);
    flow(0, "10.0.0.5", 40_000, "198.51.100.9", 443);
    flow(1_200, "10.0.0.5", 40_001, "198.51.100.9", 443);
    flow(0, "10.0.0.6", 40_002, "198.51.100.9", 53);
    message(0, "dhcp1 assigned 10.0.0.5", "192.0.2.1");
    message(10, "Login FAILED for somying", "192.0.2.2");
    for (long second = -1_200; second <= 1_200; second += 60) {
      rows.add(
          Dataset.OPERATIONS, at(second), Operations.ACTION, second == -1_200 ? "start" : "clock");
    }
  }

  private static long at(long seconds) {
    return T.plusSeconds(seconds).toEpochMilli();
  }

  private void stay(String user, String session, long from, long to) {
    for (String event : List.of("start", "stop")) {
      long second = event.equals("start") ? from : to;
      rows.add(
          Dataset.IDENTITY,
          at(second),
          Identity.EVENT_AT,
          at(second),
          Identity.EVENT,
          event,
          Identity.USER_NAME,
          user,
          Identity.ADDRESS,
          IpAddress.of("10.0.0.5"),
          Identity.MAC,
          MAC,
          Identity.NAS,
          "192.0.2.1",
          Identity.SESSION_ID,
          session);
    }
  }

  private void flow(long second, String source, long port, String destination, long to) {
    rows.add(
        Dataset.TRAFFIC,
        at(second),
        Traffic.STARTED_AT,
        at(second),
        Traffic.ENDED_AT,
        at(second),
        Traffic.PROTOCOL,
        6L,
        Traffic.SOURCE_ADDRESS,
        IpAddress.of(source),
        Traffic.SOURCE_PORT,
        port,
        Traffic.DESTINATION_ADDRESS,
        IpAddress.of(destination),
        Traffic.DESTINATION_PORT,
        to,
        Traffic.NAT_SOURCE_ADDRESS,
        IpAddress.of("203.0.113.7"),
        Traffic.NAT_SOURCE_PORT,
        port + 10_000);
  }

  private void message(long second, String text, String sender) {
    rows.add(
        Dataset.MESSAGES,
        at(second),
        Messages.SENDER,
        IpAddress.of(sender),
        Messages.MESSAGE,
        text,
        Messages.RAW,
        text.getBytes(StandardCharsets.UTF_8));
  }

  private ObjectNode span() {
    return AdminCodec.object()
        .put("case", caseId)
        .put("from", T.minusSeconds(3_600).toString())
        .put("to", T.plusSeconds(3_600).toString());
  }

  @Test
  void answersWhoWithTheFieldsOfTheContract() {
    ObjectNode question =
        AdminCodec.object()
            .put("case", caseId)
            .put("address", "203.0.113.7")
            .put("port", 50_000)
            .put("protocol", "tcp")
            .put("at", T.toString());
    assertEquals(0, tester.ask("who", question).status());
    ObjectNode answer = tester.rows().getFirst();
    assertEquals("identified", answer.path("verdict").textValue());
    JsonNode candidate = answer.path("candidates").path(0);
    assertEquals("somchai", candidate.path("user").textValue());
    assertEquals("สมชาย ใจดี", candidate.path("fullName").textValue());
    assertEquals("10.0.0.5", candidate.path("insideAddress").textValue());
    assertEquals("02:00:00:00:00:01", candidate.path("mac").textValue());
    assertEquals("s1", candidate.path("session").path("id").textValue());
    assertEquals("192.0.2.1", candidate.path("session").path("nas").textValue());
    assertEquals("2026-11-23T03:32:01.000Z", candidate.path("session").path("start").textValue());
    assertEquals("203.0.113.7", candidate.path("nat").path("publicAddress").textValue());
    assertEquals("nat", candidate.path("joins").path(0).path("step").textValue());
    assertEquals("observed", candidate.path("joins").path(0).path("basis").textValue());
    assertTrue(candidate.path("joins").path(0).path("record").path("frame").isNumber());
    assertTrue(answer.path("coverage").path("recording").booleanValue());
    assertTrue(answer.path("coverage").path("gaps").isArray());
    assertTrue(answer.path("coverage").has("clockOffsetMillis"));
  }

  @Test
  void answersWhoNegativelyWithoutACandidateAndRefusesOutsideTheCase() {
    ObjectNode question =
        AdminCodec.object()
            .put("case", caseId)
            .put("address", "203.0.113.99")
            .put("at", T.toString());
    assertEquals(1, tester.ask("who", question).status());
    assertEquals("unknown", tester.rows().getFirst().path("verdict").textValue());
    AdminReply.End outside = tester.ask("who", question.put("at", "2026-11-22T00:00:00Z"));
    assertEquals(AdminCodes.OUTSIDE_CASE, outside.code());
    assertEquals(
        AdminCodes.ARGUMENT_INVALID,
        tester.ask("who", question.put("at", T.toString()).put("protocol", "icmp")).code());
  }

  @Test
  void joinsAUsersSessionsToTrafficByAddressAndTime() {
    assertEquals(0, tester.ask("traffic", span().put("user", "somchai")).status());
    assertEquals(1, tester.rows().size());
    ObjectNode row = tester.rows().getFirst();
    assertEquals(40_000, row.path("sourcePort").intValue());
    assertEquals("2026-11-23T03:42:01.000Z", row.path("startedAt").textValue());
    assertFalse(row.has("userName"));
    assertEquals(AdminCodes.NOT_FOUND, tester.ask("traffic", span().put("user", "no")).code());
  }

  @Test
  void selectsTrafficByAddressDestinationAndPort() {
    tester.ask("traffic", span());
    assertEquals(3, tester.rows().size());
    tester.ask("traffic", span().put("address", "10.0.0.4/31"));
    assertEquals(2, tester.rows().size());
    tester.ask("traffic", span().put("destination", "198.51.100.0/24").put("destinationPort", 53));
    assertEquals(1, tester.rows().size());
    AdminReply.End end = tester.ask("traffic", span().put("limit", 2));
    assertEquals(AdminCodes.LIMIT_REACHED, end.code());
    assertEquals(2, tester.rows().size());
    assertEquals(0, tester.ask("traffic", span().put("limit", 3)).code().length());
    assertEquals(AdminCodes.ARGUMENT_INVALID, tester.ask("traffic", span().put("limit", 0)).code());
    assertEquals(1, tester.ask("traffic", span().put("mac", "02:00:00:00:00:09")).status());
  }

  @Test
  void searchesMessagesUnderACaseOrAReason() {
    assertEquals(0, tester.ask("search", span().put("text", "failed")).status());
    assertEquals("192.0.2.2", tester.rows().getFirst().path("sender").textValue());
    assertTrue(tester.rows().getFirst().path("raw").isTextual());
    ObjectNode reason = span().put("text", "failed").put("sender", "192.0.2.1");
    reason.remove("case");
    reason.put("reason", "somying cannot log in");
    assertEquals(AdminCodes.NOT_FOUND, tester.ask("search", reason).code());
    assertTrue(tester.everything().contains("somying cannot log in"));
  }

  @Test
  void listsSessionsOfTheCasesSpan() {
    assertEquals(0, tester.ask("sessions", AdminCodec.object().put("case", caseId)).status());
    ObjectNode session = tester.rows().getFirst();
    assertEquals("somchai", session.path("userName").textValue());
    assertEquals("10.0.0.5", session.path("address").textValue());
    assertEquals("closed", session.path("state").textValue());
    assertEquals(1_200, session.path("seconds").intValue());
    ObjectNode other = AdminCodec.object().put("reason", "test").put("user", "somying");
    assertEquals(AdminCodes.NOT_FOUND, tester.ask("sessions", other).code());
    ObjectNode active = AdminCodec.object().put("reason", "test").put("active", true);
    assertEquals(AdminCodes.NOT_FOUND, tester.ask("sessions", active).code());
  }

  @Test
  void refusesASpanThatEndsBeforeItBegins() {
    ObjectNode reversed = span().put("from", T.toString()).put("to", T.minusSeconds(1).toString());
    assertEquals(AdminCodes.RANGE_REVERSED, tester.ask("traffic", reversed).code());
    assertEquals(
        AdminCodes.ARGUMENT_MISSING,
        tester.ask("traffic", AdminCodec.object().put("case", caseId)).code());
  }

  @Test
  void showsRejectedLoginsTheLatestFirst() throws Exception {
    rejected(-60, "somchai", "bad-password");
    rejected(-30, "somying", "unknown-user");
    rejected(-10, "somchai", "expired");
    ObjectNode asked = span().put("rejected", true).put("reason", "cannot log in");
    tester.ask("sessions", asked.deepCopy());
    assertEquals(
        List.of("expired", "unknown-user", "bad-password"),
        tester.rows().stream().map(row -> row.path("reason").asText()).toList());
    tester.ask("sessions", asked.put("user", "somchai"));
    assertEquals(
        List.of("expired", "bad-password"),
        tester.rows().stream().map(row -> row.path("reason").asText()).toList());
  }

  private void rejected(long second, String user, String reason) {
    rows.add(
        Dataset.IDENTITY,
        at(second),
        Identity.EVENT,
        "reject",
        Identity.USER_NAME,
        user,
        Identity.NAS,
        "192.0.2.1",
        Identity.REASON,
        reason);
  }
}
