package jaruek.radius.mschap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of RFC 1320, 2433, 2759 and 3079. */
class MsChapTest {
  private static final byte[] USER = ascii("User");
  private static final byte[] AUTHENTICATOR = hex("5B5D7C7D7B3F2F3E3C2C602132262628");
  private static final byte[] PEER = hex("21402324255E262A28295F2B3A337C7E");
  private static final byte[] HASH = MsChap.passwordHash(ascii("clientPass"));

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void assertHex(String digits, byte[] bytes) {
    assertArrayEquals(hex(digits), bytes, HexFormat.of().formatHex(bytes));
  }

  @Test
  void digestsAsRfc1320Does() {
    assertHex("31d6cfe0d16ae931b73c59d7e0c089c0", MsChap.md4(ascii("")));
    assertHex("a448017aaf21d8525fc10ae87aa6729d", MsChap.md4(ascii("abc")));
  }

  @Test
  void answersAChallengeAsRfc2433Does() {
    byte[] hash = MsChap.passwordHash(ascii("MyPw"));
    assertHex("FC156AF7EDCD6C0EDDE3337D427F4EAC", hash);
    assertHex(
        "4E9D3C8F9CFD385D5BF4D3246791956CA4C351AB409A3D61",
        MsChap.ntResponse(hex("102DB5DF085D3041"), hash));
  }

  @Test
  void answersAChallengeAsRfc2759Does() {
    assertHex("44EBBA8D5312B8D611474411F56989AE", HASH);
    assertHex("D02E4386BCE91226", MsChap.challengeHash(PEER, AUTHENTICATOR, USER));
    byte[] response = MsChap.ntResponse2(AUTHENTICATOR, PEER, USER, HASH);
    assertHex("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF", response);
    assertHex("41C00C584BD2D91C4017A2A12FA59F3F", MsChapKeys.of(HASH).passwordHashHash());
    assertEquals(
        "S=407A5589115FD0D6209F510FE9C04566932CDA56",
        MsChap.authenticatorResponse(MsChapKeys.of(HASH), AUTHENTICATOR, PEER, USER, response));
  }

  @Test
  void hashesTheNameWithoutItsDomain() {
    for (String name : List.of("User", "OFFICE\\User", "a\\b\\User")) {
      assertArrayEquals(USER, MsChap.withoutDomain(ascii(name)), name);
    }
  }

  @Test
  void hashesThaiPasswordsAsUtf16() {
    assertArrayEquals(
        MsChap.md4("รหัส".getBytes(StandardCharsets.UTF_16LE)),
        MsChap.passwordHash("รหัส".getBytes(StandardCharsets.UTF_8)));
  }

  /** RFC 3079 section 3.5.3, the example with keys of 128 bits. */
  @Test
  void derivesTheKeysAsRfc3079Does() {
    byte[] response = MsChap.ntResponse2(AUTHENTICATOR, PEER, USER, HASH);
    MsChapKeys keys = MsChapKeys.of(HASH);
    assertHex("FDECE3717A8C838CB388E527AE3CDD31", MppeKeys.masterKey(keys, response));
    assertHex("8B7CDC149B993A1BA118CB153F56DCCB", MppeKeys.of(keys, response).send());
  }

  @Test
  void everyErrorFitsAnAttribute() {
    for (MsChapError error : MsChapError.values()) {
      byte[] value = MicrosoftAttributes.error(7, error, new byte[16]).value();
      String text = new String(value, 7, value.length - 7, StandardCharsets.US_ASCII);
      assertEquals(
          "E=" + error.code() + " R=0 C=" + "0".repeat(32) + " V=3 M=" + error.message(), text);
      assertEquals(7, value[6]);
    }
  }
}
