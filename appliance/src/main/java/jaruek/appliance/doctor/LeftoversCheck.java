package jaruek.appliance.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Nothing lies about that an interrupted write left: no record, no evidence, only room that is
 * taken. For when the appliance does not run, since it makes such files all the time.
 */
public final class LeftoversCheck implements Check {
  private static final int DEPTH_MAX = 6;

  private final Path data;

  /** Of this data folder. */
  public LeftoversCheck(Path data) {
    this.data = data;
  }

  @Override
  public String name() {
    return "leftovers";
  }

  /** Files, and folders with all that is in them. */
  static List<Path> in(Path data) throws IOException {
    List<Path> found = new ArrayList<>();
    if (!Files.isDirectory(data)) return found;
    try (Stream<Path> all = Files.find(data, DEPTH_MAX, (path, a) -> isLeftover(data, path))) {
      for (Path path : all.sorted().toList()) {
        if (found.isEmpty() || !path.startsWith(found.getLast())) found.add(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return found;
  }

  private static boolean isLeftover(Path data, Path path) {
    Path name = data.relativize(path);
    String last = name.getFileName().toString();
    boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    if (name.startsWith("spill")) return name.getNameCount() == 2 && (file || folder);
    if (name.startsWith("segments")) {
      return folder && name.getNameCount() == 2 && last.startsWith(".partial-");
    }
    if (name.startsWith("journal")) return folder && name.toString().equals("journal/cut");
    return file && (last.endsWith(".new") || last.startsWith(".copying-"));
  }

  @Override
  public List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    try {
      for (Path path : in(data)) {
        found.add(Finding.warning(name(), "leftover", "file", path.toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(data + " cannot be looked through: " + e, e);
    }
    return found.isEmpty() ? List.of(Finding.ok(name(), "leftovers-none")) : found;
  }
}
