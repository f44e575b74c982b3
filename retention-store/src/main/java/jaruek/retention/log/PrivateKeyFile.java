package jaruek.retention.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signing key's file: PKCS#8 in PEM (RFC 8410), mode 0600 or 0400, under a passphrase or not. It
 * is replaced as a whole, and what is not needed any more is overwritten before it goes; how far
 * that reaches on a disk that moves its blocks is for the disk to say.
 */
record PrivateKeyFile(Path path, @Nullable Passphrase passphrase) {
  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final Set<PosixFilePermission> ALLOWED =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  boolean exists() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  SigningKey read() {
    requireOwnerOnly();
    if (!Pem.holds(path, ENCRYPTED)) return SigningKey.ofPkcs8(Pem.read(path, PLAIN), path);
    if (passphrase == null) {
      throw new LogException(
          "the signing key "
              + path
              + " is kept under a passphrase, but the configuration names none (log:"
              + " passphrase-file)");
    }
    return SigningKey.ofPkcs8(passphrase.decrypt(Pem.read(path, ENCRYPTED), path), path);
  }

  /** Whether it should be under a passphrase and is not. */
  boolean isPlainAgainstWish() {
    return passphrase != null && !Pem.holds(path, ENCRYPTED);
  }

  private void requireOwnerOnly() {
    Set<PosixFilePermission> mode;
    try {
      mode = Files.getPosixFilePermissions(path);
    } catch (IOException e) {
      throw new LogException("the signing key " + path + " cannot be read: " + e, e);
    }
    if (!ALLOWED.containsAll(mode)) {
      throw new LogException(
          "the signing key "
              + path
              + " may be read or changed by others (mode "
              + PosixFilePermissions.toString(mode)
              + "); run: chmod 600 "
              + path
              + " and if it was so for long, then: jaruek key rotate");
    }
  }

  /** Writes the key, over what is there; on return it is on the disk. */
  void write(SigningKey key, SecureRandom random) {
    byte[] pkcs8 = key.pkcs8();
    byte[] pem =
        passphrase == null
            ? Pem.write(PLAIN, pkcs8)
            : Pem.write(ENCRYPTED, passphrase.encrypt(pkcs8, random));
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try {
      Files.deleteIfExists(fresh);
      try (FileChannel channel = FileChannel.open(fresh, options, ownerOnly)) {
        writeAll(channel, pem);
      }
      replaceBy(fresh);
    } catch (IOException e) {
      throw new LogException("the signing key " + path + " cannot be written: " + e, e);
    } finally {
      Arrays.fill(pem, (byte) 0);
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  /** Puts this file in the other's place, whose old content is overwritten. */
  void install(PrivateKeyFile over) {
    try {
      over.replaceBy(path);
    } catch (IOException e) {
      throw new LogException("the signing key " + over.path + " cannot be replaced: " + e, e);
    }
  }

  /** Overwrites and removes it. */
  void destroy() {
    try {
      overwrite();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new LogException("the signing key " + path + " cannot be removed: " + e, e);
    }
  }

  private void replaceBy(Path fresh) throws IOException {
    try (FileChannel old = openToOverwrite()) {
      moveTo(fresh, path); // first: a crash before it must leave the old key whole
      if (old != null) overwrite(old);
    }
  }

  private void overwrite() throws IOException {
    try (FileChannel old = openToOverwrite()) {
      if (old != null) overwrite(old);
    }
  }

  private @Nullable FileChannel openToOverwrite() throws IOException {
    if (!exists()) return null;
    Files.setPosixFilePermissions(path, ALLOWED); // 0400 cannot be overwritten
    return FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private static void overwrite(FileChannel old) throws IOException {
    writeAll(old, new byte[(int) Math.min(old.size(), Pem.FILE_BYTES_MAX)]);
  }

  private static void writeAll(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    while (bytes.hasRemaining()) channel.write(bytes);
    channel.force(true);
  }

  static void moveTo(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = to.toAbsolutePath().getParent();
    if (folder == null) return;
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
