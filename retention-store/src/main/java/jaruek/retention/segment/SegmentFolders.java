package jaruek.retention.segment;

import jaruek.retention.disk.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where segments lie: {@code segments/YYYY/MM/DD/ID/} by the UTC day of sealing and the id in ten
 * digits, below the data directory. One that is being written lies in {@code segments/.partial-ID}
 * and is moved to its place in one step.
 */
public final class SegmentFolders {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String PARTIAL = ".partial-";
  private static final int DEPTH = 4;

  private final Path dataDirectory;
  private final Path root;

  /** Below this data directory, which must exist. */
  public SegmentFolders(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
    root = dataDirectory.resolve("segments");
  }

  /** The folder of this segment. */
  public Path folder(SegmentManifest manifest) {
    return folder(manifest.id(), manifest.createdAtMillis());
  }

  Path folder(long id, long createdAtMillis) {
    return root.resolve(DAY.format(Instant.ofEpochMilli(createdAtMillis))).resolve(name(id));
  }

  private static String name(long id) {
    return String.format(Locale.ROOT, "%010d", id);
  }

  /** The folders of all complete segments, in no order. */
  public List<Path> list() {
    if (!Files.isDirectory(root)) return List.of();
    try (Stream<Path> found = Files.find(root, DEPTH, (path, a) -> isSegment(path))) {
      return found.toList();
    } catch (IOException | UncheckedIOException e) {
      throw new SegmentException(root + " cannot be listed: check its permissions", e);
    }
  }

  private boolean isSegment(Path path) {
    return path.getNameCount() - root.getNameCount() == DEPTH
        && path.getFileName().toString().matches("[0-9]{10,19}")
        && Files.isDirectory(path);
  }

  /** Removes what interrupted sealing left behind. */
  public void removePartial() {
    if (!Files.isDirectory(root)) return;
    try {
      List<Path> partial = new ArrayList<>();
      try (Stream<Path> all = Files.list(root)) {
        all.filter(p -> p.getFileName().toString().startsWith(PARTIAL)).forEach(partial::add);
      }
      for (Path folder : partial) FileTree.remove(folder);
    } catch (IOException e) {
      throw new SegmentException(root + " cannot be cleaned: check its permissions", e);
    }
  }

  /**
   * Removes a segment that does not count: its log entry was never written. It loses its name
   * first: what an interruption leaves is a partial one, not a segment without its manifest.
   */
  public void discard(Path folder) {
    try {
      Path partial = root.resolve(PARTIAL + folder.getFileName());
      FileTree.remove(partial);
      Files.move(folder, partial, StandardCopyOption.ATOMIC_MOVE);
      forceParents(folder);
      FileTree.force(root);
      FileTree.remove(partial);
    } catch (IOException e) {
      throw new SegmentException(folder + " cannot be removed: check its permissions", e);
    }
  }

  /** A new, empty folder to write this segment in. */
  Path begin(long id) throws IOException {
    Path partial = root.resolve(PARTIAL + name(id));
    Files.createDirectories(root);
    FileTree.remove(partial);
    Files.createDirectory(partial);
    return partial;
  }

  /** Moves a finished folder to its place and makes that last through a power cut. */
  Path finish(Path partial, long id, long createdAtMillis) throws IOException {
    Path folder = folder(id, createdAtMillis);
    Files.createDirectories(folder.getParent());
    FileTree.force(partial);
    Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    forceParents(folder);
    return folder;
  }

  private void forceParents(Path folder) throws IOException {
    for (Path parent = folder.getParent();
        parent != null && parent.startsWith(dataDirectory);
        parent = parent.getParent()) {
      FileTree.force(parent);
    }
  }
}
