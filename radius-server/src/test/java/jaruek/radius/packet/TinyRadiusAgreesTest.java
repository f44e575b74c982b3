package jaruek.radius.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tinyradius.core.attribute.AttributeHolder;
import org.tinyradius.core.dictionary.DefaultDictionary;
import org.tinyradius.core.packet.request.AccessRequestPap;
import org.tinyradius.core.packet.request.RadiusRequest;
import org.tinyradius.core.packet.response.RadiusResponse;

/** TinyRadius's codec, which shares no code with ours, reads what we write, and the dictionary. */
class TinyRadiusAgreesTest {
  private static final String TEXT = "xyzzy5461";
  private static final SharedSecret SECRET = SharedSecret.of(TEXT);
  private static final byte[] AUTHENTICATOR =
      "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private static byte[] login() {
    byte[] password = "arctangent and more than one block".getBytes(StandardCharsets.US_ASCII);
    return PacketWriter.request(
        PacketCode.ACCESS_REQUEST,
        9,
        AUTHENTICATOR,
        List.of(
            Attribute.text(AttributeType.USER_NAME, "nemo"),
            new Attribute(AttributeType.USER_PASSWORD, SECRET.hide(password, AUTHENTICATOR))),
        SECRET);
  }

  private static Packet packet(byte[] bytes) {
    return ((Checked.Sound) PacketCheck.check(bytes)).packet();
  }

  @Test
  void readsOurLogin() throws Exception {
    RadiusRequest request =
        RadiusRequest.fromByteBuf(DefaultDictionary.INSTANCE, Unpooled.wrappedBuffer(login()))
            .decodeRequest(TEXT);
    assertEquals(
        "arctangent and more than one block",
        ((AccessRequestPap) request).getPassword().orElseThrow());
  }

  @Test
  void readsOurReply() throws Exception {
    byte[] reply =
        PacketWriter.reply(
            packet(login()),
            PacketCode.ACCESS_ACCEPT,
            List.of(Attribute.number(AttributeType.SESSION_TIMEOUT, 3600)),
            SECRET);
    RadiusResponse response =
        RadiusResponse.fromByteBuf(DefaultDictionary.INSTANCE, Unpooled.wrappedBuffer(reply))
            .decodeResponse(TEXT, AUTHENTICATOR);
    assertEquals("3600", response.getAttribute("Session-Timeout").orElseThrow().getValueString());
  }

  @Test
  void readsOurAccounting() throws Exception {
    byte[] request =
        PacketWriter.accountingRequest(
            3, List.of(Dictionary.attribute("Acct-Status-Type", "Start")), SECRET);
    RadiusRequest read =
        RadiusRequest.fromByteBuf(DefaultDictionary.INSTANCE, Unpooled.wrappedBuffer(request))
            .decodeRequest(TEXT);
    AttributeHolder<?> attributes = read;
    assertEquals(
        "Start", attributes.getAttribute("Acct-Status-Type").orElseThrow().getValueString());
  }

  @Test
  void namesBecomeAttributes() {
    assertArrayEquals(
        new byte[] {10, 0, 0, 5}, Dictionary.attribute("Framed-IP-Address", "10.0.0.5").value());
    assertEquals(49, Dictionary.attribute("Acct-Terminate-Cause", "Idle-Timeout").type());
    assertEquals("Idle-Timeout", Dictionary.word(49, 4).orElseThrow());
    assertEquals(true, Dictionary.word(49, 4_000_000_000L).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> Dictionary.attribute("No-Such-Thing", "1"));
    assertThrows(
        IllegalArgumentException.class, () -> Dictionary.attribute("Framed-IP-Address", "x.y"));
  }
}
