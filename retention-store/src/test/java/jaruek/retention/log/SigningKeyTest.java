package jaruek.retention.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  @TempDir Path folder;
  private Path secret;
  private Path open;

  @BeforeEach
  void nameFiles() {
    secret = folder.resolve("key.pem");
    open = folder.resolve("key.pub.pem");
  }

  private SigningKey key() {
    return SigningKey.open(secret, open, new SecureRandom());
  }

  @Test
  void rfc8032VectorTwoIsSignedByteForByte() {
    byte[] seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    SigningKey key = SigningKey.ofSeed(seed);
    assertEquals(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        HexFormat.of().formatHex(key.verifyingKey().raw()));
    assertEquals(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        HexFormat.of().formatHex(key.sign(new byte[] {0x72})));
  }

  @Test
  void makesAKeyThatOnlyItsOwnerCanReadAndReadsItAgain() throws IOException {
    SigningKey made = key();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
    SigningKey read = key();
    assertEquals(made.verifyingKey(), read.verifyingKey());
    assertEquals(made.verifyingKey(), VerifyingKey.read(open));
    byte[] message = {1, 2, 3};
    assertTrue(VerifyingKey.read(open).verify(message, read.sign(message)));
    assertFalse(VerifyingKey.read(open).verify(new byte[] {1, 2}, read.sign(message)));
    assertFalse(VerifyingKey.read(open).verify(message, new byte[5]));
  }

  @Test
  void opensslReadsBothFiles() throws Exception {
    SigningKey key = key();
    Process process;
    try {
      process =
          new ProcessBuilder("openssl", "pkey", "-in", secret.toString(), "-pubout")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      abort("the Debian package openssl is not installed");
      return;
    }
    String pem = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(0, process.waitFor());
    assertEquals(Files.readString(open), pem);
    assertTrue(key.toString().startsWith("signing key of Ed25519 "));
  }

  @Test
  void refusesAKeyThatOthersMayRead() throws IOException {
    key();
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    LogException refused = assertThrows(LogException.class, this::key);
    assertTrue(refused.toString().contains("rw-r-----"), refused.toString());
    assertTrue(refused.toString().contains("chmod 600"), refused.toString());
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("r--------"));
    key();
  }

  @Test
  void refusesAPublicKeyOfAnotherAndAMissingPrivateOne() throws IOException {
    key();
    SigningKey.ofSeed(new byte[32]).verifyingKey().write(open);
    LogException replaced = assertThrows(LogException.class, this::key);
    assertTrue(replaced.toString().contains("replaced"), replaced.toString());
    Files.delete(secret);
    LogException missing = assertThrows(LogException.class, this::key);
    assertTrue(missing.toString().contains("missing"), missing.toString());
  }

  @Test
  void writesTheMissingPublicKeyAgain() throws IOException {
    SigningKey made = key();
    Files.delete(open);
    key();
    assertEquals(made.verifyingKey(), VerifyingKey.read(open));
  }

  @Test
  void refusesFilesThatAreNoKeys() throws IOException {
    key();
    for (String content :
        new String[] {
          "",
          "nonsense",
          "-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n",
          "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
          "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
          "x".repeat(20_000)
        }) {
      Files.writeString(secret, content);
      assertThrows(LogException.class, this::key, content);
      Files.writeString(open, content.replace("PRIVATE", "PUBLIC"));
      assertThrows(LogException.class, () -> VerifyingKey.read(open), content);
    }
    assertThrows(LogException.class, () -> VerifyingKey.ofRaw(new byte[31]));
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
