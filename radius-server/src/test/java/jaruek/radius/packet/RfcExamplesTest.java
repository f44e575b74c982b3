package jaruek.radius.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
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
}
