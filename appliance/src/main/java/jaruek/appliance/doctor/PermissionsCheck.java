package jaruek.appliance.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Nobody but the owner may look into the data folder, its keys are its owner's alone, and the owner
 * has and may use all that is in it.
 */
public final class PermissionsCheck implements Check {
  private static final int FILES_MAX = 1_000_000;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);
  private static final Set<PosixFilePermission> OF_FOLDER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final Set<PosixFilePermission> OF_FILE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> OF_SEALED =
      EnumSet.of(PosixFilePermission.OWNER_READ);

  private final Path data;
  private final Path keys;

  /** Of the data folder and the folder of its keys. */
  public PermissionsCheck(Path data, Path keys) {
    this.data = data;
    this.keys = keys;
  }

  /**
   * A file that is not as it should be.
   *
   * @param code of the finding
   * @param is its mode, or its owner
   * @param should the mode in octal, the owner's name; empty where a person must see to it
   */
  record Wrong(Path file, String code, String is, String should) {}

  @Override
  public String name() {
    return "permissions";
  }

  @Override
  public List<Finding> look() {
    if (!Files.isDirectory(data)) {
      return List.of(Finding.fault(name(), "data-absent", "file", data.toString()));
    }
    List<Finding> found = new ArrayList<>();
    try {
      for (Wrong wrong : wrong()) found.add(finding(wrong));
    } catch (IOException e) {
      throw new UncheckedIOException("permissions cannot be read: " + e, e);
    }
    if (!found.isEmpty()) return found;
    return List.of(Finding.ok(name(), "permissions-good", "file", data.toString()));
  }

  private Finding finding(Wrong wrong) {
    String file = wrong.file.toString();
    return switch (wrong.code) {
      case "other-owner" ->
          Finding.warning(
              name(), wrong.code, "file", file, "owner", wrong.is, "should", wrong.should);
      case "key-link" -> Finding.fault(name(), wrong.code, "file", file);
      default ->
          Finding.fault(name(), wrong.code, "file", file, "is", wrong.is, "mode", wrong.should);
    };
  }

  /** All that is wrong, folders before what is in them. */
  List<Wrong> wrong() throws IOException {
    List<Wrong> wrong = new ArrayList<>();
    String owner = attributes(data).owner().getName();
    look(data, owner, wrong);
    return wrong;
  }

  private void look(Path path, String owner, List<Wrong> wrong) throws IOException {
    if (wrong.size() >= FILES_MAX) return;
    PosixFileAttributes attributes = attributes(path);
    String its = attributes.owner().getName();
    if (!its.equals(owner)) wrong.add(new Wrong(path, "other-owner", its, owner));
    if (attributes.isSymbolicLink()) {
      if (path.startsWith(keys)) wrong.add(new Wrong(path, "key-link", "", ""));
      return;
    }
    Set<PosixFilePermission> has = attributes.permissions();
    boolean folder = attributes.isDirectory();
    if (has.stream().anyMatch(forbidden(path)::contains)) {
      wrong.add(wrongMode(path, "too-open", has, folder ? "700" : "600"));
    } else if (!has.containsAll(needed(path, folder))) {
      wrong.add(wrongMode(path, "too-closed", has, folder ? "u+rwx" : "u+rw"));
    }
    if (!folder || !Files.isReadable(path) || !Files.isExecutable(path)) return;
    List<Path> inside;
    try (Stream<Path> all = Files.list(path)) {
      inside = all.sorted().toList();
    }
    for (Path one : inside) {
      try {
        look(one, owner, wrong);
      } catch (NoSuchFileException e) {
        // gone meanwhile
      }
    }
  }

  /** What is in the data folder nobody else reaches; its keys are looked at all the same. */
  private Set<PosixFilePermission> forbidden(Path path) {
    if (path.equals(data)) return OTHERS;
    if (!isSecret(path)) return Set.of();
    Set<PosixFilePermission> shared = EnumSet.copyOf(OTHERS);
    shared.add(PosixFilePermission.GROUP_READ);
    return shared;
  }

  private boolean isSecret(Path path) {
    if (path.equals(data.resolve("accounts.key"))) return true;
    if (path.startsWith(data.resolve("certificates"))) return path.toString().endsWith(".key");
    return path.startsWith(keys) && !path.equals(keys) && !path.toString().endsWith(".pub");
  }

  private Set<PosixFilePermission> needed(Path path, boolean folder) {
    if (folder) return OF_FOLDER;
    boolean sealed = path.startsWith(data.resolve("segments")) || path.startsWith(keys);
    return sealed ? OF_SEALED : OF_FILE;
  }

  private static PosixFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static Wrong wrongMode(
      Path path, String code, Set<PosixFilePermission> has, String should) {
    return new Wrong(path, code, PosixFilePermissions.toString(has), should);
  }
}
