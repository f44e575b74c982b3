package jaruek.radius.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * Reads and writes PEM. A file is replaced as a whole or not at all, is its owner's alone, and
 * belongs to whom the folder belongs to: a command run by root must leave it to the daemon's user.
 */
final class PemFile {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final int FILE_BYTES_MAX = 16 * 1024 * 1024;

  private PemFile() {}

  static String text(String label, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN "
        + label
        + "-----\n"
        + lines.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  static void makeFolder(Path folder) {
    try {
      if (Files.isDirectory(folder)) return;
      Files.createDirectory(folder, FOLDER);
      giveToOwnerOf(folder, folder.resolveSibling("."));
    } catch (IOException e) {
      throw new AuthorityException(folder + " cannot be made: " + e, e);
    }
  }

  /** Puts the file in place; on return it survives a power cut. */
  static void replace(Path file, byte[] content) {
    Path next = file.resolveSibling("." + file.getFileName() + ".next");
    try {
      Files.deleteIfExists(next); // of a write that was cut off
      write(next, content);
      giveToOwnerOf(next, file.resolveSibling("."));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel folder = FileChannel.open(file.resolveSibling("."))) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new AuthorityException(file + " cannot be written: " + e, e);
    }
  }

  /** Writes a file that must not be there yet. */
  static void create(Path file, byte[] content) {
    try {
      write(file, content);
    } catch (FileAlreadyExistsException e) {
      throw new AuthorityException(file + " is there already; it is not overwritten", e);
    } catch (IOException e) {
      throw new AuthorityException(file + " cannot be written: " + e, e);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        if (channel.write(buffer) < 0) throw new IOException("written short");
      }
      channel.force(true);
    }
  }

  static void giveToOwnerOf(Path file, Path folder) throws IOException {
    UserPrincipal owner = Files.getOwner(folder);
    if (!Files.getOwner(file).equals(owner)) Files.setOwner(file, owner);
  }

  static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new AuthorityException(file + " is too large for what it should be");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AuthorityException(file + " cannot be read: " + e, e);
    }
  }

  static X509Certificate certificate(Path file) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes(file)));
    } catch (GeneralSecurityException e) {
      throw damaged(file, "certificate", e);
    }
  }

  static X509CRL crl(Path file) {
    try {
      return (X509CRL)
          CertificateFactory.getInstance("X.509")
              .generateCRL(new ByteArrayInputStream(bytes(file)));
    } catch (GeneralSecurityException e) {
      throw damaged(file, "revocation list", e);
    }
  }

  static PrivateKey key(Path file) {
    try {
      return key(new PKCS8EncodedKeySpec(der(file)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw damaged(file, "private key", e);
    }
  }

  static PublicKey publicKey(Path file, String algorithm) {
    try {
      return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der(file)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw damaged(file, "public key", e);
    }
  }

  private static byte[] der(Path file) {
    String text = new String(bytes(file), StandardCharsets.US_ASCII);
    return Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
  }

  private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    } catch (InvalidKeySpecException notEc) {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    }
  }

  private static AuthorityException damaged(Path file, String what, Exception cause) {
    return new AuthorityException(
        file + " is no " + what + " any more: bring it back from a backup", cause);
  }
}
