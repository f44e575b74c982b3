package jaruek.radius.coa;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a NAS answers, it is a result in words or no answer. */
class CoaReplyFuzzTest {
  /** More by -Djaruek.fuzz.rounds=10000000. */
  private static final int ROUNDS = Integer.getInteger("jaruek.fuzz.rounds", 20_000);

  private static final CoaRequest REQUEST =
      new CoaRequest(
          false,
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 3799),
          FakeNas.SECRET,
          List.of(Attribute.text(AttributeType.USER_NAME, "somchai")));
  private static final Packet SENT = packet();

  private static Packet packet() {
    byte[] bytes =
        PacketWriter.dynamicRequest(
            PacketCode.COA_REQUEST, 7, REQUEST.attributes(), REQUEST.secret());
    return ((Checked.Sound) PacketCheck.check(bytes)).packet();
  }

  @FuzzTest
  void anyReplyIsAResultOrNoAnswer(byte[] datagram) {
    isAnswer(datagram);
  }

  private static boolean isAnswer(byte[] datagram) {
    if (!(PacketCheck.check(datagram) instanceof Checked.Sound(Packet reply))) return false;
    assertTrue(CoaClient.result(reply, 1).word().length() < 50);
    return CoaClient.fault(REQUEST, SENT.authenticator(), reply) == null;
  }

  @Test
  void aDamagedReplyIsNoAnswer() {
    long seed = 20261123;
    Random random = new Random(seed);
    byte[] sound = FakeNas.nak(SENT, 503);
    assertTrue(isAnswer(sound));
    for (int round = 0; round < ROUNDS; round++) {
      byte[] reply = sound.clone();
      int flips = 1 + random.nextInt(3);
      for (int i = 0; i < flips; i++) {
        reply[random.nextInt(reply.length)] ^= (byte) (1 + random.nextInt(255));
      }
      // the identifier is compared before, with what was sent
      reply[1] = sound[1];
      if (Arrays.equals(reply, sound)) continue;
      assertFalse(isAnswer(reply), "seed " + seed + " round " + round);
    }
  }
}
