package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminRequest;
import jaruek.appliance.config.Configuration;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class AdminServerTest {
  private static final String ME = System.getProperty("user.name");
  private static final AdminServer.Limits LIMITS = limits(Duration.ofSeconds(40));

  /** For clients that are slow on purpose; a busy machine makes others slow, too. */
  private static final AdminServer.Limits IMPATIENT = limits(Duration.ofMillis(400));

  @TempDir private Path folder;
  private final RecordedOperations operations = new RecordedOperations();
  private final Telemetry telemetry = new Telemetry();
  private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z"));
  private final CountDownLatch hold = new CountDownLatch(1);
  private int effects;
  private Path socket;
  private AdminServer server;

  @BeforeEach
  void start() {
    socket = folder.resolve("admin.sock");
    server = server(new Configuration.Roles(List.of(ME), List.of(ME), List.of("*")), LIMITS);
    server.start();
  }

  @AfterEach
  void stop() {
    hold.countDown();
    server.close();
  }

  private static AdminServer.Limits limits(Duration clientTime) {
    return new AdminServer.Limits(
        8, 4, AdminCodec.LINE_BYTES_MAX, 64 * 1024, clientTime, clientTime, Duration.ofSeconds(2));
  }

  private AdminServer server(Configuration.Roles roles, AdminServer.Limits limits) {
    Cases cases = new Cases(folder, ZoneId.of("Asia/Bangkok"), clock);
    cases.start();
    List<AdminCommand> commands =
        new ArrayList<>(new CaseCommands(cases, new ExportRequests(folder, clock)).commands());
    commands.add(
        AdminCommand.named("echo", Role.VIEWER)
            .taking("text")
            .takingSecret("password")
            .doing(
                call -> {
                  call.row(AdminCodec.object().put("text", call.arguments().requiredText("text")));
                  return AdminCall.done();
                }));
    commands.add(
        AdminCommand.named("change", Role.ADMIN)
            .changing()
            .doing(
                call -> {
                  effects++;
                  return AdminCall.done();
                }));
    commands.add(
        AdminCommand.named("traffic", Role.AUDITOR)
            .under(Grounds.CASE)
            .taking("from", "to")
            .doing(call -> AdminCall.done()));
    commands.add(
        AdminCommand.named("search", Role.AUDITOR)
            .under(Grounds.CASE_OR_REASON)
            .taking("from", "to")
            .doing(call -> AdminCall.done()));
    commands.add(
        AdminCommand.named("many", Role.VIEWER)
            .taking("rows")
            .doing(
                call -> {
                  long rows = call.arguments().number("rows", 1, 10_000_000).orElse(1);
                  String text = "x".repeat(1_000);
                  for (long i = 0; i < rows; i++) {
                    call.row(AdminCodec.object().put("row", i).put("text", text));
                  }
                  return AdminCall.done();
                }));
    commands.add(
        AdminCommand.named("fail", Role.VIEWER)
            .doing(
                call -> {
                  throw new IllegalStateException("broken on purpose");
                }));
    commands.add(
        AdminCommand.named("wait", Role.VIEWER)
            .doing(
                call -> {
                  call.progress("waiting", 0, 1);
                  try {
                    hold.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return AdminCall.done();
                }));
    return new AdminServer(
        socket,
        new AdminCommands(commands),
        new RoleTable(roles, (user, group) -> false),
        cases,
        new OperationLog(operations, clock),
        limits,
        clock,
        telemetry);
  }

  private void restart(Configuration.Roles roles) {
    restart(roles, LIMITS);
  }

  private void restart(Configuration.Roles roles, AdminServer.Limits limits) {
    server.close();
    server = server(roles, limits);
    server.start();
  }

  private SocketClient.Answer ask(String command, String... arguments) throws IOException {
    return SocketClient.ask(socket, command, arguments);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited 20 s in vain");
      Thread.sleep(5);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void answersAndRecordsWhoAskedWhatWithTheDigestOfTheAnswer() throws IOException {
    SocketClient.Answer answer = ask("echo", "text", "สวัสดี");
    assertEquals("สวัสดี", answer.rows().getFirst().path("text").textValue());
    assertEquals(0, answer.end().status());
    OperationEvent event = operations.last();
    assertEquals("user:" + ME, event.actor());
    assertEquals("echo", event.action());
    assertEquals("{\"text\":\"สวัสดี\"}", event.detail());
    assertEquals("done", event.result());
    assertEquals(sha256(answer.text()), event.digest());
  }

  @Test
  void neverRecordsASecretOrAnArgumentItDoesNotKnow() throws IOException {
    ask("echo", "text", "hello", "password", "hunter2");
    assertEquals("{\"text\":\"hello\",\"password\":\"(withheld)\"}", operations.last().detail());
    SocketClient.Answer answer = ask("echo", "text", "hello", "passwrd", "hunter2");
    assertEquals(AdminCodes.ARGUMENT_INVALID, answer.end().code());
    ask("no such", "password", "hunter2");
    try (SocketClient client = new SocketClient(socket)) {
      client.write("{\"command\":\"echo\",\"password\":\"hunter2\"\n");
      assertEquals(AdminCodes.REQUEST_INVALID, client.answer().end().code());
    }
    assertEquals(4, operations.events().size());
    assertFalse(operations.events().toString().contains("hunter2"));
  }

  @Test
  void refusesAndRecordsACommandWithoutItsRole() throws IOException {
    restart(new Configuration.Roles(List.of("nobody"), List.of("@nobody"), List.of("*")));
    SocketClient.Answer answer = ask("change");
    assertEquals(4, answer.end().status());
    assertEquals(AdminCodes.ROLE, answer.end().code());
    assertEquals("admin", answer.end().arguments().path("role").textValue());
    assertEquals("refused: refused.role", operations.last().result());
    assertEquals(0, effects);
    assertEquals(0, ask("echo", "text", "viewer").end().status());
  }

  @Test
  void answersNothingThatCannotBeRecorded() throws IOException {
    operations.failAfter(0);
    SocketClient.Answer answer = ask("echo", "text", "hello");
    assertEquals(List.of(), answer.rows());
    assertEquals(AdminCodes.FAILED, answer.end().code());
    assertEquals(3, answer.end().status());
    assertEquals(1, telemetry.sum("admin.requests.unrecorded"));
    operations.work();
    assertEquals(0, ask("echo", "text", "hello").end().status());
  }

  @Test
  void changesNothingThatCannotBeRecordedBefore() throws IOException {
    operations.failAfter(0);
    assertEquals(3, ask("change").end().status());
    assertEquals(0, effects);
    operations.work();
    assertEquals(0, ask("change").end().status());
    assertEquals(1, effects);
    assertEquals(
        List.of("begun", "done"),
        operations.events().stream().map(OperationEvent::result).toList());
  }

  @Test
  void recordsThatALongAnswerBeginsBeforeItsFirstRowLeaves() throws IOException {
    AdminRequest many = new AdminRequest("many", AdminCodec.object().put("rows", 5_000));
    SocketClient.Answer answer = SocketClient.ask(socket, many);
    assertEquals(5_000, answer.rows().size());
    assertEquals(
        List.of("begun", "done"),
        operations.events().stream().map(OperationEvent::result).toList());
    assertEquals(sha256(answer.text()), operations.last().digest());
    operations.failAfter(0);
    SocketClient.Answer none = SocketClient.ask(socket, many);
    assertEquals(List.of(), none.rows());
    assertEquals(3, none.end().status());
    operations.failAfter(1);
    assertEquals(3, SocketClient.ask(socket, many).end().status());
  }

  @Test
  void recordsACommandThatFails() throws IOException {
    SocketClient.Answer answer = ask("fail");
    assertEquals(AdminCodes.FAILED, answer.end().code());
    assertEquals("failed: failed", operations.last().result());
  }

  @Test
  void readsTrafficOnlyUnderAnOpenCaseAndWithinItsTime() throws IOException {
    assertEquals(AdminCodes.NO_CASE, ask("traffic").end().code());
    assertEquals(AdminCodes.NO_CASE_OR_REASON, ask("search").end().code());
    assertEquals(0, ask("search", "reason", "no login").end().status());
    assertEquals(AdminCodes.NO_SUCH_CASE, ask("traffic", "case", "2569-0001").end().code());
    assertEquals("2569-0001", operations.last().caseId());
    String id =
        ask(
                "case open",
                "letter",
                "ตช 0001/2569",
                "officer",
                "พ.ต.ท. สมชาย",
                "basis",
                "s.18(2)",
                "from",
                "2026-11-01T00:00:00Z",
                "to",
                "2026-11-20T00:00:00Z")
            .rows()
            .getFirst()
            .path("id")
            .textValue();
    assertEquals("2569-0001", id);
    assertEquals(0, ask("traffic", "case", id, "from", "2026-11-01T00:00:00Z").end().status());
    AdminReply.End outside = ask("traffic", "case", id, "from", "2026-10-31T23:59:59Z").end();
    assertEquals(AdminCodes.OUTSIDE_CASE, outside.code());
    assertEquals("2026-11-01T00:00:00.000Z", outside.arguments().path("from").textValue());
    assertEquals("refused: refused.outside-case", operations.last().result());
    assertEquals(
        AdminCodes.OUTSIDE_CASE,
        ask("search", "case", id, "reason", "x", "to", "2026-11-21T00:00:00Z").end().code());
    assertEquals(AdminCodes.CASE_CLOSED, ask("case close", "id", id).end().code());
    assertEquals(AdminCodes.CASE_CLOSED_ALREADY, ask("case close", "id", id).end().code());
    assertEquals(AdminCodes.CASE_IS_CLOSED, ask("traffic", "case", id).end().code());
    assertEquals(AdminCodes.CASE_UNKNOWN, ask("case show", "id", "2569-0009").end().code());
  }

  @Test
  void keepsItsCasesOverARestart() throws IOException {
    String[] order = {
      "letter",
      "1",
      "officer",
      "2",
      "basis",
      "3",
      "from",
      "2026-11-01T00:00:00Z",
      "to",
      "2026-11-02T00:00:00Z"
    };
    ask("case open", order);
    ask("case open", order);
    ask("case close", "id", "2569-0001");
    assertEquals(AdminCodes.RANGE_REVERSED, ask("case open", reversed(order)).end().code());
    restart(new Configuration.Roles(List.of(), List.of(ME), List.of()));
    SocketClient.Answer list = ask("case list");
    assertEquals(2, list.rows().size());
    assertEquals("closed", list.rows().getFirst().path("status").textValue());
    assertEquals(
        "open", ask("case show", "id", "2569-0002").rows().getFirst().path("status").textValue());
    assertEquals("2569-0003", ask("case open", order).rows().getFirst().path("id").textValue());
  }

  private static String[] reversed(String[] order) {
    String[] reversed = order.clone();
    reversed[7] = order[9];
    reversed[9] = order[7];
    return reversed;
  }

  @Test
  void refusesToStartOnDamagedCases() throws IOException {
    server.close();
    Files.writeString(folder.resolve("cases.json"), "{\"format\":\"jaruek-cases\",\"version\":1");
    Configuration.Roles roles = new Configuration.Roles(List.of(), List.of(), List.of());
    AdminServerException damaged =
        assertThrows(AdminServerException.class, () -> server(roles, LIMITS));
    assertTrue(Objects.toString(damaged.getMessage()).contains("cases.json"));
    Files.writeString(folder.resolve("cases.json"), "{\"format\":\"jaruek-cases\",\"version\":9}");
    AdminServerException tooNew =
        assertThrows(AdminServerException.class, () -> server(roles, LIMITS));
    assertTrue(Objects.toString(tooNew.getMessage()).contains("too new"));
  }

  @Test
  void letsEveryLocalUserConnectAndRemovesTheSocketWhenItCloses() throws IOException {
    assertEquals(
        PosixFilePermissions.fromString("rw-rw-rw-"), Files.getPosixFilePermissions(socket));
    server.close();
    assertFalse(Files.exists(socket));
  }

  @Test
  void replacesAStaleSocketButNotOneThatSomebodyListensOn() throws IOException {
    Configuration.Roles roles = new Configuration.Roles(List.of(), List.of(), List.of("*"));
    AdminServer second = server(roles, LIMITS);
    AdminServerException taken = assertThrows(AdminServerException.class, second::start);
    assertTrue(Objects.toString(taken.getMessage()).contains("listens"));
    assertEquals(0, ask("echo", "text", "still here").end().status());
    server.close();
    try (var dead =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      dead.bind(java.net.UnixDomainSocketAddress.of(socket));
    }
    assertTrue(Files.exists(socket));
    server = server(roles, LIMITS);
    server.start();
    assertEquals(0, ask("echo", "text", "here again").end().status());
  }

  @Test
  void doesNotReplaceAFileThatIsNoSocket() throws IOException {
    server.close();
    Files.writeString(socket, "precious");
    AdminServer other = server(new Configuration.Roles(List.of(), List.of(), List.of()), LIMITS);
    assertThrows(AdminServerException.class, other::start);
    assertEquals("precious", Files.readString(socket));
  }

  @Test
  void answersAClientThatSendsNoLineEnd() throws IOException {
    restart(new Configuration.Roles(List.of(ME), List.of(ME), List.of("*")), IMPATIENT);
    try (SocketClient client = new SocketClient(socket)) {
      client.write("{\"command\":\"echo\"");
      AdminReply.End end = client.answer().end();
      assertEquals(AdminCodes.REQUEST_INVALID, end.code());
      assertEquals("not sent in time", end.arguments().path("reason").textValue());
    }
    assertEquals("unreadable", operations.last().action());
  }

  @Test
  void answersAClientThatHangsUpHalfWay() throws IOException {
    try (SocketClient client = new SocketClient(socket)) {
      client.write("{\"command\":");
      client.endOutput();
      assertEquals(AdminCodes.REQUEST_INVALID, client.answer().end().code());
    }
    assertEquals("usage: usage.request", operations.last().result());
  }

  @Test
  void answersALineLongerThanTheLimit() throws IOException {
    try (SocketClient client = new SocketClient(socket)) {
      client.write("x".repeat(AdminCodec.LINE_BYTES_MAX + 1024 * 1024) + "\n");
      AdminReply.End end = client.answer().end();
      assertEquals(AdminCodes.REQUEST_INVALID, end.code());
    }
    restart(new Configuration.Roles(List.of(), List.of(), List.of("*")));
    AdminReply.End end = ask("echo", "text", "x".repeat(70_000)).end();
    assertEquals(AdminCodes.REQUEST_INVALID, end.code());
    assertTrue(Objects.requireNonNull(operations.last().detail()).contains("longer than 65536"));
  }

  @Test
  void outlivesClientsThatDisconnectOrDoNotReadInTheMiddleOfAnAnswer() throws Exception {
    restart(new Configuration.Roles(List.of(ME), List.of(ME), List.of("*")), IMPATIENT);
    AdminRequest many = new AdminRequest("many", AdminCodec.object().put("rows", 100_000));
    try (SocketClient client = new SocketClient(socket)) {
      client.write(AdminCodec.write(many) + "\n");
      assertNotNull(client.readLine());
    }
    await(() -> "failed: failed".equals(operations.last().result()));
    try (SocketClient client = new SocketClient(socket)) {
      client.write(AdminCodec.write(many) + "\n");
      await(() -> operations.events().size() == 4);
      assertEquals("failed: failed", operations.last().result());
    }
    assertEquals(0, ask("echo", "text", "hello").end().status());
  }

  @Test
  void limitsTheConnectionsOfOneUserAndServesAgainWhenTheyEnd() throws Exception {
    List<SocketClient> waiting = new ArrayList<>();
    for (int i = 0; i < LIMITS.connectionsOfUserMax(); i++) {
      SocketClient client = new SocketClient(socket);
      client.write(AdminCodec.write(new AdminRequest("wait", AdminCodec.object())) + "\n");
      assertTrue(client.readLine().contains("progress"));
      waiting.add(client);
    }
    try (SocketClient client = new SocketClient(socket)) {
      assertEquals(AdminCodes.BUSY, client.answer().end().code());
    }
    hold.countDown();
    for (SocketClient client : waiting) {
      assertEquals(0, client.answer().end().status());
      client.close();
    }
    await(
        () -> {
          try {
            return ask("echo", "text", "hello").end().status() == 0;
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void letsARunningRequestEndWhenItCloses() throws Exception {
    try (SocketClient client = new SocketClient(socket)) {
      client.write(AdminCodec.write(new AdminRequest("wait", AdminCodec.object())) + "\n");
      assertNotNull(client.readLine());
      Thread closing = Thread.ofVirtual().start(server::close);
      await(() -> !Files.exists(socket));
      hold.countDown();
      assertEquals(0, client.answer().end().status());
      closing.join();
    }
  }

  @Test
  void answersWhateverIsSent() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      try (SocketClient client = new SocketClient(socket)) {
        client.write(new String(bytes, StandardCharsets.ISO_8859_1).replace('\n', ' ') + "\n");
        assertEquals(AdminCodes.REQUEST_INVALID, client.answer().end().code());
      }
    }
    for (String line :
        List.of(
            "{\"command\":\"echo\",\"arguments\":{\"text\":\"\\ud800\"}}",
            "{\"command\":\"\\udfff\",\"arguments\":{\"\\ud800\":{\"a\":[1]}}}",
            "{\"command\":\"echo\",\"arguments\":[1]}",
            "{\"command\":\"traffic\",\"arguments\":{\"case\":5}}",
            "{\"command\":\"case open\",\"arguments\":{\"letter\":\"a\\nb\"}}",
            "{\"command\":\"" + "[".repeat(3_000) + "\"}",
            "{\"command\":" + "[".repeat(30_000) + "}")) {
      try (SocketClient client = new SocketClient(socket)) {
        client.write(line + "\n");
        assertNotNull(client.answer().end());
      }
    }
    assertEquals(307, operations.events().size() - begun());
  }

  private long begun() {
    return operations.events().stream().filter(e -> "begun".equals(e.result())).count();
  }

  @Test
  void countsAConnectionWithoutARequestAndRecordsNothing() throws Exception {
    new SocketClient(socket).close();
    await(() -> telemetry.sum("admin.connections.empty") == 1);
    assertEquals(List.of(), operations.events());
  }
}
