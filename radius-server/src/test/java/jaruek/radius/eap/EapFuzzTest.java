package jaruek.radius.eap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jaruek.radius.account.Refusal;
import jaruek.radius.eap.tls.Reassembly;
import jaruek.radius.eap.tls.TlsSettings;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes: an answer, no exception, no growth. */
class EapFuzzTest {
  private static final long SEED = 20261123;

  /** More by -Djaruek.fuzz.rounds=10000000. */
  private static final int ROUNDS = Integer.getInteger("jaruek.fuzz.rounds", 50_000);

  private int lastId;

  @FuzzTest
  void anyBytesAreAnEapPacketOrMalformed(byte[] bytes) {
    if (EapPacket.read(bytes) instanceof EapPacket.Read.Sound(EapPacket packet)) {
      assertTrue(packet.data().length <= bytes.length);
      assertTrue(packet.toString().length() < 100);
    }
  }

  @FuzzTest
  void anyBytesAreAvpsOrMalformed(byte[] bytes) {
    if (TtlsAvps.read(bytes) instanceof TtlsAvps.Read.Sound(TtlsAvps avps)) {
      byte[] message = avps.get(TtlsAvps.EAP_MESSAGE);
      assertTrue(message == null || message.length <= bytes.length);
    }
  }

  @FuzzTest
  void anyBytesAreAResultOrNone(byte[] bytes) {
    int result = PeapTlv.result(bytes).orElse(0);
    assertTrue(result >= 0 && result <= PeapTlv.FAILURE);
  }

  /** The first byte of each piece is its length. */
  @FuzzTest
  void anyFragmentsMakeAMessageOrAreRefused(byte[] bytes) {
    Reassembly reassembly = new Reassembly();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes[at] & 0xff, bytes.length - at - 1);
      byte[] piece = Arrays.copyOfRange(bytes, at + 1, at + 1 + length);
      if (reassembly.add(piece, (length & 1) == 0)
          instanceof Reassembly.Result.Complete(byte[] message)) {
        assertTrue(message.length <= bytes.length);
      }
      at += 1 + length;
    }
  }

  /** The first byte of each message is its length. Nobody's proof is right. */
  @FuzzTest
  void noMessagesMakeAConversationSucceed(byte[] bytes) {
    Logins nobody = (attempt, answer) -> answer.accept(new Outcome.Refused(Refusal.BAD_PASSWORD));
    SecureRandom random = new SecureRandom();
    List<EapMethod> offered = List.of(EapMethod.MSCHAPV2, EapMethod.GTC, EapMethod.MD5);
    Peer peer = new Peer(nobody, EapBench.asking("ap1"), "eap-");
    Methods methods = new Methods(EapConfig.of(offered, null), null, random, Instant::now);
    Conversation conversation =
        new Conversation(() -> offered, method -> methods.outer(method, peer), peer);
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes[at] & 0xff, bytes.length - at - 1);
      byte[] message = Arrays.copyOfRange(bytes, at + 1, at + 1 + length);
      at += 1 + length;
      if (!(EapPacket.read(message) instanceof EapPacket.Read.Sound(EapPacket packet))) continue;
      Step step = conversation.answer(packet, packet.id() + 1 & 0xff);
      if (step instanceof Step.Later<?> later) step = asked(later);
      assertFalse(step instanceof Step.Finished);
      if (step instanceof Step.Refused) return;
    }
  }

  private static <T> Step asked(Step.Later<T> later) {
    List<Step> steps = new ArrayList<>();
    later.question().accept(answer -> steps.add(later.then().apply(answer)));
    return steps.getFirst();
  }

  @Test
  void damagedPiecesThrowNothing() {
    Random random = new Random(SEED);
    byte[] avps = {
      0,
      0,
      0,
      1,
      0x40,
      0,
      0,
      9,
      97,
      0,
      0,
      0,
      0,
      0,
      0,
      2,
      0x40,
      0,
      0,
      12,
      1,
      2,
      3,
      4,
      0,
      0,
      0,
      25,
      (byte) 0xc0,
      0,
      0,
      16,
      0,
      0,
      1,
      0x37,
      1,
      2,
      3,
      4
    };
    byte[] result = {(byte) 0x80, 3, 0, 2, 0, 1, (byte) 0x80, 12, 0, 4, 1, 2, 3, 4};
    byte[] fragments = {
      9, (byte) 0xc0, 0, 0, 0, 12, 1, 2, 3, 4, 5, 0x40, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4
    };
    byte[] talk = {
      12, 2, 1, 0, 12, 1, 's', 'o', 'm', 'c', 'h', 'a', 'i', 6, 2, 2, 0, 6, 3, 6, 8, 2, 3, 0, 8, 6,
      'a', 'b', 'c'
    };
    int sound = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damagedAvps = damaged(random, avps);
      anyBytesAreAvpsOrMalformed(damagedAvps);
      if (TtlsAvps.read(damagedAvps) instanceof TtlsAvps.Read.Sound) sound++;
      if (round % 10 == 0) noMessagesMakeAConversationSucceed(damaged(random, talk));
      anyBytesAreAResultOrNone(damaged(random, result));
      anyFragmentsMakeAMessageOrAreRefused(damaged(random, fragments));
      anyBytesAreAnEapPacketOrMalformed(damaged(random, EapPacket.request(1, 25, avps)));
    }
    assertTrue(sound > ROUNDS / 10, "seed " + SEED + ": " + sound);
  }

  private static byte[] damaged(Random random, byte[] sound) {
    byte[] bytes = Arrays.copyOf(sound, Math.max(0, sound.length - random.nextInt(3)));
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static EapConfig config(Path folder) {
    OfficePki pki = new OfficePki(folder);
    pki.root("ca", "EC");
    pki.certificate("server", "EC", "radius.school.example", "ca", "server");
    TlsSettings tls =
        TlsSettings.of(pki.file("server.pem"), pki.file("server.key"), pki.file("ca.pem"));
    return new EapConfig(
        List.of(EapMethod.values()), tls, 500, Duration.ofSeconds(60), 200, 50, 2, 100);
  }

  @Test
  void theConversationSurvivesWhateverComesAndLetsNobodyIn(@TempDir Path folder) {
    assumeTrue(Files.isExecutable(OfficePki.OPENSSL), "needs the Debian package openssl");
    Random random = new Random(SEED);
    try (EapBench bench = new EapBench(folder, config(folder))) {
      List<byte[]> states = new ArrayList<>();
      for (int round = 0; round < 20_000; round++) {
        byte[] state = states.isEmpty() ? null : states.get(random.nextInt(states.size()));
        if (random.nextInt(4) == 0) state = null;
        EapReply reply = bench.send(message(random), state);
        if (reply instanceof EapReply.Challenge(byte[] message, byte[] given)) {
          if (states.size() < 20) states.add(given);
          else states.set(random.nextInt(states.size()), given);
          lastId = message[1] & 0xff;
        }
        assertTrue(!(reply instanceof EapReply.Success), "seed " + SEED + " round " + round);
        assertTrue(!(reply instanceof EapReply.Discard(String r) && r.equals("eap-failed")));
      }
      assertTrue(bench.server.conversations() <= 200);
      assertTrue(bench.server.tunnels() <= 50);
      worksStill(bench);
    }
  }

  private byte[] message(Random random) {
    int[] types = {1, 1, 3, 4, 6, 13, 21, 25, 26, 33, 254, random.nextInt(256)};
    int type = types[random.nextInt(types.length)];
    byte[] data = new byte[random.nextInt(type == EapPacket.NAK ? 4 : 60)];
    random.nextBytes(data);
    if (type == EapPacket.NAK && data.length > 0) {
      data[0] = new byte[] {4, 6, 13, 21, 25, 26}[random.nextInt(6)];
    }
    if (data.length > 0 && random.nextBoolean()) data[0] = (byte) (random.nextInt(4) << 6);
    int id = random.nextInt(8) == 0 ? random.nextInt(256) : lastId;
    int code = random.nextInt(20) == 0 ? random.nextInt(6) : EapPacket.RESPONSE;
    byte[] message = TestPeer.packet(code, id, type, data);
    return random.nextInt(10) == 0 ? damaged(random, message) : message;
  }

  private static void worksStill(EapBench bench) {
    TestPeer peer = new TestPeer(bench);
    peer.choose(EapMethod.GTC);
    assertInstanceOf(EapReply.Success.class, peer.respond(6, TestPeer.ascii(EapBench.PASSWORD)));
  }

  @Test
  void oneDamagedTlsMessageLetsNobodyInUnlessItWasNone(@TempDir Path folder) {
    assumeTrue(Files.isExecutable(OfficePki.OPENSSL), "needs the Debian package openssl");
    Random random = new Random(SEED);
    try (EapBench bench = new EapBench(folder, config(folder))) {
      SSLContext context = TestTunnel.context();
      for (int round = 0; round < 400; round++) {
        String protocol = round % 2 == 0 ? "TLSv1.2" : "TLSv1.3";
        EapMethod method = round % 4 < 2 ? EapMethod.TTLS : EapMethod.PEAP;
        TestPeer peer = new TestPeer(bench);
        TestTunnel tunnel = new TestTunnel(peer, method, context, protocol);
        tunnel.damageAt = random.nextInt(4);
        tunnel.damage = message -> damaged(random, message);
        EapReply reply = tunnel.connect();
        for (int i = 0; i < 3 && reply instanceof EapReply.Challenge; i++) {
          reply = tunnel.message(new byte[40]);
        }
        assertTrue(!(reply instanceof EapReply.Success), "seed " + SEED + " round " + round);
        assertTrue(!(reply instanceof EapReply.Discard(String r) && r.equals("eap-failed")));
      }
      assertEquals(0, bench.counted("accepted"));
      worksStill(bench);
    }
  }
}
