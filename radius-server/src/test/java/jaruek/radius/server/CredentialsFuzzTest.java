package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jaruek.radius.login.Proof;
import jaruek.radius.mschap.MicrosoftAttributes;
import jaruek.radius.mschap.MsChap;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a client sends, what it shows is read or refused in words. */
class CredentialsFuzzTest {
  private static final RadiusClient CLIENT = RunningServer.macClient();

  /** More by -Djaruek.fuzz.rounds=10000000. */
  private static final int ROUNDS = Integer.getInteger("jaruek.fuzz.rounds", 40_000);

  @FuzzTest
  void anyRequestShowsSomethingOrNothing(byte[] datagram) {
    if (PacketCheck.check(datagram) instanceof Checked.Sound(var packet)) read(packet);
  }

  private static String read(Packet packet) {
    assertTrue(NasVendor.of(packet).advice().length() < 400);
    return switch (Credentials.of(packet, CLIENT)) {
      case Credentials.Unusable unusable -> unusable.why().word();
      case Credentials.Shown shown -> {
        if (shown.proof() instanceof Proof.MsChap2 v2) {
          byte[] hash = new byte[16];
          MsChap.ntResponse2(v2.authenticatorChallenge(), v2.peerChallenge(), v2.userName(), hash);
        }
        if (shown.proof() instanceof Proof.MsChap v1) {
          MsChap.ntResponse(v1.challenge(), new byte[16]);
        }
        yield shown.method();
      }
    };
  }

  @Test
  void damagedRequestsOfEveryMethodThrowNothing() {
    long seed = 20261123;
    Random random = new Random(seed);
    List<byte[]> sound = sound();
    Map<String, Integer> seen = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] datagram = sound.get(round % sound.size()).clone();
      for (int flips = random.nextInt(5); flips > 0; flips--) {
        datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
      }
      if (PacketCheck.check(datagram) instanceof Checked.Sound(var packet)) {
        seen.merge(read(packet), 1, Integer::sum);
      } else {
        seen.merge("malformed", 1, Integer::sum);
      }
    }
    for (String word :
        List.of("pap", "chap", "mschap", "mschapv2", "mac", "mschap-lm-refused", "malformed")) {
      assertTrue(seen.getOrDefault(word, 0) > 0, "seed " + seed + ", no " + word + ": " + seen);
    }
  }

  private static List<byte[]> sound() {
    Attribute user = Attribute.text(AttributeType.USER_NAME, "malee");
    Attribute mac = Attribute.text(AttributeType.USER_NAME, "aabbcc001122");
    Attribute station = Attribute.text(AttributeType.CALLING_STATION_ID, "AA-BB-CC-00-11-22");
    Attribute password = new Attribute(2, CLIENT.secret().hide(new byte[0], new byte[16]));
    Attribute chap = new Attribute(AttributeType.CHAP_PASSWORD, new byte[17]);
    byte[] nt = new byte[50];
    nt[1] = 1;
    return List.of(
        request(user, password),
        request(user, chap),
        request(mac, station, password),
        request(mac, station, chap, Attribute.number(AttributeType.SERVICE_TYPE, 10)),
        request(user, microsoft(11, new byte[8]), microsoft(1, nt)),
        request(user, microsoft(11, new byte[8]), microsoft(1, new byte[50])),
        request(user, microsoft(11, new byte[16]), microsoft(25, new byte[50])),
        request(user, microsoft(27, new byte[68])));
  }

  private static Attribute microsoft(int type, byte[] value) {
    return Attribute.vendor(MicrosoftAttributes.VENDOR, type, value);
  }

  private static byte[] request(Attribute... attributes) {
    return PacketWriter.request(
        PacketCode.ACCESS_REQUEST, 1, new byte[16], List.of(attributes), CLIENT.secret());
  }
}
