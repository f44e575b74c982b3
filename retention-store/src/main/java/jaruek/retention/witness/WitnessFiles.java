package jaruek.retention.witness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there as a whole or not at all, also after a power cut. */
final class WitnessFiles {
  private WitnessFiles() {}

  /** Writes the file, over what is there; on return it is on the disk. */
  static void write(Path file, byte[] content) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) throw new IllegalArgumentException("no file: " + file);
    Path fresh = folder.resolve("." + file.getFileName() + ".new");
    try {
      Files.createDirectories(folder);
      try (FileChannel out =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) out.write(bytes);
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw new WitnessException("disk", file + " cannot be written: " + e, e);
    }
  }

  static byte[] read(Path file, long bytesMax) {
    try {
      if (Files.size(file) > bytesMax) {
        throw new WitnessException("disk", file + " is longer than " + bytesMax + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new WitnessException("disk", file + " cannot be read: " + e, e);
    }
  }
}
