package jaruek.radius.coa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.session.AccountingEvent;
import jaruek.radius.session.AccountingEvent.Kind;
import jaruek.radius.session.Identification;
import jaruek.radius.session.OpenSession;
import jaruek.radius.session.SessionRules;
import jaruek.radius.session.SessionTable;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoaClientTest {
  private static final long T0 = Instant.parse("2026-11-23T03:00:00Z").toEpochMilli();

  private final Telemetry telemetry = new Telemetry();
  private final AtomicLong now = new AtomicLong(T0);
  private final SessionTable sessions =
      new SessionTable(
          SessionRules.in(ZoneId.of("Asia/Bangkok")),
          telemetry,
          () -> Instant.ofEpochMilli(now.get()));
  private FakeNas nas;
  private CoaClient client;
  private SessionControl control;

  @BeforeEach
  void start() throws IOException {
    nas = new FakeNas();
    open(CoaConfig.DEFAULT.patient(Duration.ofMillis(200), 4));
  }

  private void open(CoaConfig config) {
    if (client != null) client.close();
    client = new CoaClient(config, telemetry, () -> Instant.ofEpochMilli(now.get()), new Random(1));
    client.start();
    control =
        new SessionControl(
            sessions,
            client,
            session -> Optional.of(new SessionControl.Target(nas.address(), FakeNas.SECRET)));
  }

  @AfterEach
  void stop() {
    client.close();
    nas.close();
  }

  private OpenSession session(String id) {
    byte[] nasAddress = {(byte) 192, 0, 2, 1};
    Identification identification =
        new Identification(
            nasAddress,
            "gw1",
            "AA-BB-CC-00-11-22",
            OptionalLong.of(4_294_967_295L),
            "ether7",
            null,
            null);
    sessions.apply(
        new AccountingEvent(
            Kind.START,
            now.get(),
            now.get(),
            "gw1",
            IpAddress.of("127.0.0.1"),
            false,
            "somchai",
            "192.0.2.1",
            id,
            IpAddress.of("10.5.0.7"),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            identification));
    return sessions.withId(id).getFirst();
  }

  private static CoaResult await(CompletableFuture<CoaResult> result) {
    try {
      return result.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private CompletableFuture<CoaResult> send() {
    return client.send(
        new CoaRequest(
            true,
            nas.address(),
            FakeNas.SECRET,
            List.of(Attribute.text(AttributeType.ACCT_SESSION_ID, "a"))));
  }

  private CoaResult plain() {
    return await(send());
  }

  private long rejected(String reason) {
    return telemetry.counter("radius.coa.rejected", "reason", reason).sum();
  }

  @Test
  void disconnectNamesTheSessionAsTheNasDid() {
    assertInstanceOf(CoaResult.Done.class, await(control.disconnect(session("a1"))));
    Packet request = nas.received.getFirst();
    assertTrue(FakeNas.isAuthentic(request));
    assertEquals(AttributeType.MESSAGE_AUTHENTICATOR, request.bytes()[20]);
    assertEquals(T0 / 1000, request.number(AttributeType.EVENT_TIMESTAMP).orElseThrow());
    assertEquals("a1", request.text(AttributeType.ACCT_SESSION_ID).orElseThrow());
    assertEquals("somchai", request.text(AttributeType.USER_NAME).orElseThrow());
    assertEquals("AA-BB-CC-00-11-22", request.text(AttributeType.CALLING_STATION_ID).orElseThrow());
    assertEquals(4_294_967_295L, request.number(AttributeType.NAS_PORT).orElseThrow());
    assertEquals("ether7", request.text(AttributeType.NAS_PORT_ID).orElseThrow());
    assertEquals("gw1", request.text(AttributeType.NAS_IDENTIFIER).orElseThrow());
    assertEquals(
        IpAddress.of("192.0.2.1"), request.address(AttributeType.NAS_IP_ADDRESS).orElseThrow());
    assertEquals(
        IpAddress.of("10.5.0.7"), request.address(AttributeType.FRAMED_IP_ADDRESS).orElseThrow());
  }

  @Test
  void changeCarriesItsAttributes() {
    List<Attribute> minute = List.of(Attribute.number(AttributeType.SESSION_TIMEOUT, 60));
    assertInstanceOf(CoaResult.Done.class, await(control.change(session("a1"), minute)));
    Packet request = nas.received.getFirst();
    assertEquals(60, request.number(AttributeType.SESSION_TIMEOUT).orElseThrow());
    assertTrue(FakeNas.isAuthentic(request));
  }

  @Test
  void retransmissionIsIdenticalWhileItsTimestampIsFresh() {
    AtomicInteger seen = new AtomicInteger();
    nas.answering(
        request -> seen.incrementAndGet() < 3 ? List.of() : List.of(FakeNas.ack(request)));
    assertInstanceOf(CoaResult.Done.class, plain());
    assertArrayEquals(nas.received.get(0).bytes(), nas.received.get(2).bytes());
  }

  @Test
  void laterRetransmissionHasANewTimestampAndIdAndTheOldAnswerStillCounts() {
    List<Packet> seen = new ArrayList<>();
    nas.answering(
        request -> {
          seen.add(request);
          now.addAndGet(CoaClient.FRESH_MILLIS + 1);
          return seen.size() < 2 ? List.of() : List.of(FakeNas.ack(seen.getFirst()));
        });
    assertInstanceOf(CoaResult.Done.class, plain());
    assertNotEquals(seen.get(0).id(), seen.get(1).id());
    assertNotEquals(
        seen.get(0).number(AttributeType.EVENT_TIMESTAMP),
        seen.get(1).number(AttributeType.EVENT_TIMESTAMP));
    assertTrue(FakeNas.isAuthentic(seen.get(1)));
  }

  @Test
  void silenceIsNoAnswerAfterAllAttempts() {
    nas.answering(request -> List.of());
    assertEquals(new CoaResult.NoAnswer(4), plain());
    RunUntil.holds(() -> nas.received.size() == 4);
  }

  @Test
  void forgedAndForeignRepliesAreCountedAndTheRightOneIsTaken() {
    SharedSecret other = SharedSecret.of("other");
    nas.answering(
        request -> {
          byte[] truncated = {41, (byte) request.id(), 0, 20};
          byte[] accept = PacketWriter.reply(request, 2, List.of(), FakeNas.SECRET);
          byte[] forged = PacketWriter.reply(request, 41, List.of(), other);
          byte[] otherId = FakeNas.ack(request);
          otherId[1]++;
          byte[] coa = PacketWriter.reply(request, 44, List.of(), FakeNas.SECRET);
          return List.of(truncated, accept, forged, otherId, coa, FakeNas.nak(request, 506));
        });
    assertEquals("resources-unavailable", plain().word());
    assertTrue(rejected("malformed") > 0);
    assertTrue(rejected("unexpected-code") > 1);
    assertTrue(rejected("bad-response-authenticator") > 0);
    assertTrue(rejected("unknown-id") > 0);
  }

  @Test
  void wrongMessageAuthenticatorInAReplyIsNoAnswer() {
    List<Attribute> wrong =
        List.of(new Attribute(AttributeType.MESSAGE_AUTHENTICATOR, new byte[16]));
    nas.answering(request -> List.of(PacketWriter.plainReply(request, 41, wrong, FakeNas.SECRET)));
    assertInstanceOf(CoaResult.NoAnswer.class, plain());
    assertTrue(rejected("bad-message-authenticator") > 0);
  }

  @Test
  void randomRepliesNeverStopTheClient() {
    Random random = new Random(20261123);
    nas.answering(
        request -> {
          List<byte[]> replies = new ArrayList<>();
          for (int i = 0; i < 200; i++) {
            byte[] reply = FakeNas.nak(request, random.nextInt());
            if (random.nextInt(4) == 0) reply = Arrays.copyOf(reply, random.nextInt(reply.length));
            int first = reply.length == 0 ? 0 : random.nextInt(reply.length);
            for (int at = first; at < reply.length; at += 1 + random.nextInt(30)) {
              reply[at] ^= (byte) (1 + random.nextInt(255));
            }
            replies.add(reply);
          }
          replies.add(FakeNas.ack(request));
          return replies;
        });
    for (int i = 0; i < 20; i++) {
      CoaResult result = plain();
      boolean honest = result instanceof CoaResult.Done || result instanceof CoaResult.NoAnswer;
      assertTrue(honest, result.toString());
    }
  }

  @Test
  void sessionUnknownToItsNasIsClosed() {
    OpenSession session = session("a1");
    nas.answering(request -> List.of(FakeNas.nak(request, 503)));
    assertEquals("session-context-not-found", await(control.disconnect(session)).word());
    assertEquals(0, sessions.size());
  }

  @Test
  void nasThatDislikesTheNamesIsAskedByTheIdAlone() {
    nas.answering(
        request ->
            List.of(
                request.has(AttributeType.NAS_IP_ADDRESS)
                    ? FakeNas.nak(request, 403)
                    : FakeNas.ack(request)));
    assertInstanceOf(CoaResult.Done.class, await(control.disconnect(session("a1"))));
    Packet last = nas.received.getLast();
    assertFalse(last.has(AttributeType.NAS_IP_ADDRESS));
    assertEquals("a1", last.text(AttributeType.ACCT_SESSION_ID).orElseThrow());
  }

  @Test
  void oneNasGetsFewAtATimeAndAllAreAnswered() {
    AtomicInteger most = new AtomicInteger();
    List<Packet> held = new ArrayList<>();
    nas.answering(
        request -> {
          held.add(request);
          most.accumulateAndGet(held.size(), Math::max);
          if (held.size() < 4) return List.of();
          List<byte[]> replies = held.stream().map(FakeNas::ack).toList();
          held.clear();
          return replies;
        });
    open(new CoaConfig(Duration.ofSeconds(50), 1, 4, 256, 1000));
    List<CompletableFuture<CoaResult>> results = new ArrayList<>();
    for (int i = 0; i < 400; i++) results.add(send());
    results.forEach(result -> assertEquals(new CoaResult.Done(1), await(result)));
    assertEquals(4, most.get());
  }

  @Test
  void waitingRequestsAreBoundedAndASilentNasIsGivenUp() {
    nas.answering(request -> List.of());
    open(new CoaConfig(Duration.ofSeconds(2), 1, 2, 256, 50));
    List<CompletableFuture<CoaResult>> results = new ArrayList<>();
    for (int i = 0; i < 200; i++) results.add(send());
    CoaResult busy = new CoaResult.NotSent(CoaResult.Why.BUSY);
    long refused = results.stream().map(CoaClientTest::await).filter(busy::equals).count();
    assertTrue(refused >= 100, refused + " busy");
    assertTrue(nas.received.size() < 60, nas.received.size() + " received");
  }

  @Test
  void reconcilerEndsWhoMayNotStayAndRetriesLessAndLess() {
    session("a1");
    List<Reconciler.Ended> ended = new CopyOnWriteArrayList<>();
    Stay expired =
        (session, at) ->
            "a1".equals(session.sessionId()) ? Optional.of("expired") : Optional.empty();
    Reconciler reconciler =
        new Reconciler(
            sessions,
            control,
            Stay.ANYBODY.and(expired),
            ended::add,
            () -> Instant.ofEpochMilli(now.get()),
            telemetry);
    nas.answering(request -> List.of(FakeNas.nak(request, 506)));
    reconciler.look();
    RunUntil.holds(() -> ended.size() == 1);
    assertEquals("expired", ended.getFirst().reason());
    assertEquals("resources-unavailable", ended.getFirst().result().word());
    now.addAndGet(30_000);
    reconciler.look();
    now.addAndGet(31_000);
    reconciler.look();
    RunUntil.holds(() -> ended.size() == 2);
    now.addAndGet(61_000);
    reconciler.look();
    assertEquals(2, telemetry.sum("radius.sessions.ended"), "the third after two minutes");
  }

  private static final class RunUntil {
    static void holds(BooleanSupplier condition) {
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > deadline) throw new AssertionError("waited 30 seconds in vain");
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
