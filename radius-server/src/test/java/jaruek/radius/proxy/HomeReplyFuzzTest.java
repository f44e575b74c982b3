package jaruek.radius.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.Salts;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever a home server answers: refused in a word if it is not signed, and if it is, nothing of
 * it comes to the NAS that its realm's filter does not let pass, nor anything that cannot be sent.
 */
class HomeReplyFuzzTest {
  /** More by -Djaruek.fuzz.rounds=10000000. */
  private static final int ROUNDS = Integer.getInteger("jaruek.fuzz.rounds", 20_000);

  private static final long SEED = Long.getLong("jaruek.fuzz.seed", 20261123);
  private static final SharedSecret HOME = SharedSecret.of("between the two proxies");
  private static final SharedSecret NAS = SharedSecret.of("xyzzy5461");
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1812);
  private static final ReplyFilter OPEN =
      new ReplyFilter(true, List.of(new ReplyFilter.VendorType(0, ReplyFilter.TUNNEL_PASSWORD)));
  private static final List<SharedSecret> SECRETS = List.of(HOME, SharedSecret.none());
  private static final Packet ASKED =
      sound(PacketWriter.request(PacketCode.ACCESS_REQUEST, 7, new byte[16], List.of(), HOME));

  /** What may stand before the realm is the home server's business. */
  private static final Pattern OF_REALM =
      Pattern.compile(
          "[^@]*@([^@]*[^.@][^@]*\\.)?school\\.example", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static Packet sound(byte[] bytes) {
    return assertInstanceOf(Checked.Sound.class, PacketCheck.check(bytes)).packet();
  }

  private static Flight flight(boolean accounting) {
    HomeServer server =
        new HomeServer("home", ADDRESS, ADDRESS, HOME, true, true, HomeServer.Times.DEFAULT);
    Flight flight = new Flight(new HomeLink(server, accounting, new Telemetry()), null);
    flight.authenticator = ASKED.authenticator();
    return flight;
  }

  /** Nobody guesses the secret. */
  @FuzzTest
  void anyReplyIsRefusedInAWord(byte[] bytes) {
    if (!(PacketCheck.check(bytes) instanceof Checked.Sound(Packet reply))) return;
    for (boolean accounting : new boolean[] {false, true}) {
      String fault = ProxyClient.fault(flight(accounting), reply);
      assertTrue(fault != null && fault.length() < 40);
    }
  }

  /** The first byte: which code, which filter, which secrets; then attributes as they are sent. */
  @FuzzTest
  void anySignedReplyBringsOnlyWhatMayPass(byte[] bytes) {
    if (bytes.length == 0) return;
    int choice = bytes[0] & 0xff;
    List<Attribute> attributes = attributes(bytes);
    int code =
        List.of(PacketCode.ACCESS_ACCEPT, PacketCode.ACCESS_REJECT, PacketCode.ACCESS_CHALLENGE)
            .get(choice % 3);
    byte[] signed;
    try {
      signed = PacketWriter.reply(ASKED, code, attributes, HOME);
    } catch (IllegalArgumentException e) {
      return; // more than a packet holds
    }
    if (!(PacketCheck.check(signed) instanceof Checked.Sound(Packet reply))) return;
    ReplyFilter filter = (choice & 4) == 0 ? ReplyFilter.EDUROAM : OPEN;
    SharedSecret home = SECRETS.get(choice >> 3 & 1);
    SharedSecret nas = List.of(NAS, SharedSecret.none()).get(choice >> 4 & 1);
    Homeward homeward =
        new Homeward(home, new byte[16], nas, new byte[16], new Salts(new SecureRandom()));
    List<Attribute> passing = homeward.attributes(reply, filter);
    for (Attribute one : passing) {
      boolean vendor = one.type() == AttributeType.VENDOR_SPECIFIC;
      assertTrue(vendor || filter.passes(one.type()));
      assertTrue(one.value().length <= Attribute.VALUE_BYTES_MAX);
      String text = one.toString();
      assertFalse(text.length() > 2000);
      if (one.type() == AttributeType.USER_NAME) {
        String name = Proxy.ofRealm(new String(one.value(), UTF_8), "school.example");
        assertTrue(name == null || OF_REALM.matcher(name).matches(), name);
      }
    }
    Proxy.over(List.of(Attribute.number(AttributeType.SESSION_TIMEOUT, 60)), passing);
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  private static List<Attribute> attributes(byte[] bytes) {
    List<Attribute> attributes = new ArrayList<>();
    for (int at = 1; at + 1 < bytes.length; ) {
      int type = bytes[at] & 0xff;
      int length = Math.min(bytes[at + 1] & 0xff, Math.min(253, bytes.length - at - 2));
      if (type != 0 && type != AttributeType.MESSAGE_AUTHENTICATOR) {
        attributes.add(new Attribute(type, Arrays.copyOfRange(bytes, at + 2, at + 2 + length)));
      }
      at += 2 + length;
    }
    return attributes;
  }

  private static byte[] reply() {
    return PacketWriter.reply(
        ASKED,
        PacketCode.ACCESS_ACCEPT,
        List.of(
            Attribute.text(AttributeType.USER_NAME, "malee@school.example"),
            Attribute.text(18, "hello"),
            new Attribute(AttributeType.EAP_MESSAGE, new byte[] {3, 7, 0, 4}),
            Attribute.vendor(311, 16, HOME.hideSalted(new byte[32], ASKED.authenticator(), 0x8001)),
            Attribute.vendor(311, 17, HOME.hideSalted(new byte[32], ASKED.authenticator(), 0x8002)),
            Attribute.number(AttributeType.SESSION_TIMEOUT, 3600),
            new Attribute(ReplyFilter.CHARGEABLE_USER_IDENTITY, new byte[20]),
            new Attribute(AttributeType.CLASS, new byte[16])),
        HOME);
  }

  @Test
  void aDamagedReplyIsNoAnswer() {
    Random random = new Random(SEED);
    byte[] good = reply();
    assertEquals(null, fault(good));
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bad = good.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      }
      bad[1] = good[1]; // by its identifier it was found
      if (!Arrays.equals(bad, good)) assertTrue(fault(bad) != null, SEED + " round " + round);
    }
  }

  /** As of a login: a flight without one is a Status-Server's, of which an accept only is one. */
  private static @Nullable String fault(byte[] bytes) {
    return PacketCheck.check(bytes) instanceof Checked.Sound(Packet reply)
        ? ProxyClient.fault(flight(false), reply)
        : "malformed";
  }

  @Test
  void randomSignedRepliesBringOnlyWhatMayPass() {
    Random random = new Random(SEED);
    byte[] good = reply();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[good.length - 19 + random.nextInt(3)];
      int from = 38; // behind the Message-Authenticator
      System.arraycopy(good, from, bytes, 1, Math.min(good.length - from, bytes.length - 1));
      for (int flips = random.nextInt(5); flips > 0; flips--) {
        bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt();
      }
      bytes[0] = (byte) random.nextInt();
      anySignedReplyBringsOnlyWhatMayPass(bytes);
    }
  }

  /** TLS hides values for whoever speaks RADIUS/1.1: they may be longer than what MD5 can hide. */
  @Test
  void aKeyTooLongToBeHiddenAnewIsLeftOut() {
    byte[] bytes = new byte[1 + 2 + 253];
    bytes[0] = 8 + 4; // from one without a secret to one with, Tunnel-Password may pass
    bytes[1] = ReplyFilter.TUNNEL_PASSWORD;
    bytes[2] = (byte) 253;
    anySignedReplyBringsOnlyWhatMayPass(bytes);
  }
}
