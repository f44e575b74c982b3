package jaruek.radius.packet;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketFuzzTest {
  private static final SharedSecret SECRET = SharedSecret.of("fuzz");

  /** More by -Djaruek.fuzz.rounds=10000000. */
  private static final int ROUNDS = Integer.getInteger("jaruek.fuzz.rounds", 20_000);

  @FuzzTest
  void anyBytesArePacketOrMalformed(byte[] datagram) {
    readEverything(datagram);
  }

  @Test
  void randomAndDamagedPacketsThrowNothing() {
    long seed = 20261123;
    Random random = new Random(seed);
    byte[] sound =
        PacketWriter.request(
            PacketCode.ACCESS_REQUEST,
            1,
            new byte[16],
            List.of(
                Attribute.text(1, "somchai"),
                new Attribute(2, SECRET.hide(new byte[20], new byte[16])),
                Attribute.number(4, 1),
                new Attribute(26, new byte[] {0, 0, 0, 9, 1, 3, 1}),
                new Attribute(97, new byte[] {0, 64, 32, 1}),
                new Attribute(33, new byte[40])),
            SECRET);
    int soundCount = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] datagram;
      if (round % 4 == 0) {
        datagram = new byte[random.nextInt(300)];
        random.nextBytes(datagram);
      } else {
        datagram = sound.clone();
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
          datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
        }
      }
      if (readEverything(datagram)) soundCount++;
    }
    assertTrue(soundCount > ROUNDS / 10, "seed " + seed + ": " + soundCount);
  }

  private static boolean readEverything(byte[] datagram) {
    if (!(PacketCheck.check(datagram) instanceof Checked.Sound(var packet))) return false;
    for (int type = 1; type < 256; type++) {
      packet.octets(type);
      packet.text(type);
      packet.number(type);
      packet.address(type);
      packet.prefix(type);
      packet.all(type);
      packet.vendorOctets(9, type);
    }
    packet.vendors();
    packet.octets(26).ifPresent(v -> SECRET.revealSalted(v, packet.authenticator()));
    packet.octets(2).ifPresent(v -> SECRET.reveal(v, packet.authenticator()));
    boolean unsigned = !packet.has(AttributeType.MESSAGE_AUTHENTICATOR);
    assertFalse(unsigned && SECRET.messageAuthenticatorMatches(packet));
    SECRET.accountingAuthenticatorMatches(packet);
    assertTrue(packet.length() <= PacketCheck.PACKET_BYTES_MAX);
    assertTrue(packet.toString().length() < 100);
    return true;
  }
}
