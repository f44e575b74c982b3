package jaruek.admin.cli;

import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that comes in an answer. It is written beside its place, for its owner alone, and gets its
 * name when it is whole; whatever stops it before, the half of it is removed.
 */
final class ReceivedFile implements AutoCloseable {
  private static final String PART = ".part";

  private final Path file;
  private final Path part;
  private final MessageDigest digest = sha256();
  private final Thread removal = new Thread(this::remove, "remove-part");
  private @Nullable FileChannel channel;
  private long bytes;

  /**
   * Nothing is made before the first bytes come.
   *
   * @throws CommandException (usage) if there is such a file, or no folder for it
   */
  ReceivedFile(Path file) {
    this.file = file;
    Path name = file.getFileName();
    if (name == null) throw fault(AdminStatus.USAGE, "file.no-folder", file, "");
    this.part = file.resolveSibling(name + PART);
    requireAbsent(file, "file.exists");
    requireAbsent(part, "file.part");
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw fault(AdminStatus.USAGE, "file.no-folder", file, "");
    }
  }

  private static void requireAbsent(Path there, String code) {
    if (Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      throw fault(AdminStatus.USAGE, code, there, "");
    }
  }

  private static CommandException fault(int status, String code, Path file, String reason) {
    return new CommandException(
        status, code, AdminCodec.object().put("file", file.toString()).put("reason", reason));
  }

  /**
   * Adds what the buffer holds.
   *
   * @throws CommandException (unreachable) if it cannot be written, for the disk is full
   */
  void write(ByteBuffer some) {
    digest.update(some.duplicate());
    bytes += some.remaining();
    try {
      FileChannel out = channel();
      while (some.hasRemaining()) out.write(some);
    } catch (IOException e) {
      throw fault(AdminStatus.UNREACHABLE, "file.failed", part, TextFile.reason(e));
    }
  }

  private FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      Set<StandardOpenOption> fresh =
          EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      open =
          FileChannel.open(
              part,
              fresh,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      channel = open;
      Runtime.getRuntime().addShutdownHook(removal);
    }
    return open;
  }

  /**
   * Gives the file its name.
   *
   * @param wholeBytes of the whole file
   * @param wholeSha256 of the whole file, hex
   * @throws CommandException (unreachable) if it is not that file, or the disk refuses
   */
  void keep(long wholeBytes, String wholeSha256) {
    FileChannel open = channel;
    String hex = HexFormat.of().formatHex(digest.digest());
    if (open == null || bytes != wholeBytes || !hex.equals(wholeSha256)) {
      throw fault(AdminStatus.UNREACHABLE, "file.cut", part, "");
    }
    try {
      open.force(true);
      open.close();
      Files.move(part, file); // never over a file that came there meanwhile
      channel = null;
      var _ = Runtime.getRuntime().removeShutdownHook(removal);
    } catch (FileAlreadyExistsException e) {
      throw fault(AdminStatus.USAGE, "file.exists", file, "");
    } catch (IOException e) {
      throw fault(AdminStatus.UNREACHABLE, "file.failed", file, TextFile.reason(e));
    }
  }

  private void remove() {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // whoever comes next is told that it is there
    }
  }

  /** Removes what was not kept. */
  @Override
  public void close() {
    FileChannel open = channel;
    if (open == null) return;
    try {
      open.close();
    } catch (IOException e) {
      // it is removed in any case
    }
    remove();
    channel = null;
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(removal);
    } catch (IllegalStateException e) {
      // the process is being ended, and the hook does the same
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
