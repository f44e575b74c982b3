package jaruek.retention.expiry;

import jaruek.retention.log.MerkleAccumulator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A small text that is replaced as a whole and survives a power cut once that returned. Its last
 * line is {@code sha256 HEX} over everything before.
 */
final class DurableFile implements SavedText {
  private static final String SUM = "sha256 ";
  private static final int SUM_LENGTH = SUM.length() + 64 + 1;

  private final Path file;

  DurableFile(Path file) {
    this.file = file;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Optional<String> read() {
    String all;
    try {
      all = Files.readString(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ExpiryException(file + " cannot be read: " + e, e);
    }
    int end = all.length() - SUM_LENGTH;
    if (end < 0 || !all.substring(end).equals(sum(all.substring(0, end)))) {
      throw new ExpiryException(
          file + " is damaged: its SHA-256 is another; restore it from a backup");
    }
    return Optional.of(all.substring(0, end));
  }

  private static String sum(String text) {
    byte[] digest = MerkleAccumulator.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return SUM + HexFormat.of().formatHex(digest) + "\n";
  }

  @Override
  public void write(String text) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel out =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text + sum(text));
        while (bytes.hasRemaining()) out.write(bytes);
        out.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new ExpiryException(file + " cannot be written: " + e + "; check the disk", e);
    }
  }
}
