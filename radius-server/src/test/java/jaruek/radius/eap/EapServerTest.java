package jaruek.radius.eap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import jaruek.radius.account.Refusal;
import jaruek.radius.login.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversation itself: who may say what, and when. */
class EapServerTest {
  private static final int SESSIONS_MAX = 8;

  @TempDir Path folder;
  private EapBench bench;
  private TestPeer peer;

  @BeforeEach
  void start() {
    bench =
        new EapBench(
            folder,
            new EapConfig(
                List.of(EapMethod.MSCHAPV2, EapMethod.GTC, EapMethod.MD5),
                null,
                1024,
                Duration.ofSeconds(30),
                SESSIONS_MAX,
                4,
                2,
                3));
    peer = new TestPeer(bench);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private static void assertFailure(String reason, EapReply reply) {
    assertEquals(reason, assertInstanceOf(EapReply.Failure.class, reply).reason());
  }

  private static void assertDiscard(String reason, EapReply reply) {
    assertEquals(reason, assertInstanceOf(EapReply.Discard.class, reply).reason());
  }

  /** The last request again, and all is as it was. */
  private void assertIgnored(String reason, EapReply reply) {
    EapReply.Ignored ignored = assertInstanceOf(EapReply.Ignored.class, reply);
    assertEquals(reason, ignored.reason());
    assertEquals(peer.id, ignored.message()[1] & 0xff);
    assertArrayEquals(peer.state, ignored.state());
  }

  @Test
  void saysNothingOfInvalidPacketsToAnotherClientOrOfNoConversation() {
    peer.choose(EapMethod.GTC);
    byte[] broken = {2, 1, 0, 99};
    assertInstanceOf(EapReply.Ignored.class, bench.send(broken, peer.state));
    assertInstanceOf(EapReply.Discard.class, bench.send(broken, peer.state, "ap2"));
    assertInstanceOf(EapReply.Discard.class, bench.send(broken, new byte[16]));
    assertInstanceOf(EapReply.Discard.class, bench.send(broken, null));
    assertInstanceOf(EapReply.Success.class, peer.respond(6, password()));
  }

  private static byte[] password() {
    return TestPeer.ascii(EapBench.PASSWORD);
  }

  @Test
  void proposesTheFirstMethodAndTakesThePeersWish() {
    peer.identity("somchai");
    assertEquals(EapMethod.MSCHAPV2.type(), peer.request.type());
    peer.respond(EapPacket.NAK, new byte[] {4, 6});
    assertEquals(EapMethod.GTC.type(), peer.request.type(), "the server's order counts");
    EapReply.Success success =
        assertInstanceOf(EapReply.Success.class, peer.respond(6, password()));
    assertEquals("somchai", success.userName());
    assertEquals("eap-gtc", success.method());
    assertArrayEquals(new byte[] {3, (byte) peer.id, 0, 4}, success.message());
  }

  @Test
  void refusesWhoWantsNothingThatIsOffered() {
    peer.identity("somchai");
    EapReply reply = peer.respond(EapPacket.NAK, new byte[] {13, 25});
    assertFailure("eap-no-common-method", reply);
    EapReply.Failure failure = (EapReply.Failure) reply;
    assertEquals("somchai", failure.userName());
    assertArrayEquals(new byte[] {4, (byte) peer.id, 0, 4}, failure.message());
    peer = new TestPeer(bench);
    peer.identity("somchai");
    assertFailure("eap-no-common-method", peer.respond(EapPacket.NAK, new byte[0]));
    peer = new TestPeer(bench);
    peer.identity("somchai");
    assertFailure("eap-no-common-method", peer.respond(EapPacket.NAK, new byte[] {26}));
    peer = new TestPeer(bench);
    peer.identity("somchai");
    assertFailure("eap-no-common-method", peer.respond(EapPacket.EXPANDED, new byte[7]));
  }

  @Test
  void takesOneNakAndNoMore() {
    peer.choose(EapMethod.GTC);
    assertFailure("eap-late-nak", peer.respond(EapPacket.NAK, new byte[] {4}));
  }

  @Test
  void asksForTheIdentityAtEapStart() {
    peer.raw(new byte[0]);
    assertEquals(EapPacket.IDENTITY, peer.request.type());
    peer.identity("somchai");
    assertEquals(EapMethod.MSCHAPV2.type(), peer.request.type());
    peer = new TestPeer(bench);
    peer.raw(new byte[0]);
    assertFailure("eap-identity-expected", peer.respond(6, password()));
  }

  @Test
  void givesTheSameReplyToTheSameMessage() {
    EapReply first = peer.choose(EapMethod.GTC);
    byte[] message = peer.lastSent;
    byte[] state = ((EapReply.Challenge) first).state();
    assertSame(first, bench.send(message, state));
    EapReply success = peer.respond(6, password());
    assertInstanceOf(EapReply.Success.class, success);
    assertSame(success, peer.raw(peer.lastSent));
    assertEquals(2, bench.counted("repeats-answered"));
    assertEquals(1, bench.counted("accepted"));
  }

  @Test
  void ignoresWhatIsOutOfOrderAndGoesOn() {
    peer.choose(EapMethod.GTC);
    byte[] state = peer.state;
    for (int off : List.of(1, 2, 7, 255)) {
      int id = peer.id + off & 0xff;
      byte[] response = TestPeer.packet(EapPacket.RESPONSE, id, 6, password());
      assertIgnored("eap-id-out-of-order", bench.send(response, state));
    }
    assertInstanceOf(EapReply.Success.class, peer.respond(6, password()));
    byte[] late = TestPeer.packet(EapPacket.RESPONSE, peer.id + 1 & 0xff, 6, password());
    assertDiscard("eap-session-ended", bench.send(late, state));
  }

  @Test
  void ignoresInjectedRequestsAndVerdicts() {
    peer.choose(EapMethod.GTC);
    for (int code : List.of(EapPacket.REQUEST, EapPacket.SUCCESS, EapPacket.FAILURE)) {
      byte[] injected = TestPeer.packet(code, peer.id, 6, password());
      assertIgnored("eap-not-a-response", bench.send(injected, peer.state));
    }
    assertIgnored("eap-not-a-response", bench.send(EapPacket.success(peer.id), peer.state));
    assertInstanceOf(EapReply.Success.class, peer.respond(6, password()));
  }

  @Test
  void refusesAMethodChangedInTheMiddle() {
    peer.choose(EapMethod.GTC);
    assertFailure("eap-method-changed", peer.respond(4, new byte[17]));
    peer = new TestPeer(bench);
    peer.choose(EapMethod.GTC);
    assertFailure("eap-method-changed", peer.identity("director"));
    peer = new TestPeer(bench);
    peer.identity("somchai");
    assertFailure("eap-method-changed", peer.respond(6, password()));
  }

  @Test
  void bindsAConversationToItsClient() {
    peer.choose(EapMethod.GTC);
    byte[] response = TestPeer.packet(EapPacket.RESPONSE, peer.id, 6, password());
    assertFailure("eap-session-of-another-client", bench.send(response, peer.state, "ap2"));
    assertInstanceOf(EapReply.Success.class, peer.respond(6, password()));
  }

  @Test
  void refusesAStateThatIsNotItsOwn() {
    byte[] response = TestPeer.packet(EapPacket.RESPONSE, 1, 6, password());
    assertFailure("eap-session-unknown", bench.send(response, new byte[16]));
    assertFailure("eap-session-unknown", bench.send(response, new byte[0]));
    assertFailure("eap-session-unknown", bench.send(response, new byte[253]));
    assertFailure("eap-without-state", bench.send(response, null));
  }

  @Test
  void ignoresDamagedPackets() {
    String[] damaged = {
      "02",
      "020100",
      "02010004",
      "02010005",
      "0201000901aabb",
      "0501000501",
      "0001000501",
      "02010001",
      "02010000",
      "0301ffff",
      "ffffffffffffff"
    };
    for (String hex : damaged) {
      assertInstanceOf(EapReply.Discard.class, bench.send(HexFormat.of().parseHex(hex), null), hex);
    }
    assertEquals(0, bench.server.conversations());
  }

  @Test
  void ignoresPaddingBehindTheLength() {
    byte[] identity = TestPeer.packet(EapPacket.RESPONSE, 7, 1, TestPeer.ascii("somchai\0junk"));
    byte[] padded = java.util.Arrays.copyOf(identity, identity.length + 20);
    peer.raw(padded);
    peer.respond(EapPacket.NAK, new byte[] {6});
    EapReply.Success success = (EapReply.Success) peer.respond(6, password());
    assertEquals("somchai", success.userName());
  }

  @Test
  void refusesNamesThatAreNone() {
    assertFailure("eap-identity-too-long", peer.identity("x".repeat(254)));
    peer = new TestPeer(bench);
    peer.identity("");
    peer.respond(EapPacket.NAK, new byte[] {6});
    assertFailure("no-user-name", peer.respond(6, password()));
  }

  @Test
  void keepsSilentWhileLoginsAreBusyAndAnswersTheRepeat() {
    peer.choose(EapMethod.GTC);
    bench.instead = new Outcome.Refused(Refusal.BUSY);
    assertDiscard("busy", peer.respond(6, password()));
    assertDiscard("busy", peer.raw(peer.lastSent));
    bench.instead = null;
    EapReply success = peer.raw(peer.lastSent);
    assertInstanceOf(EapReply.Success.class, success);
    assertSame(success, peer.raw(peer.lastSent));
  }

  @Test
  void takesOneMessageOfAConversationAtATime() throws Exception {
    peer.choose(EapMethod.GTC);
    Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    bench.hold = held::add;
    byte[] response = TestPeer.packet(EapPacket.RESPONSE, peer.id, 6, password());
    CompletableFuture<EapReply> first = bench.begin(response, peer.state, "ap1");
    while (held.isEmpty()) Thread.onSpinWait();
    assertDiscard("eap-session-in-work", bench.send(response, peer.state));
    bench.hold = null;
    held.remove().run();
    assertInstanceOf(EapReply.Success.class, first.get());
  }

  @Test
  void keepsSilentWhenThereIsTooMuchInWork() throws Exception {
    Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<EapReply>> waiting = new ArrayList<>();
    bench.hold = held::add;
    for (int i = 0; i < 3; i++) {
      TestPeer next = new TestPeer(bench);
      next.choose(EapMethod.GTC);
      byte[] response = TestPeer.packet(EapPacket.RESPONSE, next.id, 6, password());
      waiting.add(bench.begin(response, next.state, "ap1"));
      int wanted = i + 1;
      while (held.size() < wanted) Thread.onSpinWait();
    }
    assertDiscard("eap-queue-full", peer.identity("somchai"));
    bench.hold = null;
    held.forEach(Runnable::run);
    for (CompletableFuture<EapReply> answer : waiting) {
      assertInstanceOf(EapReply.Success.class, answer.get());
    }
    peer.identity("somchai");
    assertEquals(EapMethod.MSCHAPV2.type(), peer.request.type());
  }

  @Test
  void forgetsTheLongestIdleConversationWhenThereAreTooMany() {
    peer.choose(EapMethod.GTC);
    TestPeer second = new TestPeer(bench);
    second.choose(EapMethod.GTC);
    for (int i = 0; i < SESSIONS_MAX - 1; i++) new TestPeer(bench).identity("other" + i);
    assertEquals(SESSIONS_MAX, bench.server.conversations());
    assertEquals(1, bench.counted("sessions-evicted"));
    assertFailure("eap-session-unknown", peer.respond(6, password()));
    assertInstanceOf(EapReply.Success.class, second.respond(6, password()));
  }

  @Test
  void forgetsAConversationAfterItsTime() {
    peer.choose(EapMethod.GTC);
    bench.nowMillis.addAndGet(29_999);
    TestPeer other = new TestPeer(bench);
    other.choose(EapMethod.GTC);
    bench.nowMillis.addAndGet(1);
    assertFailure("eap-session-unknown", peer.respond(6, password()));
    assertEquals(1, bench.counted("sessions-timed-out"));
    assertInstanceOf(EapReply.Success.class, other.respond(6, password()));
  }

  @Test
  void refusesAMalformedProof() {
    peer.choose(EapMethod.MD5);
    assertFailure("eap-md5-malformed", peer.respond(4, new byte[] {16, 1, 2}));
    for (byte[] data :
        List.of(new byte[0], new byte[] {2}, new byte[53], new byte[] {2, 0, 0, 54, 49})) {
      peer = new TestPeer(bench);
      peer.identity("somchai");
      EapReply reply = peer.respond(26, data);
      assertInstanceOf(EapReply.Failure.class, reply);
      assertNotEquals("bad-password", ((EapReply.Failure) reply).reason());
    }
    peer = new TestPeer(bench);
    peer.identity("somchai");
    assertFailure("mschapv2-opcode-unexpected", peer.respond(26, new byte[] {3}));
  }

  @Test
  void doesNotTakeAnMsChapSuccessThatWasNotEarned() {
    peer.identity("somchai");
    byte[] response = new byte[54 + 7];
    response[0] = 2;
    response[1] = peer.request.data()[1];
    response[3] = (byte) response.length;
    response[4] = 49;
    System.arraycopy(TestPeer.ascii("somchai"), 0, response, 54, 7);
    peer.respond(26, response);
    assertEquals(4, peer.request.data()[0], "failure");
    assertFailure("bad-password", peer.respond(26, new byte[] {3}));
  }
}
