package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.column.HotBatch;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.duckdb.DuckDbEngine;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.duckdb.ParquetScan;
import jaruek.retention.export.ExportWriter;
import jaruek.retention.export.WitnessEvidence;
import jaruek.retention.identity.SessionLimits;
import jaruek.retention.identity.Sessions;
import jaruek.retention.identity.Who;
import jaruek.retention.imported.Imports;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.log.KeyFiles;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.StoreLog;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.segment.FolderSegmentWriter;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentDraft;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.selection.Selections;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asking, checking, refusing and handing out, over a small store with hot rows. */
final class ExportCommandTest {
  private static final Instant T = Instant.parse("2026-11-23T03:42:01Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final HotBatch hot = new HotBatch();
  private final List<SealedSegment> sealed = new ArrayList<>();
  private Instant now = CommandTester.NOW;
  private StoreLog log;
  private ParquetFiles files;
  private ParquetScan scan;
  private DuckDbEngine engine;
  private Cases cases;
  private ExportRequests requests;
  private CommandTester tester;
  private String caseId;
  private long frames;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(folder.resolve("keys"));
    log =
        StoreLog.open(
            folder.resolve("log"),
            new KeyFiles(folder.resolve("keys"), null, new SecureRandom()),
            () -> now);
    files = new ParquetFiles(folder.resolve("spill"));
    scan = new ParquetScan(folder.resolve("spill"));
    engine =
        new DuckDbEngine(
            () -> new StoreView(sealed, sealed.isEmpty() ? List.of(hot) : List.of()),
            folder.resolve("spill"));
    cases = new Cases(folder, ZoneId.of("Asia/Bangkok"), () -> now);
    cases.start();
    caseId =
        cases
            .open(
                "ศธ 1/2569",
                "พ.ต.ท. เที่ยง",
                "ม. 18",
                T.minusSeconds(7_200),
                T.plusSeconds(7_200),
                "somsri")
            .id();
    stay("somchai", "10.0.0.5", "02:00:00:00:00:01", -600, 600);
    stay("somying", "10.0.0.6", "02:00:00:00:00:02", -600, 600);
    flow(0, "10.0.0.5", 40_000, 51_234);
    flow(0, "10.0.0.6", 40_000, 51_235); // of the same datagram
    frames++;
    flow(1_200, "10.0.0.5", 40_001, 51_236);
    operation("system", "start", null);
    operation("user:somsri", "case open", "2569-0001");
    operation("user:somsri", "traffic", "2569-0002");
    requests = new ExportRequests(folder, () -> now);
    tester = tester(true);
  }

  @AfterEach
  void stop() {
    engine.close();
    scan.close();
    files.close();
    log.close();
  }

  private CommandTester tester(boolean secondPerson) {
    requests = new ExportRequests(folder, () -> now);
    requests.start();
    Sessions sessions = new Sessions(engine, SessionLimits.DEFAULT, () -> now);
    List<AdminCommand> commands =
        new ArrayList<>(
            new ExportCommand(
                    new Sealing(),
                    new ExportWriter(
                        scan,
                        new FileSegmentReader(files),
                        log,
                        WitnessEvidence.NONE,
                        facts -> new byte[] {'%', 'P', 'D', 'F'}),
                    new Selections(sessions),
                    new Who(
                        engine, (user, at) -> Optional.empty(), SessionLimits.DEFAULT, () -> now),
                    requests,
                    secondPerson,
                    new OperationLog(released, () -> now),
                    "0.1.0",
                    () -> now)
                .commands());
    commands.addAll(new CaseCommands(cases, requests).commands());
    commands.addAll(
        new QueryCommands(
                engine,
                sessions,
                new Who(engine, (user, at) -> Optional.empty(), SessionLimits.DEFAULT, () -> now),
                new Imports(engine, () -> now))
            .commands());
    return new CommandTester(commands, cases);
  }

  private final RecordedOperations released = new RecordedOperations();

  /** Seals what is hot at the first export. */
  private final class Sealing implements ExportCommand.Store {
    @Override
    public List<SealedSegment> sealed() {
      if (sealed.isEmpty()) seal();
      return sealed;
    }

    @Override
    public ObjectNode coverage(long fromMillis, long toMillis) {
      return AdminCodec.object().put("from", fromMillis).put("to", toMillis);
    }
  }

  private void seal() {
    SegmentFolders folders = new SegmentFolders(folder);
    SegmentManifest manifest =
        new FolderSegmentWriter(folders, files)
            .write(
                hot,
                new SegmentDraft(
                    0,
                    new JournalPosition(0),
                    new ChainHead(new JournalPosition(1_000), new byte[32]),
                    "test",
                    new byte[0],
                    Map.of(),
                    now.toEpochMilli()));
    TreeMap<String, String> roots = new TreeMap<>();
    manifest.datasets().forEach((word, table) -> roots.put(word, table.merkleRoot()));
    log.append(
        new LogEntry.Segment(
            now.toEpochMilli(), 0, sha256(ManifestCodec.bytes(manifest)), 0, 1_000, roots));
    sealed.add(new SealedSegment(folders.folder(manifest), manifest));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static long at(long seconds) {
    return T.plusSeconds(seconds).toEpochMilli();
  }

  private RowWriter row(Dataset dataset, long second) {
    return hot.row(dataset, at(second), frames);
  }

  private void stay(String user, String address, String mac, long from, long to) {
    for (String event : List.of("start", "stop")) {
      long second = event.equals("start") ? from : to;
      row(Dataset.IDENTITY, second)
          .set(Identity.EVENT_AT, at(second))
          .set(Identity.EVENT, event)
          .set(Identity.USER_NAME, user)
          .set(Identity.ADDRESS, IpAddress.of(address))
          .set(Identity.MAC, MacAddress.parse(mac).orElseThrow())
          .set(Identity.NAS, "gw1")
          .set(Identity.SESSION_ID, "s-" + user)
          .end();
      frames++;
    }
  }

  private void flow(long second, String source, long port, long natPort) {
    row(Dataset.TRAFFIC, second)
        .set(Traffic.STARTED_AT, at(second))
        .set(Traffic.ENDED_AT, at(second))
        .set(Traffic.PROTOCOL, 6)
        .set(Traffic.SOURCE_ADDRESS, IpAddress.of(source))
        .set(Traffic.SOURCE_PORT, port)
        .set(Traffic.NAT_SOURCE_ADDRESS, IpAddress.of("203.0.113.7"))
        .set(Traffic.NAT_SOURCE_PORT, natPort)
        .set(Traffic.DESTINATION_ADDRESS, IpAddress.of("198.51.100.9"))
        .set(Traffic.DESTINATION_PORT, 443)
        .end();
  }

  private void operation(
      String actor, String action, @org.jspecify.annotations.Nullable String of) {
    RowWriter row = row(Dataset.OPERATIONS, 0);
    row.set(Dataset.OPERATIONS.column("actor").orElseThrow(), actor);
    row.set(Dataset.OPERATIONS.column("action").orElseThrow(), action);
    Column caseColumn = Dataset.OPERATIONS.column("case").orElseThrow();
    if (of != null) row.set(caseColumn, of);
    row.end();
    frames++;
  }

  private ObjectNode question() {
    return AdminCodec.object().put("case", caseId).put("user", "somchai");
  }

  private void says(String code, int status, AdminReply.End end) {
    assertEquals(code, end.code(), end.arguments().toString());
    assertEquals(status, end.status());
  }

  private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return entries;
  }

  private static JsonNode json(Map<String, byte[]> zip, String name) throws IOException {
    return JSON.readTree(zip.getOrDefault(name, new byte[0]));
  }

  private static List<String> lines(Map<String, byte[]> zip, String name) {
    return new String(zip.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void waitsForAnotherAuditorAndIsHandedOutWhenOneHasConfirmed() throws IOException {
    AdminReply.End asked = tester.ask("somsri", "export", question());
    says(AdminCodes.SECOND_PERSON, 4, asked);
    assertEquals("2569-0001-1", asked.arguments().path("id").asText());
    says(AdminCodes.SECOND_PERSON, 4, tester.ask("somsri", "export", question()));
    assertEquals(1, requests.of(caseId).size());
    assertEquals(0, tester.file().length);

    ObjectNode check = AdminCodec.object().put("case", caseId);
    says(AdminCodes.SAME_PERSON, 4, tester.ask("somsri", "case check", check));
    says(AdminCodes.EXPORT_CHECKED, 0, tester.ask("somying", "case check", check));
    JsonNode shown = tester.rows().getFirst();
    assertEquals("somchai", shown.path("question").path("user").textValue());
    assertEquals(
        "{\"traffic\":1,\"messages\":0,\"identity\":2,\"operations\":1}",
        shown.path("rows").toString());

    AdminReply.End done = tester.ask("somsri", "export", question());
    says(AdminCodes.EXPORT_DONE, 0, done);
    String sha256 = sha256(tester.file());
    assertEquals(sha256, done.arguments().path("sha256").asText());
    assertEquals(tester.file().length, done.arguments().path("bytes").asInt());
    Map<String, byte[]> zip = unzip(tester.file());
    JsonNode export = json(zip, "export.json");
    assertEquals("2569-0001-1", export.path("id").textValue());
    assertEquals("somsri", export.path("askedBy").textValue());
    assertEquals("somying", export.path("checkedBy").textValue());
    assertEquals(
        "{\"traffic\":1,\"messages\":0,\"identity\":2,\"operations\":1}",
        export.path("rows").toString());
    assertTrue(lines(zip, "rows/operations.ndjson").getFirst().contains("case open"));
    OperationEvent record = released.last();
    assertEquals("export released", record.action());
    assertEquals(sha256, record.digest());

    JsonNode listed = show().path("exports").get(0);
    assertEquals("released", listed.path("state").textValue());
    assertEquals(sha256, listed.path("sha256").textValue());
    // the next one needs a second look again
    AdminReply.End again = tester.ask("somsri", "export", question());
    says(AdminCodes.SECOND_PERSON, 4, again);
    assertEquals("2569-0001-2", again.arguments().path("id").asText());
  }

  private JsonNode show() {
    assertEquals(0, tester.ask("case show", AdminCodec.object().put("id", caseId)).status());
    return tester.rows().getFirst();
  }

  @Test
  void releasesOnlyWhatWasConfirmed() {
    says(AdminCodes.SECOND_PERSON, 4, tester.ask("somsri", "export", question()));
    ObjectNode check = AdminCodec.object().put("case", caseId);
    says(AdminCodes.EXPORT_CHECKED, 0, tester.ask("somying", "case check", check));
    ObjectNode wider = AdminCodec.object().put("case", caseId);
    says(AdminCodes.SECOND_PERSON, 4, tester.ask("somsri", "export", wider));
    // another auditor's question is another request
    says(AdminCodes.SECOND_PERSON, 4, tester.ask("somying", "export", question()));
    says(AdminCodes.EXPORT_WHICH, 2, tester.ask("somying", "case check", check));
    check.put("export", 2);
    says(AdminCodes.EXPORT_CHECKED, 0, tester.ask("somying", "case check", check));
    check.put("export", 3);
    says(AdminCodes.SAME_PERSON, 4, tester.ask("somying", "case check", check));
    check.put("export", 4);
    says(AdminCodes.EXPORT_NONE_WAITS, 1, tester.ask("somsri", "case check", check));
  }

  @Test
  void tellsWhyASecondPersonRefused() {
    tester.ask("somsri", "export", question());
    ObjectNode look = AdminCodec.object().put("case", caseId).put("look", true);
    assertEquals(0, tester.ask("somsri", "case check", look).status());
    ObjectNode no = AdminCodec.object().put("case", caseId).put("refuse", "ขอกว้างเกินไป");
    says(AdminCodes.SAME_PERSON, 4, tester.ask("somsri", "case check", no));
    says(AdminCodes.EXPORT_REFUSED, 0, tester.ask("somying", "case check", no));
    AdminReply.End end = tester.ask("somsri", "export", question());
    says(AdminCodes.EXPORT_TURNED_DOWN, 4, end);
    assertEquals("ขอกว้างเกินไป", end.arguments().path("reason").asText());
    assertEquals("refused", show().path("exports").get(0).path("state").textValue());
  }

  @Test
  void keepsRequestsOverARestartForThirtyDays() {
    tester.ask("somsri", "export", question());
    tester = tester(true);
    ObjectNode check = AdminCodec.object().put("case", caseId);
    says(AdminCodes.EXPORT_CHECKED, 0, tester.ask("somying", "case check", check));
    tester = tester(true);
    now = now.plus(Duration.ofDays(30));
    says(AdminCodes.EXPORT_DONE, 0, tester.ask("somsri", "export", question()));
    says(AdminCodes.SECOND_PERSON, 4, tester.ask("somsri", "export", question()));
    now = now.plus(Duration.ofDays(30)).plusMillis(1);
    says(AdminCodes.EXPORT_NONE_WAITS, 1, tester.ask("somying", "case check", check));
    assertEquals("expired", show().path("exports").get(1).path("state").textValue());
  }

  @Test
  void isReleasedAtOnceInAnOfficeWithOneAuditor() throws IOException {
    tester = tester(false);
    says(AdminCodes.EXPORT_DONE, 0, tester.ask("somsri", "export", question()));
    assertTrue(json(unzip(tester.file()), "export.json").path("checkedBy").isNull());
  }

  @Test
  void refusesAndRecordsWhatHasNoCaseOrLeavesIt() {
    tester = tester(false);
    for (String command : List.of("export", "traffic", "who", "case check")) {
      says(AdminCodes.NO_CASE, 4, tester.ask(command, AdminCodec.object()));
      OperationEvent record = tester.operations().last();
      assertEquals(command, record.action());
      assertTrue(String.valueOf(record.result()).startsWith("refused"), record.toString());
    }
    says(AdminCodes.NO_SUCH_CASE, 4, tester.ask("export", AdminCodec.object().put("case", "9")));
    says(
        AdminCodes.OUTSIDE_CASE,
        4,
        tester.ask("export", question().put("from", T.minusSeconds(7_201).toString())));
    says(
        AdminCodes.OUTSIDE_CASE,
        4,
        tester.ask("export", question().put("to", T.plusSeconds(7_201).toString())));
    cases.close(caseId, "somsri");
    says(AdminCodes.CASE_IS_CLOSED, 4, tester.ask("export", question()));
    says(
        AdminCodes.CASE_IS_CLOSED,
        4,
        tester.ask("case check", AdminCodec.object().put("case", caseId)));
    assertEquals(0, tester.file().length);
  }

  @Test
  void givesTheRecordsThatAnAnswerRestsOnAndNoOthers() throws IOException {
    tester = tester(false);
    ObjectNode who =
        AdminCodec.object()
            .put("case", caseId)
            .put("host", "203.0.113.7")
            .put("port", 51_234)
            .put("at", T.toString());
    says(AdminCodes.EXPORT_DONE, 0, tester.ask("somsri", "export", who));
    Map<String, byte[]> zip = unzip(tester.file());
    List<String> flows = lines(zip, "rows/traffic.ndjson");
    assertEquals(1, flows.size());
    assertTrue(flows.getFirst().contains("\"sourceAddress\":\"10.0.0.5\""));
    List<String> identity = lines(zip, "rows/identity.ndjson");
    assertEquals(2, identity.size());
    assertTrue(identity.stream().allMatch(line -> line.contains("s-somchai")));
    JsonNode question = json(zip, "export.json").path("question");
    assertEquals(
        "{\"address\":\"203.0.113.7\",\"port\":51234,\"at\":\"2026-11-23T03:42:01.000Z\",\"skewMillis\":30000}",
        question.path("who").toString());
  }

  @Test
  void takesNoMixtureOfSelectors() {
    ObjectNode mixed = question().put("host", "203.0.113.7").put("at", T.toString());
    says(AdminCodes.EXPORT_EITHER, 2, tester.ask("somsri", "export", mixed));
    says(AdminCodes.EXPORT_EITHER, 2, tester.ask("somsri", "export", question().put("port", 1)));
    says(
        AdminCodes.ARGUMENT_INVALID,
        2,
        tester.ask("somsri", "export", question().put("datasets", "traffic,tables")));
    assertEquals(List.of(), requests.of(caseId));
  }

  @Test
  void writesNothingOfADatasetThatWasNotAskedFor() throws IOException {
    tester = tester(false);
    says(
        AdminCodes.EXPORT_DONE,
        0,
        tester.ask("somsri", "export", question().put("datasets", "messages,identity")));
    Map<String, byte[]> zip = unzip(tester.file());
    assertEquals(
        "{\"messages\":0,\"identity\":2}", json(zip, "export.json").path("rows").toString());
    assertTrue(zip.keySet().stream().noneMatch(name -> name.contains("traffic")));
  }
}
