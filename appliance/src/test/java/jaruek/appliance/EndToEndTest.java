package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.duckdb.DuckDbEngine;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Operations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole appliance with real peers before it and the real command line behind it. */
@Timeout(300)
final class EndToEndTest {
  private static final String PUBLIC = "203.0.113.7";
  private static final int PUBLIC_PORT = 51_234;
  private static final int RSYSLOG_LINES = 200;
  private static final String MAC = "02:00:5e:10:00:15";

  @TempDir Path folder;

  private RunningAppliance running;
  private Instant now;

  @BeforeEach
  void start() throws IOException {
    running = new RunningAppliance(folder);
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void addDevice() {
    running.done(
        "device",
        "add",
        "gw",
        "--address",
        "127.0.0.1/32",
        "--kinds",
        "radius,log",
        "--secret",
        Peers.SECRET);
  }

  private String openCase(Instant from, Instant to) {
    return running
        .done(
            "case",
            "open",
            "--letter",
            "ตช 0026/123",
            "--officer",
            "พ.ต.ท. สมหมาย",
            "--basis",
            "18(2)",
            "--from",
            from.toString(),
            "--to",
            to.toString())
        .row()
        .path("id")
        .asText();
  }

  private String openCase() {
    return openCase(now.minus(1, ChronoUnit.HOURS), now.plus(1, ChronoUnit.HOURS));
  }

  private String[] span() {
    return new String[] {
      "--from",
      now.minus(30, ChronoUnit.MINUTES).toString(),
      "--to",
      now.plus(30, ChronoUnit.MINUTES).toString()
    };
  }

  private static String[] words(String[] before, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of(before));
    return all.toArray(String[]::new);
  }

  // ---- the main job

  @Test
  void answersTheSameHotAndSealedAndAfterARestart() throws Exception {
    Peers.needAll();
    addDevice();
    logins();
    accounting();
    lines();
    flows();
    String id = openCase();
    Map<String, List<JsonNode>> hot = answers(id);
    checkWho(of(hot, "who").getFirst());
    checkGaps(id);
    checkTraffic(of(hot, "traffic"));
    checkSearch(of(hot, "search"));
    checkSessions(of(hot, "sessions"));
    JsonNode seal = running.done("seal").row();
    assertTrue(seal.path("rows").asLong() > 3 * Capture.FLOWS, seal.toString());
    assertSame(hot, answers(id), "sealed");
    JsonNode before = running.status();
    running.restart();
    assertSame(hot, answers(id), "after a restart");
    JsonNode after = running.status();
    for (String rows : List.of("trafficRows", "messageRows", "identityRows")) {
      assertEquals(before.path(rows), after.path(rows), rows);
    }
    running.restart(); // this time with rows that are only in the journal, those of the questions
    assertSame(hot, answers(id), "after another");
    running.close();
    JsonNode verified = running.done("verify", "--store").row();
    assertEquals(0, verified.path("findings").size(), verified.toString());
    assertTrue(verified.path("journalFrames").asLong() > 0, verified.toString());
  }

  private static List<JsonNode> of(Map<String, List<JsonNode>> answers, String question) {
    return Objects.requireNonNull(answers.get(question), question);
  }

  private static void assertSame(
      Map<String, List<JsonNode>> before, Map<String, List<JsonNode>> after, String when) {
    before.forEach(
        (question, rows) -> {
          List<JsonNode> others = of(after, question);
          assertEquals(rows.size(), others.size(), question + " " + when);
          for (int i = 0; i < rows.size(); i++) {
            assertEquals(rows.get(i), others.get(i), question + " " + when + ", row " + i);
          }
        });
  }

  private void logins() throws Exception {
    running.done(
        "user", "add", "somchai", "--password", "correct horse", "--full-name", "สมชาย ใจดี");
    running.done("user", "add", "malee", "--password", "chap pw 1", "--chap");
    InetSocketAddress to = running.address("radius.authentication");
    Peers.radclientGets(
        "Access-Accept",
        to,
        "auth",
        "User-Name='somchai',User-Password='correct horse',Message-Authenticator=0x00,"
            + "Calling-Station-Id='02-00-5E-10-00-15',NAS-IP-Address=192.0.2.9");
    Peers.radclientGets(
        "Access-Accept",
        to,
        "auth",
        "User-Name='malee',CHAP-Password='chap pw 1',Message-Authenticator=0x00");
    Peers.radclientGets(
        "Access-Reject",
        to,
        "auth",
        "User-Name='somchai',User-Password='a guess',Message-Authenticator=0x00");
    Peers.radclientGets("Access-Accept", to, "status", "Message-Authenticator=0x00");
    Peers.radclientGets(
        "Accounting-Response",
        running.address("radius.accounting"),
        "status",
        "Message-Authenticator=0x00,Response-Packet-Type=Accounting-Response");
    running.awaitRows("identityRows", 3);
  }

  /** Both sessions began ten minutes ago, as their NAS says; malee's is over. */
  private void accounting() throws Exception {
    InetSocketAddress to = running.address("radius.accounting");
    String of = ",NAS-IP-Address=192.0.2.9,";
    Peers.radclientGets(
        "Accounting-Response",
        to,
        "acct",
        "Acct-Status-Type=Start,User-Name='somchai',Acct-Session-Id='S-1'"
            + of
            + "Framed-IP-Address=10.0.0.1,Calling-Station-Id='02-00-5E-10-00-15',"
            + "Acct-Delay-Time=600");
    Peers.radclientGets(
        "Accounting-Response",
        to,
        "acct",
        "Acct-Status-Type=Start,User-Name='malee',Acct-Session-Id='S-2'"
            + of
            + "Framed-IP-Address=10.0.0.2,Acct-Delay-Time=600");
    Peers.radclientGets(
        "Accounting-Response",
        to,
        "acct",
        "Acct-Status-Type=Stop,User-Name='malee',Acct-Session-Id='S-2'"
            + of
            + "Framed-IP-Address=10.0.0.2,Acct-Delay-Time=300,Acct-Input-Octets=7,"
            + "Acct-Terminate-Cause=User-Request");
    running.awaitRows("identityRows", 6);
  }

  private void lines() throws Exception {
    Peers.logger(running.address("collector.syslog-udp"), "-d", "peer says สวัสดี by datagram");
    Peers.logger(running.address("collector.syslog-tcp"), "-T", "peer says สวัสดี by stream");
    try (Peers.Rsyslog rsyslog =
        new Peers.Rsyslog(folder.resolve("rsyslog"), running.address("collector.syslog-tcp"))) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < RSYSLOG_LINES; i++)
        lines.append("forwarded บรรทัด ").append(i).append('\n');
      rsyslog.write(lines.toString());
      running.awaitRows("messageRows", RSYSLOG_LINES + 2);
    }
  }

  private void flows() throws Exception {
    Path capture = folder.resolve("traffic.pcap");
    Capture.write(capture, now.minusSeconds(60).toEpochMilli());
    Peers.softflowd(capture, running.address("collector.netflow"), 5);
    Peers.softflowd(capture, running.address("collector.netflow"), 9);
    Peers.softflowd(capture, running.address("collector.ipfix"), 10);
    translated(running);
    running.awaitRows("trafficRows", 3 * Capture.FLOWS + 1);
  }

  /** The one flow that has a translation: softflowd knows of none. */
  private void translated(RunningAppliance to) throws IOException {
    long millis = now.toEpochMilli();
    FlowDatagrams exporter = new FlowDatagrams(9, millis - 3_600_000, FlowDatagrams.ALL_FIELDS);
    IpAddress there = IpAddress.of("198.51.100.42");
    FlowDatagrams.Flow flow =
        new FlowDatagrams.Flow(
            millis,
            millis + 1,
            6,
            IpAddress.of("10.0.0.1"),
            43_996,
            there,
            443,
            4_000,
            10,
            0x1b,
            2,
            1,
            IpAddress.of(PUBLIC),
            PUBLIC_PORT,
            there,
            443);
    InetSocketAddress address = to.address("collector.netflow");
    send(address, exporter.template(millis));
    send(address, exporter.data(millis, List.of(flow)));
  }

  private static void send(InetSocketAddress to, byte[] datagram) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(datagram, datagram.length, to));
    }
  }

  /** All answers, without what tells hot from sealed. */
  private Map<String, List<JsonNode>> answers(String id) {
    Map<String, List<JsonNode>> answers = new TreeMap<>();
    String at = now.toString();
    List<JsonNode> who =
        running
            .done(
                "who",
                PUBLIC + ":" + PUBLIC_PORT,
                "--at",
                at,
                "--protocol",
                "tcp",
                "--skew",
                "1s",
                "--case",
                id)
            .rows();
    for (JsonNode candidate : who.getFirst().path("candidates")) {
      for (JsonNode join : candidate.path("joins")) {
        if (join.path("record") instanceof ObjectNode sealed) sealed.remove("segment");
      }
    }
    // each stop is a gap, honestly told
    if (who.getFirst().path("coverage") instanceof ObjectNode coverage) coverage.remove("gaps");
    answers.put("who", who);
    answers.put(
        "traffic",
        running
            .done(words(span(), "traffic", "--case", id, "--destination", Capture.SERVER + ":443"))
            .rows());
    answers.put(
        "traffic of a user",
        running.done(words(span(), "traffic", "--case", id, "--user", "somchai")).rows());
    answers.put("search", running.done(words(span(), "search", "สวัสดี", "--case", id)).rows());
    answers.put(
        "forwarded", running.done(words(span(), "search", "บรรทัด", "--reason", "a test")).rows());
    // rows of one datagram have no order among themselves
    answers.replaceAll(
        (question, rows) ->
            rows.stream()
                .sorted(
                    Comparator.comparingLong((JsonNode row) -> row.path("frame").asLong())
                        .thenComparing(JsonNode::toString))
                .toList());
    answers.put("sessions", running.done(words(span(), "sessions", "--case", id)).rows());
    return answers;
  }

  private static void checkWho(JsonNode who) {
    assertEquals("identified", who.path("verdict").asText(), who.toString());
    assertEquals(1, who.path("candidates").size(), who.toString());
    JsonNode candidate = who.path("candidates").path(0);
    assertEquals("somchai", candidate.path("user").asText());
    assertEquals("สมชาย ใจดี", candidate.path("fullName").asText());
    assertEquals("10.0.0.1", candidate.path("insideAddress").asText());
    assertEquals(MAC, candidate.path("mac").asText());
    JsonNode session = candidate.path("session");
    assertEquals("S-1", session.path("id").asText());
    assertEquals("192.0.2.9", session.path("nas").asText());
    assertTrue(session.path("start").asText().startsWith("20"), session.toString());
    assertTrue(session.has("end") && session.path("end").isNull(), session.toString());
    JsonNode nat = candidate.path("nat");
    assertEquals(PUBLIC, nat.path("publicAddress").asText());
    assertEquals(PUBLIC_PORT, nat.path("publicPort").asInt());
    assertEquals("10.0.0.1", nat.path("insideAddress").asText());
    List<String> steps = new ArrayList<>();
    for (JsonNode join : candidate.path("joins")) {
      steps.add(join.path("step").asText() + " " + join.path("basis").asText());
      boolean stored = !join.path("step").asText().equals("account");
      assertEquals(stored, join.path("record").hasNonNull("frame"), join.toString());
    }
    // the session began before its account was made, as its NAS tells it
    assertEquals(List.of("nat observed", "session observed", "account inferred"), steps);
    JsonNode coverage = who.path("coverage");
    assertTrue(coverage.path("recording").asBoolean(), coverage.toString());
    assertTrue(coverage.has("clockOffsetMillis"), coverage.toString());
  }

  /** Before its first start the appliance recorded nothing, and says so. */
  private void checkGaps(String id) {
    String before = now.minus(10, ChronoUnit.MINUTES).toString();
    RunningAppliance.Answer answer = running.run("who", "10.77.0.1", "--at", before, "--case", id);
    assertEquals(1, answer.status());
    JsonNode who = answer.rows().getFirst();
    assertEquals("not-recorded", who.path("verdict").asText());
    assertEquals(0, who.path("candidates").size());
    assertFalse(who.path("coverage").path("recording").asBoolean());
    assertTrue(who.path("coverage").path("gaps").size() > 0, who.toString());
    answer = running.run("who", "10.77.0.1", "--at", now.toString(), "--skew", "0s", "--case", id);
    assertEquals(1, answer.status());
    who = answer.rows().getFirst();
    assertEquals("unknown", who.path("verdict").asText(), who.toString());
    assertTrue(who.path("coverage").path("gaps").isArray(), who.toString());
  }

  private static void checkTraffic(List<JsonNode> rows) {
    assertEquals(3 * Capture.FLOWS, rows.size());
    for (String origin : List.of("netflow5", "netflow9", "ipfix")) {
      Map<Integer, Long> bytes = new TreeMap<>();
      for (JsonNode row : rows) {
        if (!row.path("origin").asText().equals(origin)) continue;
        int flow = row.path("sourcePort").asInt() - Capture.FIRST_PORT;
        assertEquals("10.0.0." + (flow + 1), row.path("sourceAddress").asText());
        assertEquals(Capture.SERVER, row.path("destinationAddress").asText());
        assertEquals(6, row.path("protocol").asInt());
        assertEquals(3, row.path("packets").asInt());
        assertEquals("127.0.0.1", row.path("exporter").asText());
        bytes.put(flow, row.path("bytes").asLong());
      }
      assertEquals(Capture.FLOWS, bytes.size(), origin);
      bytes.forEach((flow, count) -> assertEquals(Capture.bytes(flow), count, origin + flow));
    }
  }

  private static void checkSearch(List<JsonNode> rows) {
    assertEquals(2, rows.size());
    assertEquals("udp", rows.get(0).path("transport").asText());
    assertEquals("peer says สวัสดี by datagram", rows.get(0).path("message").asText());
    assertEquals("tcp", rows.get(1).path("transport").asText());
    for (JsonNode row : rows) {
      assertEquals("127.0.0.1", row.path("sender").asText());
      assertEquals("peer", row.path("appName").asText());
    }
  }

  private static void checkSessions(List<JsonNode> rows) {
    Map<String, JsonNode> byUser = new TreeMap<>();
    rows.forEach(row -> byUser.put(row.path("userName").asText(), row));
    JsonNode open = Objects.requireNonNull(byUser.get("somchai"));
    assertEquals("S-1", open.path("sessionId").asText());
    assertEquals("10.0.0.1", open.path("address").asText());
    assertEquals("open", open.path("state").asText());
    assertFalse(open.has("end"), open.toString());
    JsonNode closed = Objects.requireNonNull(byUser.get("malee"));
    assertEquals("S-2", closed.path("sessionId").asText());
    assertEquals("observed", closed.path("endBasis").asText());
    assertEquals("user-request", closed.path("cause").asText());
    assertEquals(7, closed.path("inputBytes").asLong());
  }

  // ---- who may ask what

  @Test
  void refusesWithoutACaseOutsideOfItAndWithoutTheRoleAndRecordsAllOfIt() throws Exception {
    String id = openCase(now.minus(1, ChronoUnit.HOURS), now);
    String inside = now.minus(10, ChronoUnit.MINUTES).toString();
    String outside = now.minus(2, ChronoUnit.HOURS).toString();
    running.run("who", "10.0.0.1", "--at", inside).refused();
    running.run("who", "10.0.0.1", "--at", inside, "--case", "no-such").refused();
    running.run("who", "10.0.0.1", "--at", outside, "--case", id).refused();
    running.run("traffic", "--from", inside, "--to", now.toString()).refused();
    running.run("traffic", "--case", id, "--from", outside, "--to", now.toString()).refused();
    running.run("search", "x", "--from", inside, "--to", now.toString()).refused();
    running.run("search", "x", "--case", id, "--from", outside, "--to", inside).refused();
    running.run("sessions").refused();
    assertEquals(1, running.run("who", "10.0.0.1", "--at", inside, "--case", id).status());
    running.done("case", "close", id);
    running.run("who", "10.0.0.1", "--at", inside, "--case", id).refused();
    running.restart(RunningAppliance.ME, "nobody-here");
    running.run("who", "10.0.0.1", "--at", inside, "--case", id).refused();
    running.run("traffic", "--case", id, "--from", inside, "--to", now.toString()).refused();
    running.restart("nobody-here", "nobody-here");
    running.run("user", "list").refused();
    running.run("device", "list").refused();
    assertTrue(running.status().path("operationRows").asLong() > 0); // a viewer sees health
    running.restart(RunningAppliance.ME, RunningAppliance.ME);
    running.done("seal");
    running.close();
    List<String> refused = new ArrayList<>();
    for (Row row : operations()) {
      String result = row.text(Operations.RESULT).orElse("");
      if (!result.startsWith("refused")) continue;
      assertEquals("user:" + RunningAppliance.ME, row.text(Operations.ACTOR).orElse(""));
      refused.add(row.text(Operations.ACTION).orElse(""));
    }
    assertEquals(
        List.of(
            "who",
            "who",
            "who",
            "traffic",
            "traffic",
            "search",
            "search",
            "sessions",
            "who",
            "who",
            "traffic",
            "user list",
            "device list"),
        refused);
  }

  private List<Row> operations() throws IOException {
    StoreView view = new StoreView(TestStore.segments(running.data()), List.of());
    Path spill = Files.createDirectories(folder.resolve("spill"));
    try (DuckDbEngine engine = new DuckDbEngine(() -> view, spill)) {
      return engine.list(RowQuery.of(Dataset.OPERATIONS, new Condition.All(List.of()), 100_000));
    }
  }

  @Test
  void certificateCommandsAreRecordedWhetherTheApplianceRunsOrNot() throws Exception {
    running.close();
    running.done("certificate", "ca", "School CA");
    running.restart(RunningAppliance.ME, RunningAppliance.ME);
    running.done("certificate", "client", "somchai", "--output", folder + "/somchai.p12");
    Path deeds = running.data().resolve("certificates/deeds");
    running.await("deed", 1, status -> isEmpty(deeds) ? 1 : 0);
    running.done("seal");
    running.close();
    List<String> told = new ArrayList<>();
    for (Row row : operations()) {
      String action = row.text(Operations.ACTION).orElse("");
      if (!action.startsWith("certificate ")) continue;
      assertEquals("user:" + RunningAppliance.ME, row.text(Operations.ACTOR).orElse(""));
      told.add(action + ": " + row.text(Operations.RESULT).orElse(""));
    }
    assertEquals(
        List.of(
            "certificate ca: begun",
            "certificate ca: done",
            "certificate client: begun",
            "certificate client: done"),
        told);
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- accounts and devices

  @Test
  void importsAllUsersOrNoneAndNamesEveryBadLine() throws Exception {
    running.done("user", "add", "there", "--password", "a password 1");
    Path file = folder.resolve("users.csv");
    Files.writeString(
        file,
        """
        username,password,full_name,national_id,department,expires
        good1,a password 1,หนึ่ง ดี,,กลุ่ม,
        ,a password 1,,,,
        good2,,,,,
        there,a password 1,,,,
        good3,a password 1,,,,yesterday
        good1,a password 1,,,,
        good4,a password 1,,,,,,,too many
        good5,a password 1,,,,2026-12-31
        """);
    RunningAppliance.Answer bad = running.run("user", "import", file.toString());
    assertEquals(2, bad.status(), bad.errors());
    assertEquals(
        List.of(3, 4, 5, 6, 7, 8),
        bad.rows().stream().map(row -> row.path("line").asInt()).distinct().sorted().toList(),
        bad.rows().toString());
    assertFalse(bad.rows().toString().contains("a password 1"), bad.rows().toString());
    assertEquals(List.of("there"), users());
    Files.writeString(
        file,
        """
        username,password,full_name
        good1,a password 1,หนึ่ง ดี
        good2,a password 2,สอง ดี
        """);
    running.done("user", "import", file.toString());
    assertEquals(List.of("good1", "good2", "there"), users());
  }

  private List<String> users() {
    return running.done("user", "list").rows().stream()
        .map(row -> row.path("userName").asText())
        .sorted()
        .toList();
  }

  @Test
  void takesADeviceFromTheMomentItIsAddedUntilItIsRemoved() throws Exception {
    Peers.need("radclient", "freeradius-utils");
    Peers.need("logger", "bsdutils");
    running.done("user", "add", "somchai", "--password", "correct horse");
    InetSocketAddress authentication = running.address("radius.authentication");
    InetSocketAddress udp = running.address("collector.syslog-udp");
    String login = "User-Name='somchai',User-Password='correct horse',Message-Authenticator=0x00";
    assertTrue(Peers.radclient(authentication, "auth", "0.5", login).contains("No reply"));
    Peers.logger(udp, "-d", "before");
    running.await("refused", 1, status -> status.path("refused").asLong());
    addDevice();
    Peers.radclientGets("Access-Accept", authentication, "auth", login);
    Peers.logger(udp, "-d", "between");
    Peers.logger(running.address("collector.syslog-tcp"), "-T", "between");
    running.awaitRows("messageRows", 2);
    running.done("device", "remove", "gw");
    assertTrue(Peers.radclient(authentication, "auth", "0.5", login).contains("No reply"));
    Peers.logger(udp, "-d", "after");
    running.await("refused", 2, status -> status.path("refused").asLong());
    assertEquals(2, running.status().path("messageRows").asLong());
    List<String> texts =
        running.done(words(span(), "search", "e", "--reason", "a test")).rows().stream()
            .map(row -> row.path("message").asText())
            .toList();
    assertEquals(List.of("between", "between"), texts);
  }

  @Test
  void neverWritesAPasswordOrASecretAnywhere() throws Exception {
    Peers.need("radclient", "freeradius-utils");
    addDevice();
    running.done("user", "add", "somchai", "--password", "Unmistakable-1");
    String login = "User-Name='somchai',User-Password='%s',Message-Authenticator=0x00";
    InetSocketAddress to = running.address("radius.authentication");
    Peers.radclientGets("Access-Accept", to, "auth", login.formatted("Unmistakable-1"));
    Peers.radclientGets("Access-Reject", to, "auth", login.formatted("Unmistakable-2"));
    running.done("seal");
    running.close();
    try (var files = Files.walk(running.data())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(holds(file, "Unmistakable"), file.toString());
      }
    }
  }

  /** Piece by piece: the disk's reserve alone is larger than this test's heap bears. */
  private static boolean holds(Path file, String word) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String before = "";
      while (true) {
        String piece = before + new String(in.readNBytes(1 << 20), StandardCharsets.ISO_8859_1);
        if (piece.contains(word)) return true;
        if (piece.length() < 1 << 20) return false;
        before = piece.substring(piece.length() - word.length());
      }
    }
  }

  @Test
  void countsAtTheMetricsPort() throws Exception {
    Peers.need("logger", "bsdutils");
    addDevice();
    Peers.logger(running.address("collector.syslog-udp"), "-d", "one");
    running.awaitRows("messageRows", 1);
    assertEquals(1, running.metric("jaruek_collector_received_total", "source=\"gw\""));
    JsonNode source =
        StreamSupport.stream(running.status().path("sources").spliterator(), false)
            .filter(s -> s.path("name").asText().equals("gw"))
            .findFirst()
            .orElseThrow();
    assertEquals(1, source.path("received").asLong(), source.toString());
    assertEquals(1, source.path("decoded").asLong(), source.toString());
    assertEquals(1, source.path("rows").asLong(), source.toString());
  }

  // ---- gateways that only log

  private JsonNode who(String id, int port) {
    return running
        .done("who", PUBLIC + ":" + port, "--at", now.toString(), "--protocol", "tcp", "--case", id)
        .row();
  }

  private static List<String> steps(JsonNode who) {
    return StreamSupport.stream(who.path("candidates").path(0).path("joins").spliterator(), false)
        .map(join -> join.path("step").asText())
        .toList();
  }

  private void line(String text) throws IOException {
    send(running.address("collector.syslog-udp"), text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void identifiesFromAMikrotiksOwnLines() throws Exception {
    addDevice();
    running.done("user", "add", "somchai", "--password", "correct horse");
    String time =
        DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT)
            .withZone(TestStore.ZONE)
            .format(now);
    String from = "<134>" + time + " MikroTik ";
    line(from + "dhcp,info dhcp1 assigned 10.20.0.15 to 02:00:5E:10:00:15");
    line(from + "hotspot,account,info,debug somchai (10.20.0.15): logged in");
    line(
        from
            + "firewall,info srcnat: in:bridge out:ether1, src-mac 02:00:5e:10:00:15,"
            + " proto TCP (SYN), 10.20.0.15:43996->198.51.100.42:443, NAT"
            + " (10.20.0.15:43996->203.0.113.7:51234)->198.51.100.42:443, len 60");
    running.awaitRows("messageRows", 3);
    running.awaitRows("identityRows", 2);
    running.awaitRows("trafficRows", 1);
    JsonNode hot = who(openCase(), PUBLIC_PORT);
    assertEquals("identified", hot.path("verdict").asText(), hot.toString());
    JsonNode candidate = hot.path("candidates").path(0);
    assertEquals("somchai", candidate.path("user").asText());
    assertEquals("10.20.0.15", candidate.path("insideAddress").asText());
    assertEquals(MAC, candidate.path("mac").asText());
    assertEquals("nat", steps(hot).getFirst(), hot.toString());
    running.done("seal");
    running.restart();
    assertEquals(steps(hot), steps(who(openCase(), PUBLIC_PORT)));
  }

  @Test
  void identifiesFromAFortigatesUserField() throws Exception {
    addDevice();
    line(
        "<189>date="
            + DateTimeFormatter.ISO_LOCAL_DATE.withZone(TestStore.ZONE).format(now)
            + " time="
            + DateTimeFormatter.ofPattern("HH:mm:ss").withZone(TestStore.ZONE).format(now)
            + " devname=\"FG60\" devid=\"FGT60\" logid=\"0000000013\" type=\"traffic\""
            + " subtype=\"forward\" level=\"notice\" vd=\"root\" eventtime="
            + now.toEpochMilli() * 1_000_000
            + " tz=\"+0700\" srcip=10.20.0.16 srcport=43997 srcintf=\"lan\" dstip=198.51.100.43"
            + " dstport=443 dstintf=\"wan1\" sessionid=4711 proto=6 action=\"close\" policyid=1"
            + " user=\"malee\" trandisp=\"snat\" transip=203.0.113.7 transport=51235"
            + " service=\"HTTPS\" duration=12 sentbyte=5120 rcvdbyte=40960 sentpkt=20 rcvdpkt=41");
    running.awaitRows("trafficRows", 1);
    JsonNode who = who(openCase(), PUBLIC_PORT + 1);
    assertEquals("identified", who.path("verdict").asText(), who.toString());
    assertEquals("malee", who.path("candidates").path(0).path("user").asText());
    assertEquals(List.of("nat", "firewall-user"), steps(who));
  }

  @Test
  void saysEveryFaultOfAConfigurationAtOnce() throws Exception {
    Path bad = folder.resolve("bad.yaml");
    Files.writeString(
        bad,
        """
        data-directory: relative/but/fine
        zone: Asia/Bangkog
        admin: { socket: admin.sock, roles: { admin: [root] } }
        collector: { syslog-udb: "127.0.0.1:0", netflow: "127.0.0.1:99999" }
        retention: { days: 30 }
        """);
    RunningAppliance.Answer answer = running.run("check-config", "--config", bad.toString());
    assertEquals(1, answer.status(), answer.errors());
    assertEquals(
        List.of("2 zone", "4 collector.netflow", "4 collector.syslog-udb", "5 retention.days"),
        answer.rows().stream()
            .map(row -> row.path("line").asInt() + " " + row.path("key").asText())
            .toList(),
        answer.rows().toString());
    String nearest = answer.rows().get(2).toString();
    assertTrue(nearest.contains("syslog-udp"), nearest);
  }
}
