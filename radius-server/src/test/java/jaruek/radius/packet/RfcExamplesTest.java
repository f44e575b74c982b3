package jaruek.radius.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 2865 section 7, byte for byte. */
class RfcExamplesTest {
  private static final SharedSecret SECRET = SharedSecret.of("xyzzy5461");

  private static final byte[] TELNET_REQUEST =
      hex(
          "01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12"
              + " 0d be 70 8d 93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00"
              + " 00 03");

  private static final byte[] TELNET_ACCEPT =
      hex(
          "02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06"
              + " 00 00 00 00 0e 06 c0 a8 01 03");

  private static final byte[] CHAP_REQUEST =
      hex(
          "01 01 00 47 2a ee 86 f0 8d 0d 55 96 9c a5 97 8e 0d 33 67 a2 01 08 66 6c 6f 70 73 79"
              + " 03 13 16 e9 75 57 c3 16 18 58 95 f2 93 ff 63 44 07 72 75 04 06 c0 a8 01 10 05"
              + " 06 00 00 00 14 06 06 00 00 00 02 07 06 00 00 00 01");

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static Packet packet(byte[] bytes) {
    return switch (PacketCheck.check(bytes)) {
      case Checked.Sound(var packet) -> packet;
      case Checked.Malformed(var why) -> throw new AssertionError(why);
    };
  }

  @Test
  void section71PasswordIsRevealedAndHiddenAgain() {
    Packet request = packet(TELNET_REQUEST);
    byte[] hidden = request.octets(AttributeType.USER_PASSWORD).orElseThrow();
    byte[] password = "arctangent".getBytes(StandardCharsets.US_ASCII);
    assertEquals("nemo", request.text(AttributeType.USER_NAME).orElseThrow());
    assertEquals("192.168.1.16", request.address(4).orElseThrow().toString());
    assertEquals(3, request.number(AttributeType.NAS_PORT).orElseThrow());
    assertArrayEquals(password, SECRET.reveal(hidden, request.authenticator()));
    assertArrayEquals(hidden, SECRET.hide(password, request.authenticator()));
  }

  @Test
  void section71AcceptIsWrittenByteForByte() {
    List<Attribute> attributes =
        List.of(
            Attribute.number(6, 1), Attribute.number(15, 0), new Attribute(14, hex("c0a80103")));
    assertArrayEquals(
        TELNET_ACCEPT,
        PacketWriter.plainReply(
            packet(TELNET_REQUEST), PacketCode.ACCESS_ACCEPT, attributes, SECRET));
    assertTrue(
        SECRET.responseAuthenticatorMatches(
            packet(TELNET_ACCEPT), packet(TELNET_REQUEST).authenticator()));
  }

  @Test
  void section72ChapResponseIsComputed() {
    Packet request = packet(CHAP_REQUEST);
    byte[] chap = request.octets(AttributeType.CHAP_PASSWORD).orElseThrow();
    byte[] response =
        SharedSecret.chapResponse(
            0x16, "arctangent".getBytes(StandardCharsets.US_ASCII), request.authenticator());
    assertArrayEquals(hex("16" + HexFormat.of().formatHex(response)), chap);
  }

  @Test
  void section72AcceptIsWrittenByteForByte() {
    byte[] accept =
        hex(
            "02 01 00 38 15 ef bc 7d ab 26 cf a3 dc 34 d9 c0 3c 86 01 a4 06 06 00 00 00 02 07 06"
                + " 00 00 00 01 08 06 ff ff ff fe 0a 06 00 00 00 02 0d 06 00 00 00 01 0c 06 00 00"
                + " 05 dc");
    List<Attribute> attributes =
        List.of(
            Attribute.number(6, 2),
            Attribute.number(7, 1),
            Attribute.number(8, 0xff_ff_ff_feL),
            Attribute.number(10, 2),
            Attribute.number(13, 1),
            Attribute.number(12, 1500));
    assertArrayEquals(
        accept,
        PacketWriter.plainReply(
            packet(CHAP_REQUEST), PacketCode.ACCESS_ACCEPT, attributes, SECRET));
  }

  @Test
  void section73ChallengeAndRejectAreWrittenByteForByte() {
    Packet first =
        packet(
            hex(
                "01 02 00 39 f3 a4 7a 1f 6a 6d 76 71 0b 94 7a b9 30 41 a0 39 01 07 6d 6f 70 73 79"
                    + " 02 12 33 65 75 73 77 82 89 b5 70 88 5e 15 08 48 25 c5 04 06 c0 a8 01 10"
                    + " 05 06 00 00 00 07"));
    assertArrayEquals(
        "challenge".getBytes(StandardCharsets.US_ASCII),
        SECRET.reveal(first.octets(2).orElseThrow(), first.authenticator()));
    byte[] challenge =
        hex(
            "0b 02 00 4e 36 f3 c8 76 4a e8 c7 11 57 40 3c 0c 71 ff 9c 45 12 30 43 68 61 6c 6c 65"
                + " 6e 67 65 20 33 32 37 36 39 34 33 30 2e 20 20 45 6e 74 65 72 20 72 65 73 70 6f"
                + " 6e 73 65 20 61 74 20 70 72 6f 6d 70 74 2e 18 0a 33 32 37 36 39 34 33 30");
    List<Attribute> attributes =
        List.of(
            Attribute.text(18, "Challenge 32769430.  Enter response at prompt."),
            Attribute.text(AttributeType.STATE, "32769430"));
    assertArrayEquals(
        challenge, PacketWriter.plainReply(first, PacketCode.ACCESS_CHALLENGE, attributes, SECRET));
    // as printed the State's length is 16, which does not fit: an error of the RFC
    byte[] printed =
        hex(
            "01 03 00 43 b1 22 55 6d 42 8a 13 d0 d6 25 38 07 c4 57 ec f0 01 07 6d 6f 70 73 79 02"
                + " 12 69 2c 1f 20 5f c0 81 b9 19 b9 51 95 f5 61 a5 81 04 06 c0 a8 01 10 05 06 00"
                + " 00 00 07 18 10 33 32 37 36 39 34 33 30");
    assertInstanceOf(Checked.Malformed.class, PacketCheck.check(printed));
    printed[printed.length - 9] = 10;
    Packet second = packet(printed);
    assertEquals("32769430", second.text(AttributeType.STATE).orElseThrow());
    assertArrayEquals(
        "99101462".getBytes(StandardCharsets.US_ASCII),
        SECRET.reveal(second.octets(2).orElseThrow(), second.authenticator()));
    assertArrayEquals(
        hex("03 03 00 14 a4 2f 4f ca 45 91 6c 4e 09 c8 34 0f 9e 74 6a a0"),
        PacketWriter.plainReply(second, PacketCode.ACCESS_REJECT, List.of(), SECRET));
  }

  /** RFC 2548 section 2.4.2 has no example: what is hidden comes back, and each time otherwise. */
  @Test
  void saltedValuesComeBackWithTheirSecretOnly() {
    byte[] authenticator = packet(TELNET_REQUEST).authenticator();
    Salts salts = new Salts(new Random(1));
    for (int length : new int[] {0, 1, 15, 16, 32, 239}) {
      byte[] plain = new byte[length];
      new Random(length).nextBytes(plain);
      byte[] hidden = SECRET.hideSalted(plain, authenticator, salts.next());
      assertTrue(hidden[0] < 0, "the highest bit of the salt is set");
      assertArrayEquals(plain, SECRET.revealSalted(hidden, authenticator));
      byte[] again = SECRET.hideSalted(plain, authenticator, salts.next());
      assertFalse(Arrays.equals(hidden, again));
    }
  }
}
