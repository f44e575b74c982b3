package jaruek.admin.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;

/** Reads from a configuration file what the command line needs of it; the appliance knows YAML. */
@FunctionalInterface
public interface ConfigReader {
  /** No file is understood. */
  ConfigReader NONE = file -> new Settings(Optional.empty(), Optional.empty());

  /**
   * Reads the file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it cannot be understood; the message says why
   */
  Settings read(Path file) throws IOException;

  /**
   * What the command line needs.
   *
   * @param socket {@code admin.socket}
   * @param zone {@code zone}
   */
  record Settings(Optional<Path> socket, Optional<ZoneId> zone) {}
}
