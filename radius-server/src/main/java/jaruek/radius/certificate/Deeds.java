package jaruek.radius.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What was done to an authority by hand, until the appliance has taken it into its record: the
 * commands work beside it, and it may not run. A file each, so that nobody need wait for a lock; on
 * return of {@link #keep} it survives a power cut.
 */
public final class Deeds {
  /** Kept at a time; beyond it nothing more is done by hand until the appliance has run. */
  public static final int KEPT_MAX = 10_000;

  /** Of one; what is longer is cut when it is taken. */
  public static final int TEXT_BYTES_MAX = 64 * 1024;

  private static final String FOLDER = "deeds";

  private final Path authority;
  private final Path folder;

  /** Beside the authority in this folder. */
  public Deeds(Path authority) {
    this.authority = authority;
    this.folder = authority.resolve(FOLDER);
  }

  /**
   * Keeps one.
   *
   * @param name a file's name; they are taken by name
   * @throws AuthorityException if it cannot be kept: then it must not be done
   */
  public void keep(String name, String text) {
    PemFile.makeFolder(authority);
    PemFile.makeFolder(folder);
    if (files().size() >= KEPT_MAX) {
      throw new AuthorityException(
          folder + " is full: start the appliance, which takes it into its record");
    }
    PemFile.replace(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Hands each over, the oldest first, and lets go of it when the taker returns. One that was
   * handed over just before a crash comes again.
   *
   * @param taker of name and text; if it throws, this one and the rest stay
   */
  public void hand(BiConsumer<String, String> taker) {
    try {
      for (Path file : files()) {
        taker.accept(file.getFileName().toString(), text(file));
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new AuthorityException(folder + " cannot be read: " + e, e);
    }
  }

  private static String text(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(TEXT_BYTES_MAX), StandardCharsets.UTF_8);
    }
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) return List.of();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Deeds::isWhole).sorted().toList();
    } catch (IOException e) {
      throw new AuthorityException(folder + " cannot be read: " + e, e);
    }
  }

  /** A name that begins with a dot is being written. */
  private static boolean isWhole(Path file) {
    return !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file);
  }
}
