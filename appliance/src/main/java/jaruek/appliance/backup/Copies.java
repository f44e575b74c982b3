package jaruek.appliance.backup;

import jaruek.retention.disk.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files and folders copied so that a name stands for the whole thing or for nothing. */
final class Copies {
  private static final String PARTIAL = ".copying-";

  private Copies() {}

  /** Copies a file, forced, under a name of its own first. */
  static void file(Path from, Path to) throws IOException {
    Files.createDirectories(parent(to));
    Path partial = to.resolveSibling(PARTIAL + to.getFileName());
    Files.copy(
        from, partial, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    FileTree.force(partial);
    Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    FileTree.force(parent(to));
  }

  /** Writes a file in the same way. */
  static void write(Path to, byte[] bytes) throws IOException {
    Files.createDirectories(parent(to));
    Path partial = to.resolveSibling(PARTIAL + to.getFileName());
    Files.write(partial, bytes);
    FileTree.force(partial);
    Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    FileTree.force(parent(to));
  }

  /** Copies a folder and what is in it; one that stands at its place already is replaced. */
  static void folder(Path from, Path to) throws IOException {
    Files.createDirectories(parent(to));
    Path partial = to.resolveSibling(PARTIAL + to.getFileName());
    FileTree.remove(partial);
    Files.createDirectory(partial);
    for (String name : files(from).keySet()) {
      Path target = partial.resolve(name);
      Files.createDirectories(parent(target));
      Files.copy(from.resolve(name), target, StandardCopyOption.COPY_ATTRIBUTES);
      FileTree.force(target);
    }
    FileTree.force(partial);
    FileTree.remove(to);
    Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE);
    FileTree.force(parent(to));
  }

  /** The plain files below a folder with their lengths, by name. */
  static SortedMap<String, Long> files(Path folder) throws IOException {
    SortedMap<String, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.size(file));
      }
    }
    return files;
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent(), "the root of a file system");
  }
}
