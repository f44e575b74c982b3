package jaruek.radius.account;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets with AES-256-GCM under the key file. Each is bound to its user's name, so one
 * cannot be moved to another account. A sealed secret: version 1, 12 bytes of nonce, ciphertext and
 * tag.
 */
final class SecretSeal {
  private static final String HEAD = "jaruek account key 1";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte VERSION = 1;

  private final SecretKeySpec key;
  private final SecureRandom random;

  private SecretSeal(byte[] key, SecureRandom random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  /** Reads the key file, or makes it if there is none and that is allowed. */
  static SecretSeal open(Path file, boolean mayCreate, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        if (!mayCreate) {
          throw new AccountException(
              file
                  + " is missing, and accounts have secrets sealed with it: bring it back from the"
                  + " backup");
        }
        create(file, random);
      }
      return new SecretSeal(read(file), random);
    } catch (IOException e) {
      throw new AccountException("key file " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    String text = HEAD + "\n" + Base64.getEncoder().encodeToString(key) + "\n";
    Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rw-------");
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(ownerOnly))) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(true);
    }
    Files.move(fresh, file);
  }

  private static byte[] read(Path file) throws IOException {
    Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    open.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (!open.isEmpty()) {
      throw new AccountException(file + " may be read by others: chmod 600 " + file);
    }
    String[] lines = Files.readString(file, StandardCharsets.US_ASCII).split("\n", -1);
    byte[] key = lines.length < 2 ? new byte[0] : decode(lines[1]);
    if (!lines[0].equals(HEAD) || key.length != KEY_BYTES) {
      throw new AccountException(file + " is no account key of version 1, or damaged");
    }
    return key;
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  byte[] seal(String userName, byte[] secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, userName, nonce).doFinal(secret);
      return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new AccountException("a CHAP secret cannot be sealed", e);
    }
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws AccountException if it was made with another key or for another user, or is damaged
   */
  byte[] unseal(String userName, byte[] sealed) {
    if (sealed.length < 1 + NONCE_BYTES || sealed[0] != VERSION) {
      throw new AccountException("the sealed CHAP secret of '" + userName + "' is damaged");
    }
    byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, userName, nonce)
          .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new AccountException(
          "the sealed CHAP secret of '" + userName + "' does not open with this key file", e);
    }
  }

  private Cipher cipher(int mode, String userName, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(("chap " + userName).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
