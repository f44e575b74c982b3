package jaruek.retention.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which segment folders there are, and whether anything lies there that is none. */
final class FolderCheck {
  private static final List<String> LEVELS =
      List.of("[0-9]{4}", "[0-9]{2}", "[0-9]{2}", "[0-9]{10,19}");

  private final Path dataDirectory;
  private final Findings findings;
  private final SortedMap<Long, Path> folders = new TreeMap<>();

  FolderCheck(Path dataDirectory, Findings findings) {
    this.dataDirectory = dataDirectory;
    this.findings = findings;
  }

  /** The folders by segment id. */
  SortedMap<Long, Path> folders() {
    Path root = dataDirectory.resolve("segments");
    if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) descend(root, 0);
    return folders;
  }

  private void descend(Path folder, int level) {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : all.sorted().toList()) take(path, level);
    } catch (IOException | UncheckedIOException e) {
      findings.fault(name(folder), "cannot be listed: " + e);
    }
  }

  private void take(Path path, int level) {
    String file = path.getFileName().toString();
    if (level == 0 && file.startsWith(".partial-")) {
      findings.note(name(path), "was left behind by a sealing that was interrupted");
    } else if (!file.matches(LEVELS.get(level))
        || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      findings.fault(name(path), "does not belong to the store");
    } else if (level + 1 < LEVELS.size()) {
      descend(path, level + 1);
    } else {
      add(path, file);
    }
  }

  private void add(Path path, String file) {
    long id;
    try {
      id = Long.parseLong(file);
    } catch (NumberFormatException e) {
      findings.fault(name(path), "does not belong to the store");
      return;
    }
    Path other = folders.putIfAbsent(id, path);
    if (other != null) {
      findings.fault(name(path), "is there twice: " + name(other) + " has the same number");
    }
  }

  private String name(Path path) {
    return dataDirectory.relativize(path).toString();
  }
}
