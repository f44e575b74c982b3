package jaruek.retention.duckdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a DuckDB keeps what does not fit in its memory: a folder of its own below the common one,
 * since two of them would use the same file names. Holds rows, so nothing may stay behind.
 *
 * @param parent made when needed
 * @param name of the folder in it
 */
record SpillFolder(Path parent, String name) {
  private static final Logger LOG = LoggerFactory.getLogger(SpillFolder.class);

  Path folder() {
    return parent.resolve(name);
  }

  /**
   * Removes what a process that was killed left behind; DuckDB makes the folder when it needs it.
   */
  void prepare() {
    clear();
    try {
      Files.createDirectories(parent);
    } catch (IOException e) {
      LOG.warn("the folder {} cannot be made: check its permissions", parent, e);
    }
  }

  /** Removes the folder with its files. */
  void clear() {
    if (!Files.isDirectory(folder())) return;
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.toList()) Files.deleteIfExists(file);
      Files.deleteIfExists(folder());
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("the spill folder {} cannot be cleared: check its permissions", folder(), e);
    }
  }
}
