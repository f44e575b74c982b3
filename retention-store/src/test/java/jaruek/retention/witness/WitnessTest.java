package jaruek.retention.witness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.KeyFiles;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two installations, each with a real log and key, that attest each other. */
class WitnessTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:42:01Z");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Telemetry telemetry = new Telemetry();
  private StoreLog north;
  private StoreLog south;

  @BeforeEach
  void makeLogs() throws IOException {
    north = log("north");
    south = log("south");
    grow(north, 5);
    grow(south, 3);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : open.reversed()) part.close();
  }

  private StoreLog log(String name) throws IOException {
    Path keys = Files.createDirectories(folder.resolve(name).resolve("keys"));
    StoreLog log =
        StoreLog.open(
            folder.resolve(name).resolve("log"),
            new KeyFiles(keys, null, new SecureRandom()),
            InstantSource.fixed(NOW));
    open.add(log);
    return log;
  }

  private static void grow(StoreLog log, int entries) {
    for (int i = 0; i < entries; i++) log.append(LogEntry.start(i, "0.1.0"));
  }

  private static WitnessPeer peer(String name, StoreLog log, @Nullable URI url) {
    return new WitnessPeer(name, log.origin(), log.verifyingKey(), url);
  }

  private WitnessService service(
      String name, StoreLog log, @Nullable InetSocketAddress listen, WitnessPeer... peers) {
    WitnessService service =
        new WitnessService(
            new WitnessConfig(listen, List.of(peers), Duration.ofHours(1), null),
            log,
            folder.resolve(name),
            InstantSource.fixed(NOW),
            new SecureRandom(),
            telemetry);
    open.add(service);
    return service;
  }

  private Cosigner southCosigner() {
    return new Cosigner(
        south,
        List.of(peer("north", north, null)),
        folder.resolve("south/witness"),
        InstantSource.fixed(NOW));
  }

  private static AddCheckpoint request(StoreLog log, long oldSize) {
    return PeerClient.request(log, oldSize);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not in time");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static URI url(WitnessService service) {
    return URI.create("http://127.0.0.1:" + service.address().orElseThrow().getPort() + "/");
  }

  @Test
  void aCosignatureIsWhatTheSpecificationSaysByteForByte() throws Exception {
    AddCheckpoint request = request(north, 0);
    var answer = assertInstanceOf(Cosigner.Cosigned.class, southCosigner().add(request));
    String[] words = answer.signature().line().stripTrailing().split(" ", -1);
    assertEquals("—", words[0]);
    assertEquals(south.origin(), words[1]);
    byte[] blob = Base64.getDecoder().decode(words[2]);
    assertEquals(4 + 8 + 64, blob.length);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update((south.origin() + "\n\u0004").getBytes(StandardCharsets.UTF_8));
    byte[] id = sha256.digest(south.verifyingKey().raw());
    assertArrayEquals(java.util.Arrays.copyOf(id, 4), java.util.Arrays.copyOf(blob, 4));
    assertEquals(NOW.getEpochSecond(), ByteBuffer.wrap(blob, 4, 8).getLong());
    byte[] spki = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] info = java.util.Arrays.copyOf(spki, spki.length + 32);
    System.arraycopy(south.verifyingKey().raw(), 0, info, spki.length, 32);
    Signature ed25519 = Signature.getInstance("Ed25519");
    ed25519.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info)));
    String message = "cosignature/v1\ntime " + NOW.getEpochSecond() + "\n" + request.note().text();
    ed25519.update(message.getBytes(StandardCharsets.UTF_8));
    assertTrue(ed25519.verify(blob, 12, 64));
  }

  @Test
  void aLogThatGrowsIsCosignedStepByStep() {
    Cosigner cosigner = southCosigner();
    assertInstanceOf(Cosigner.Cosigned.class, cosigner.add(request(north, 0)));
    assertInstanceOf(Cosigner.Cosigned.class, cosigner.add(request(north, 6)), "again");
    grow(north, 7);
    var behind = assertInstanceOf(Cosigner.Conflict.class, cosigner.add(request(north, 0)));
    assertEquals(6, behind.lastSize());
    assertFalse(behind.split());
    assertInstanceOf(Cosigner.Cosigned.class, cosigner.add(request(north, 6)));
    // what was cosigned is remembered over a restart
    assertInstanceOf(Cosigner.Conflict.class, southCosigner().add(request(north, 6)));
    assertInstanceOf(Cosigner.Cosigned.class, southCosigner().add(request(north, 13)));
  }

  @Test
  void aWrongProofAnUnknownLogAndAnotherKeyAreRefused() throws IOException {
    Cosigner cosigner = southCosigner();
    assertInstanceOf(Cosigner.Cosigned.class, cosigner.add(request(north, 0)));
    grow(north, 7);
    AddCheckpoint good = request(north, 6);
    List<byte[]> wrong = new ArrayList<>(good.proof());
    wrong.set(0, new byte[32]);
    assertInstanceOf(
        Cosigner.BadProof.class, cosigner.add(new AddCheckpoint(6, wrong, good.note())));
    assertInstanceOf(
        Cosigner.BadProof.class, cosigner.add(new AddCheckpoint(6, List.of(), good.note())));
    assertInstanceOf(
        Cosigner.Malformed.class, cosigner.add(new AddCheckpoint(99, List.of(), good.note())));
    StoreLog east = log("east");
    assertInstanceOf(Cosigner.UnknownOrigin.class, cosigner.add(request(east, 0)));
    SignedNote forged = new SignedNote(good.note().text(), request(east, 0).note().signatures());
    assertInstanceOf(
        Cosigner.BadSignature.class, cosigner.add(new AddCheckpoint(6, good.proof(), forged)));
    assertInstanceOf(Cosigner.Cosigned.class, cosigner.add(good));
  }

  /** The attack that witnesses are for: the key's owner writes another history. */
  @Test
  void twoHistoriesOfOneLogAreFoundAndBothKept() throws Exception {
    north.close();
    copy(folder.resolve("north"), folder.resolve("forged"));
    north = log("north");
    StoreLog forged = log("forged");
    north.append(LogEntry.stop(1));
    forged.append(LogEntry.stop(2));
    Cosigner cosigner = southCosigner();
    assertInstanceOf(Cosigner.Cosigned.class, cosigner.add(request(north, 0)));
    var split = assertInstanceOf(Cosigner.Conflict.class, cosigner.add(request(forged, 7)));
    assertTrue(split.split());
    forged.append(LogEntry.stop(3));
    assertInstanceOf(Cosigner.BadProof.class, cosigner.add(request(forged, 7)));
    try (var kept = Files.list(folder.resolve("south/witness/split-view"))) {
      assertEquals(2, kept.count());
    }
    north.append(LogEntry.stop(4));
    assertInstanceOf(
        Cosigner.Cosigned.class, cosigner.add(request(north, 7)), "the true one goes on");
  }

  @Test
  void aLogThatWasCutIsNotCosignedAndItsOwnerIsTold() throws Exception {
    north.close();
    copy(folder.resolve("north"), folder.resolve("cut"));
    north = log("north");
    grow(north, 4);
    Cosigner cosigner = southCosigner();
    assertInstanceOf(Cosigner.Cosigned.class, cosigner.add(request(north, 0)));
    StoreLog cut = log("cut");
    var conflict = assertInstanceOf(Cosigner.Conflict.class, cosigner.add(request(cut, 0)));
    assertEquals(10, conflict.lastSize());
    WitnessException told =
        assertThrows(WitnessException.class, () -> request(cut, conflict.lastSize()));
    assertTrue(told.toString().contains("was cut"), told.toString());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void nothingIsSignedWhileTheMemoryOfWhatWasSignedIsDamaged() throws IOException {
    assertInstanceOf(Cosigner.Cosigned.class, southCosigner().add(request(north, 0)));
    try (var files = Files.list(folder.resolve("south/witness/seen"))) {
      Files.writeString(files.findFirst().orElseThrow(), "nonsense");
    }
    WitnessException refused =
        assertThrows(WitnessException.class, () -> southCosigner().add(request(north, 0)));
    assertTrue(refused.toString().contains("is damaged"), refused.toString());
  }

  @Test
  void aPeerMayNotBeOneself() {
    assertThrows(
        WitnessException.class, () -> service("north", north, null, peer("me", north, null)));
  }

  @Test
  void twoInstallationsCosignEachOtherOverHttpAtTheirTimes() throws Exception {
    // each must know the other's port: south is opened twice, first for the port alone
    WitnessService southListens = service("south", south, anyPort(), peer("north", north, null));
    southListens.start();
    WitnessService northAll =
        service("north", north, anyPort(), peer("south", south, url(southListens)));
    northAll.start();
    WitnessService southAsks = service("south", south, null, peer("north", north, url(northAll)));
    southAsks.start();
    await(() -> northAll.witnesses().newest().isPresent());
    await(() -> southAsks.witnesses().newest().isPresent());
    Witnesses.Kept kept = northAll.witnesses().newest().orElseThrow();
    assertEquals("south", kept.name());
    assertEquals(6, kept.size());
    assertEquals(NOW.toEpochMilli(), kept.atMillis());
    assertEquals(folder.resolve("north/witness/cosigned/6-south.note"), kept.note());
    assertEquals(0, telemetry.sum("witness.failed"));
    await(() -> telemetry.sum("witness.attested") == 2);
    long[] age = {-2};
    telemetry.gauges((series, value) -> age[0] = Math.max(age[0], value));
    assertEquals(0, age[0]);
  }

  @Test
  void aPeerThatKnowsALaterSizeTellsItAndIsAskedAgain() {
    WitnessService listens = service("south", south, anyPort(), peer("north", north, null));
    listens.start();
    PeerClient client =
        new PeerClient(
            north,
            new Witnesses(folder.resolve("elsewhere")), // the client has forgotten
            new HttpPost(),
            InstantSource.fixed(NOW));
    WitnessPeer peer = peer("south", south, url(listens));
    assertEquals(6, client.ask(peer, url(listens)).size());
    grow(north, 3);
    PeerClient forgetful =
        new PeerClient(
            north,
            new Witnesses(folder.resolve("forgotten")),
            new HttpPost(),
            InstantSource.fixed(NOW));
    assertEquals(9, forgetful.ask(peer, url(listens)).size());
    assertEquals(1, answers("409"));
    assertEquals(2, answers("200"));
  }

  private long answers(String status) {
    return telemetry.counter("witness.requests", "status", status).sum();
  }

  @Test
  void aPeerThatLiesOrIsAwayIsCountedAndSaid() throws IOException {
    StoreLog east = log("east"); // signs under its own key, not under south's
    WitnessService listens = service("east", east, anyPort(), peer("north", north, null));
    listens.start();
    PeerClient client =
        new PeerClient(
            north,
            new Witnesses(folder.resolve("north")),
            new HttpPost(),
            InstantSource.fixed(NOW));
    WitnessException lied =
        assertThrows(
            WitnessException.class,
            () -> client.ask(peer("south", south, url(listens)), url(listens)));
    assertEquals("invalid", lied.reason());
    URI nobody = URI.create("http://127.0.0.1:1");
    WitnessException away =
        assertThrows(
            WitnessException.class, () -> client.ask(peer("south", south, nobody), nobody));
    assertEquals("unreachable", away.reason());
    assertTrue(new Witnesses(folder.resolve("north")).newest().isEmpty());
  }

  @Test
  void theWitnessPortRefusesWhatIsNoRequest() throws Exception {
    WitnessService listens = service("south", south, anyPort(), peer("north", north, null));
    listens.start();
    URI url = url(listens);
    try (HttpPost http = new HttpPost()) {
      URI add = url.resolve("add-checkpoint");
      assertEquals(400, http.post(add, "text/plain", new byte[] {1, 2, 3}).status());
      assertEquals(400, http.post(add, "text/plain", new byte[0]).status());
      assertEquals(
          413, http.post(add, "text/plain", new byte[AddCheckpoint.BYTES_MAX + 1]).status());
      assertEquals(404, http.post(url.resolve("other"), "text/plain", new byte[0]).status());
      AddCheckpoint good = request(north, 0);
      StoreLog east = log("east");
      assertEquals(404, http.post(add, "text/plain", request(east, 0).bytes()).status());
      SignedNote forged = new SignedNote(good.note().text(), request(east, 0).note().signatures());
      assertEquals(
          403,
          http.post(add, "text/plain", new AddCheckpoint(0, List.of(), forged).bytes()).status());
      assertEquals(200, http.post(add, "text/plain", good.bytes()).status());
      grow(north, 2);
      var conflict = http.post(add, "text/plain", request(north, 3).bytes());
      assertEquals(409, conflict.status());
      assertEquals("text/x.tlog.size", conflict.contentType());
      assertEquals("6\n", new String(conflict.body(), StandardCharsets.US_ASCII));
      byte[] unproven = new AddCheckpoint(6, List.of(), request(north, 6).note()).bytes();
      assertEquals(422, http.post(add, "text/plain", unproven).status());
    }
    try (Socket socket = new Socket()) {
      socket.connect(listens.address().orElseThrow());
      OutputStream out = socket.getOutputStream();
      out.write("GET /add-checkpoint HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      byte[] head = in.readNBytes(12);
      assertEquals("HTTP/1.1 405", new String(head, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void aCheckpointIsCarriedByHandThereAndBack() {
    WitnessService atNorth = service("north", north, null, peer("south", south, null));
    WitnessService atSouth = service("south", south, null, peer("north", north, null));
    byte[] carried = atNorth.request(OptionalLong.empty(), null).bytes();
    var signed = assertInstanceOf(WitnessService.Signed.class, atSouth.carried(carried));
    assertEquals(6, signed.size());
    var back =
        assertInstanceOf(WitnessService.Returned.class, atNorth.carried(signed.note().bytes()));
    assertEquals(6, back.kept().size());
    // the next request begins where this one ended
    grow(north, 2);
    AddCheckpoint next = atNorth.request(OptionalLong.empty(), "south");
    assertEquals(6, next.oldSize());
    assertInstanceOf(WitnessService.Signed.class, atSouth.carried(next.bytes()));
    WitnessException asked =
        assertThrows(
            WitnessException.class,
            () -> atSouth.carried(atNorth.request(OptionalLong.of(0), null).bytes()));
    assertTrue(asked.toString().contains("--since 8"), asked.toString());
    // a checkpoint alone will do where nothing was cosigned yet; here it was
    assertThrows(WitnessException.class, () -> atSouth.carried(next.note().bytes()));
    assertThrows(WitnessException.class, () -> atNorth.carried(next.note().bytes()));
    assertThrows(WitnessException.class, () -> atNorth.carried(new byte[] {'x'}));
  }

  @Test
  void aCosignatureOfAnotherHistoryOfOursIsNotKeptButSaid() throws Exception {
    north.close();
    copy(folder.resolve("north"), folder.resolve("forged"));
    north = log("north");
    StoreLog forged = log("forged");
    north.append(LogEntry.stop(1));
    forged.append(LogEntry.stop(2));
    WitnessService atSouth = service("south", south, null, peer("north", north, null));
    var signed =
        assertInstanceOf(WitnessService.Signed.class, atSouth.carried(request(forged, 0).bytes()));
    WitnessService atNorth = service("north", north, null, peer("south", south, null));
    WitnessException said =
        assertThrows(WitnessException.class, () -> atNorth.carried(signed.note().bytes()));
    assertTrue(said.toString().contains("was rewritten"), said.toString());
    assertEquals("conflict", said.reason());
  }

  @Test
  void aRotatedKeyIsTakenWhenThePeerIsToldOfIt() {
    WitnessService listens = service("south", south, anyPort(), peer("north", north, null));
    listens.start();
    north.rotateKey(1);
    PeerClient client =
        new PeerClient(
            north,
            new Witnesses(folder.resolve("north")),
            new HttpPost(),
            InstantSource.fixed(NOW));
    WitnessPeer peer = peer("south", south, url(listens));
    WitnessException refused =
        assertThrows(WitnessException.class, () -> client.ask(peer, url(listens)));
    assertTrue(refused.toString().contains("jaruek key show"), refused.toString());
    VerifyingKey now = north.verifyingKey();
    WitnessService told =
        service("south", south, anyPort(), new WitnessPeer("north", north.origin(), now, null));
    told.start();
    assertEquals(7, client.ask(peer, url(told)).size());
  }

  @Test
  void whatIsKeptIsThinnedOutAndStillCoversTheWholeTime() throws IOException {
    Witnesses witnesses = new Witnesses(folder.resolve("north"));
    var signed = assertInstanceOf(Cosigner.Cosigned.class, southCosigner().add(request(north, 0)));
    SignedNote note = request(north, 0).note().with(signed.signature());
    Path kept = Files.createDirectories(folder.resolve("north/witness/cosigned"));
    for (int size = 100; size < 100 + Witnesses.KEPT_MAX; size++) {
      Files.write(kept.resolve(size + "-south.note"), note.bytes());
    }
    assertEquals(
        6,
        witnesses.keep(north, note, peer("south", south, null), InstantSource.fixed(NOW)).size());
    try (var files = Files.list(kept)) {
      long count = files.count();
      assertTrue(count < Witnesses.KEPT_MAX && count > Witnesses.KEPT_MAX / 2, "" + count);
    }
    assertTrue(Files.exists(kept.resolve("6-south.note")), "the oldest stays");
    assertTrue(Files.exists(kept.resolve(99 + Witnesses.KEPT_MAX + "-south.note")), "the newest");
  }

  @Test
  void aRequestIsReadAsItWasWritten() {
    grow(north, 20);
    AddCheckpoint request = request(north, 6);
    AddCheckpoint read = AddCheckpoint.parse(request.bytes());
    assertEquals(6, read.oldSize());
    assertArrayEquals(request.bytes(), read.bytes());
    assertEquals(26, Checkpoint.parse(read.note().text()).size());
  }
}
