package jaruek.appliance.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Nobody but the owner may look into the data folder, and its keys are its owner's alone. */
public final class PermissionsCheck implements Check {
  private static final int KEYS_MAX = 1_000;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final Path data;
  private final Path keys;

  /** Of the data folder and the folder of its keys. */
  public PermissionsCheck(Path data, Path keys) {
    this.data = data;
    this.keys = keys;
  }

  @Override
  public String name() {
    return "permissions";
  }

  @Override
  public List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    try {
      if (!Files.isDirectory(data)) {
        return List.of(Finding.fault(name(), "data-absent", "file", data.toString()));
      }
      PosixFileAttributes folder = attributes(data);
      if (isOpen(folder, OTHERS)) found.add(tooOpen(data, folder, "700"));
      if (Files.isDirectory(keys)) keys(folder.owner().getName(), found);
    } catch (IOException e) {
      throw new UncheckedIOException("permissions cannot be read: " + e, e);
    }
    if (!found.isEmpty()) return found;
    return List.of(Finding.ok(name(), "permissions-good", "file", data.toString()));
  }

  private void keys(String owner, List<Finding> found) throws IOException {
    Set<PosixFilePermission> shared = EnumSet.copyOf(OTHERS);
    shared.add(PosixFilePermission.GROUP_READ);
    List<Path> files;
    try (Stream<Path> all = Files.list(keys)) {
      files = all.sorted().limit(KEYS_MAX).toList();
    }
    for (Path file : files) {
      PosixFileAttributes attributes = attributes(file);
      boolean secret = !file.getFileName().toString().endsWith(".pub");
      if (attributes.isSymbolicLink()) {
        found.add(Finding.fault(name(), "key-link", "file", file.toString()));
      } else if (secret && isOpen(attributes, shared)) {
        found.add(tooOpen(file, attributes, attributes.isDirectory() ? "700" : "600"));
      }
      String its = attributes.owner().getName();
      if (!its.equals(owner)) {
        found.add(
            Finding.warning(
                name(), "other-owner", "file", file.toString(), "owner", its, "should", owner));
      }
    }
  }

  private static PosixFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isOpen(PosixFileAttributes file, Set<PosixFilePermission> to) {
    return file.permissions().stream().anyMatch(to::contains);
  }

  private Finding tooOpen(Path file, PosixFileAttributes attributes, String mode) {
    return Finding.fault(
        name(),
        "too-open",
        "file",
        file.toString(),
        "is",
        PosixFilePermissions.toString(attributes.permissions()),
        "mode",
        mode);
  }
}
