package jaruek.retention.disk;

import java.io.IOException;
import java.nio.file.Path;

/** One file's blocks on the disk; a seam, so that tests can fill the disk or lose it. */
public interface Disk extends AutoCloseable {
  /** Opens an existing file. */
  interface Opener {
    Disk open(Path file) throws IOException;
  }

  /**
   * Makes sure that these bytes can be written later, whatever happens to the disk's free space.
   *
   * @throws IOException if they cannot
   */
  void reserve(long from, long length) throws IOException;

  /** Forces the file to the disk, also what was written through a mapping. */
  void sync() throws IOException;

  @Override
  void close();
}
