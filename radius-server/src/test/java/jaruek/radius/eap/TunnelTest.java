package jaruek.radius.eap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.eap.tls.Reassembly;
import jaruek.radius.eap.tls.TlsSettings;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that misuse TLS, or what is inside. */
class TunnelTest {
  private static final int TUNNELS_MAX = 20;

  @TempDir static Path shared;
  @TempDir Path folder;
  private EapBench bench;
  private TestPeer peer;

  @BeforeAll
  static void certificates() {
    assumeTrue(Files.isExecutable(OfficePki.OPENSSL), "needs the Debian package openssl");
    OfficePki pki = new OfficePki(shared);
    pki.root("ca", "EC");
    pki.certificate("server", "EC", "radius.school.example", "ca", "server");
  }

  @BeforeEach
  void start() {
    TlsSettings tls =
        TlsSettings.of(
            shared.resolve("server.pem"), shared.resolve("server.key"), shared.resolve("ca.pem"));
    bench =
        new EapBench(
            folder,
            new EapConfig(
                List.of(EapMethod.PEAP, EapMethod.TTLS, EapMethod.TLS),
                tls,
                1024,
                Duration.ofSeconds(60),
                1000,
                TUNNELS_MAX,
                2,
                100));
    peer = new TestPeer(bench);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private static void assertFailure(String reason, EapReply reply) {
    assertEquals(reason, assertInstanceOf(EapReply.Failure.class, reply).reason());
  }

  private TestTunnel tunnel(EapMethod method, String protocol) {
    return new TestTunnel(peer, method, TestTunnel.context(), protocol);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
    return bytes;
  }

  /** A first fragment: flags, announced length, so much of it. */
  private static byte[] fragment(int flags, int announced, int bytes) {
    return ByteBuffer.allocate(5 + bytes).put((byte) flags).putInt(announced).array();
  }

  private static byte[] avp(int code, int flags, byte[] value) {
    int length = 8 + value.length;
    return ByteBuffer.allocate(length + 3 & ~3)
        .putInt(code)
        .putInt(flags << 24 | length)
        .put(value)
        .array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) all.put(part);
    return all.array();
  }

  private static byte[] pap(String user, String password) {
    return joined(
        avp(1, 0x40, TestPeer.ascii(user)),
        avp(2, 0x40, Arrays.copyOf(TestPeer.ascii(password), 16)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void letsInByTtlsPapAndTellsTheInnerName(String protocol) {
    TestTunnel tunnel = tunnel(EapMethod.TTLS, protocol);
    tunnel.connect();
    EapReply.Success success =
        assertInstanceOf(EapReply.Success.class, tunnel.say(pap("somchai", EapBench.PASSWORD)));
    assertEquals("somchai", success.userName());
    assertEquals("ttls-pap", success.method());
    assertEquals(64, success.msk() == null ? 0 : success.msk().length);
    assertEquals(0, bench.server.tunnels());
  }

  // ---- fragments ----

  private EapReply fragmentsOf(byte[]... data) {
    peer.choose(EapMethod.PEAP);
    EapReply reply = new EapReply.Discard("");
    for (byte[] next : data) reply = peer.respond(EapMethod.PEAP.type(), next);
    return reply;
  }

  @Test
  void refusesWrongFragments() {
    int limit = Reassembly.MESSAGE_BYTES_MAX;
    assertFailure("tls-flags-missing", fragmentsOf(new byte[0]));
    peer = new TestPeer(bench);
    assertFailure("tls-start-from-peer", fragmentsOf(bytes(0x20)));
    peer = new TestPeer(bench);
    assertFailure("tls-method-version", fragmentsOf(bytes(0x01, 1, 2, 3)));
    peer = new TestPeer(bench);
    assertFailure("tls-empty-message", fragmentsOf(bytes(0)));
    peer = new TestPeer(bench);
    assertFailure("tls-length-truncated", fragmentsOf(bytes(0x80, 0, 0)));
    peer = new TestPeer(bench);
    assertFailure("tls-message-too-long", fragmentsOf(fragment(0xc0, limit + 1, 100)));
    peer = new TestPeer(bench);
    assertFailure("tls-message-too-long", fragmentsOf(fragment(0xc0, -1, 100)));
    peer = new TestPeer(bench);
    assertFailure("tls-fragment-empty", fragmentsOf(bytes(0x40)));
    peer = new TestPeer(bench);
    assertFailure("tls-length-missing", fragmentsOf(bytes(0x40, 1, 2)));
    peer = new TestPeer(bench);
    assertFailure("tls-length-mismatch", fragmentsOf(fragment(0x80, 50, 49)));
    peer = new TestPeer(bench);
    assertFailure("tls-length-mismatch", fragmentsOf(fragment(0xc0, 50, 50)));
    peer = new TestPeer(bench);
    assertFailure("tls-fragments-exceed-length", fragmentsOf(fragment(0xc0, 50, 51)));
    peer = new TestPeer(bench);
    assertFailure("tls-fragments-exceed-length", fragmentsOf(fragment(0xc0, 50, 40), new byte[12]));
    peer = new TestPeer(bench);
    assertFailure("tls-length-mismatch", fragmentsOf(fragment(0xc0, 50, 40), new byte[10]));
    peer = new TestPeer(bench);
    assertFailure(
        "tls-length-changed", fragmentsOf(fragment(0xc0, 50, 20), fragment(0xc0, 60, 20)));
  }

  @Test
  void endsAfterTooManyRounds() {
    peer.choose(EapMethod.PEAP);
    EapReply reply = peer.respond(EapMethod.PEAP.type(), fragment(0xc0, 60_000, 10));
    int rounds = 1;
    while (reply instanceof EapReply.Challenge) {
      reply = peer.respond(EapMethod.PEAP.type(), bytes(0x40, 0));
      rounds++;
    }
    assertFailure("tls-too-many-rounds", reply);
    assertEquals(257, rounds);
  }

  @Test
  void refusesDataWhereAnAcknowledgementIsDue() throws Exception {
    TestTunnel tunnel = tunnel(EapMethod.PEAP, "TLSv1.2");
    byte[] hello = tunnel.pending();
    bench.close();
    bench =
        new EapBench(
            Files.createDirectory(folder.resolve("again")),
            new EapConfig(
                List.of(EapMethod.PEAP),
                TlsSettings.of(shared.resolve("server.pem"), shared.resolve("server.key"), null),
                100,
                Duration.ofSeconds(60),
                10,
                10,
                1,
                10));
    peer = new TestPeer(bench);
    peer.choose(EapMethod.PEAP);
    byte[] data = joined(new byte[1], hello);
    peer.respond(EapMethod.PEAP.type(), data);
    assertEquals(0xc0, peer.request.data()[0] & 0xff, "a fragment of several");
    assertFailure("tls-fragment-not-acknowledged", peer.respond(EapMethod.PEAP.type(), data));
  }

  // ---- TLS ----

  @Test
  void refusesWhatIsNoTls() {
    peer.choose(EapMethod.TTLS);
    EapReply alert = peer.respond(EapMethod.TTLS.type(), TestPeer.ascii("\0GET / HTTP/1.0\r\n"));
    if (alert instanceof EapReply.Challenge) {
      alert = peer.respond(EapMethod.TTLS.type(), new byte[1]);
    }
    String reason = assertInstanceOf(EapReply.Failure.class, alert).reason();
    assertEquals("tls-", reason.substring(0, 4), reason);
  }

  @Test
  void refusesRenegotiation() throws Exception {
    TestTunnel tunnel = tunnel(EapMethod.TTLS, "TLSv1.2");
    tunnel.connect();
    tunnel.engine.beginHandshake();
    EapReply reply = tunnel.message(tunnel.pending());
    // where config/jvm.options have it refused by the JDK, its alert goes first
    if (reply instanceof EapReply.Challenge) reply = tunnel.acknowledge();
    assertFailure("tls-renegotiation", reply);
  }

  @Test
  void refusesAKeyUpdateInTheMiddle() throws Exception {
    TestTunnel tunnel = tunnel(EapMethod.TTLS, "TLSv1.3");
    tunnel.connect();
    tunnel.engine.beginHandshake();
    assertFailure("tls-renegotiation", tunnel.message(tunnel.pending()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void tellsThatAClientHasNoCertificate(String protocol) {
    TestTunnel tunnel = tunnel(EapMethod.TLS, protocol);
    EapReply reply = tunnel.connect();
    if (reply instanceof EapReply.Challenge) reply = tunnel.acknowledge();
    assertFailure("certificate-missing", reply);
    assertTrue(tunnel.refusal.contains("Received fatal alert"), tunnel.refusal);
  }

  @Test
  void saysThatTheClosingPeerClosed() {
    TestTunnel tunnel = tunnel(EapMethod.TTLS, "TLSv1.2");
    tunnel.connect();
    tunnel.engine.closeOutbound();
    EapReply reply = tunnel.message(tunnel.pending());
    assertFailure("tls-closed-by-peer", reply);
  }

  // ---- resumption ----

  @ParameterizedTest
  @CsvSource({"TTLS,TLSv1.2", "TTLS,TLSv1.3", "PEAP,TLSv1.2", "PEAP,TLSv1.3"})
  void lettingATunnelBeResumedIsNotLettingIn(EapMethod method, String protocol) {
    SSLContext context = TestTunnel.context();
    new TestTunnel(peer, method, context, protocol).connect(); // and no proof inside
    peer = new TestPeer(bench);
    TestTunnel again = new TestTunnel(peer, method, context, protocol);
    EapReply reply = again.connect();
    assertInstanceOf(EapReply.Challenge.class, reply, "asked for the proof");
    reply = method == EapMethod.TTLS ? again.acknowledge() : again.say(bytes(33));
    while (reply instanceof EapReply.Challenge) reply = again.acknowledge();
    assertInstanceOf(EapReply.Failure.class, reply);
    assertEquals(0, bench.counted("accepted"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void doesNotResumeWhereTheProofWasWrong(String protocol) {
    SSLContext context = TestTunnel.context();
    TestTunnel first = new TestTunnel(peer, EapMethod.TTLS, context, protocol);
    first.connect();
    assertFailure("bad-password", first.say(pap("somchai", "wrong")));
    byte[] session = first.engine.getSession().getId();
    peer = new TestPeer(bench);
    TestTunnel again = new TestTunnel(peer, EapMethod.TTLS, context, protocol);
    again.connect();
    if (protocol.equals("TLSv1.2")) {
      assertEquals(false, Arrays.equals(session, again.engine.getSession().getId()));
    }
    assertInstanceOf(
        EapReply.Success.class, again.say(pap("somchai", EapBench.PASSWORD)), "by its own proof");
  }

  // ---- PEAP ----

  private TestTunnel peap() {
    TestTunnel tunnel = tunnel(EapMethod.PEAP, "TLSv1.3");
    tunnel.connect();
    assertArrayEquals(bytes(1), tunnel.heard, "asks for the identity, without header");
    return tunnel;
  }

  private static byte[] result(int id, int value) {
    byte[] packet = PeapTlv.request(id, value);
    packet[0] = EapPacket.RESPONSE;
    return packet;
  }

  @Test
  void letsInByPeapOnlyWhenBothSidesSaidSoInside() {
    TestTunnel tunnel = peap();
    tunnel.say(joined(bytes(1), TestPeer.ascii("somchai")));
    tunnel.say(bytes(3, 6));
    assertEquals(6, tunnel.heard[0]);
    tunnel.say(joined(bytes(6), TestPeer.ascii(EapBench.PASSWORD)));
    assertEquals(33, tunnel.heard[4]);
    assertEquals(PeapTlv.SUCCESS, tunnel.heard[10]);
    EapReply.Success success =
        assertInstanceOf(EapReply.Success.class, tunnel.say(result(peer.id, PeapTlv.SUCCESS)));
    assertEquals("peap-gtc", success.method());
  }

  @Test
  void takesNoResultThatComesTooEarlyOrContradicts() {
    TestTunnel tunnel = peap();
    assertFailure("peap-result-too-early", tunnel.say(result(peer.id, PeapTlv.SUCCESS)));
    peer = new TestPeer(bench);
    tunnel = peap();
    tunnel.say(joined(bytes(1), TestPeer.ascii("somchai")));
    assertFailure("peap-result-too-early", tunnel.say(result(peer.id, PeapTlv.SUCCESS)));
    peer = new TestPeer(bench);
    tunnel = peap();
    tunnel.say(joined(bytes(1), TestPeer.ascii("somchai")));
    tunnel.say(bytes(3, 6));
    tunnel.say(joined(bytes(6), TestPeer.ascii("wrong")));
    assertEquals(PeapTlv.FAILURE, tunnel.heard[10]);
    assertFailure("bad-password", tunnel.say(result(peer.id, PeapTlv.SUCCESS)));
  }

  @ParameterizedTest
  @CsvSource({
    "8003000200, peap-result-malformed",
    "800300020002, peap-peer-says-failure",
    "800300020003, peap-result-malformed",
    "80030002000180030002 0001, peap-result-malformed",
    "8003ffff0001, peap-result-malformed",
    "8000, peap-result-malformed",
    "'', peap-result-malformed",
    "800c0002000180030002 0001, peap-result-malformed"
  })
  void refusesAWrongResult(String hex, String reason) {
    TestTunnel tunnel = peap();
    tunnel.say(joined(bytes(1), TestPeer.ascii("somchai")));
    tunnel.say(bytes(3, 6));
    tunnel.say(joined(bytes(6), TestPeer.ascii(EapBench.PASSWORD)));
    byte[] tlvs = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    assertFailure(reason, tunnel.say(TestPeer.packet(EapPacket.RESPONSE, peer.id, 33, tlvs)));
  }

  @Test
  void refusesTlsWithinPeap() {
    TestTunnel tunnel = peap();
    tunnel.say(joined(bytes(1), TestPeer.ascii("somchai")));
    tunnel.say(bytes(3, 13, 25, 21, 4));
    assertEquals(PeapTlv.FAILURE, tunnel.heard[10]);
    assertFailure("eap-no-common-method", tunnel.say(result(peer.id, PeapTlv.FAILURE)));
  }

  // ---- TTLS ----

  @ParameterizedTest
  @CsvSource({
    "00, ttls-avp-truncated",
    "0000000140000007, ttls-avp-length",
    "00000001c0000008, ttls-avp-length",
    "00000001400000ff, ttls-avp-truncated",
    "0000000140ffffff, ttls-avp-truncated",
    "ffffffff40000008, ttls-avp-unknown",
    "00000001c000000c00000001, ttls-avp-unknown",
    "ffffffff00000008, ttls-no-user-name",
    "0000000140000009610000000000000140000009 61000000, ttls-avp-repeated",
    "000000014000000961000000, ttls-no-password",
    "0000000140000009610000000000000340000009 61000000, ttls-chap-malformed",
    "0000004f40000008, ttls-eap-malformed",
    "0000004f4000000c03010004, ttls-eap-not-a-response"
  })
  void refusesWrongAvps(String hex, String reason) {
    TestTunnel tunnel = tunnel(EapMethod.TTLS, "TLSv1.3");
    tunnel.connect();
    byte[] avps = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    assertFailure(reason, tunnel.say(avps));
  }

  @Test
  void refusesAChallengeFromElsewhere() {
    byte[] name = avp(1, 0x40, TestPeer.ascii("somchai"));
    TestTunnel tunnel = tunnel(EapMethod.TTLS, "TLSv1.2");
    tunnel.connect();
    byte[] chap = joined(name, avp(3, 0x40, new byte[17]), avp(60, 0x40, new byte[16]));
    assertFailure("ttls-challenge-not-of-this-tunnel", tunnel.say(chap));
    peer = new TestPeer(bench);
    tunnel = tunnel(EapMethod.TTLS, "TLSv1.2");
    tunnel.connect();
    byte[] vendor = bytes(0, 0, 1, 0x37);
    byte[] msChap2 =
        joined(
            name,
            avp(11, 0xc0, joined(vendor, new byte[16])),
            avp(25, 0xc0, joined(vendor, new byte[50])));
    assertFailure("ttls-challenge-not-of-this-tunnel", tunnel.say(msChap2));
  }

  @Test
  void refusesTooManyAvps() {
    TestTunnel tunnel = tunnel(EapMethod.TTLS, "TLSv1.2");
    tunnel.connect();
    byte[][] avps = new byte[TtlsAvps.AVPS_MAX + 1][];
    for (int i = 0; i < avps.length; i++) avps[i] = avp(100 + i, 0, new byte[1]);
    assertFailure("ttls-too-many-avps", tunnel.say(joined(avps)));
  }

  // ---- limits ----

  @Test
  void holdsNoMoreEnginesThanItMay() {
    TestTunnel first = tunnel(EapMethod.TTLS, "TLSv1.3");
    first.connect();
    TestPeer firstPeer = peer;
    for (int i = 0; i < TUNNELS_MAX; i++) {
      peer = new TestPeer(bench);
      peer.choose(EapMethod.TTLS);
      TestTunnel next = tunnel(EapMethod.TTLS, "TLSv1.3");
      next.message(next.pending());
    }
    assertEquals(TUNNELS_MAX, bench.server.tunnels());
    assertEquals(1, bench.counted("tunnels-evicted"));
    assertFailure(
        "eap-session-unknown", firstPeer.respond(EapMethod.TTLS.type(), bytes(0, 1, 2, 3)));
  }
}
