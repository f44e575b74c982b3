package jaruek.appliance.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** When the newest cosignature or time stamp came: the newest file in the data folder's witness. */
public final class WitnessFolder {
  private static final int FILES_MAX = 1_000_000;

  private WitnessFolder() {}

  /** Empty where there is none. */
  public static Optional<Instant> newest(Path data) {
    Path folder = data.resolve("witness");
    if (!Files.isDirectory(folder)) return Optional.empty();
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return files
          .limit(FILES_MAX)
          .filter(Files::isRegularFile)
          .map(WitnessFolder::modified)
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read: " + e, e);
    }
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH; // gone in the meantime
    }
  }
}
