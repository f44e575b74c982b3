package jaruek.appliance.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder's disk has room: for the data, or for what DuckDB spills. */
public final class DiskCheck implements Check {
  private static final long GIB = 1L << 30;
  private static final long WARNING_BYTES = 10 * GIB;
  private static final long FAULT_BYTES = 2 * GIB;
  private static final double WARNING_SHARE = 0.10;
  private static final double FAULT_SHARE = 0.02;

  private final String name;
  private final Path folder;
  private final Space space;

  /** A disk's room, in bytes. */
  record Room(long usable, long total) {}

  /** Tells the room of a folder's disk. */
  @FunctionalInterface
  interface Space {
    Room of(Path folder) throws IOException;
  }

  /** Of this folder, or of the nearest one above it that is there. */
  public DiskCheck(String name, Path folder) {
    this(name, folder, DiskCheck::measured);
  }

  DiskCheck(String name, Path folder, Space space) {
    this.name = name;
    this.folder = folder;
    this.space = space;
  }

  static Room measured(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    return new Room(store.getUsableSpace(), store.getTotalSpace());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Finding> look() {
    Path there = folder;
    while (!Files.exists(there) && there.getParent() != null) there = there.getParent();
    try {
      if (Files.getFileStore(there).isReadOnly()) {
        return List.of(Finding.fault(name, "disk-read-only", "folder", folder.toString()));
      }
      return List.of(finding(space.of(there)));
    } catch (IOException e) {
      throw new UncheckedIOException("the disk of " + there + " cannot be asked: " + e, e);
    }
  }

  /** On a small disk the share counts, on a large one the bytes: what is less. */
  private Finding finding(Room room) {
    long usable = room.usable;
    String free = "%.1f".formatted(usable / (double) GIB);
    String[] arguments = {"folder", folder.toString(), "free", free};
    if (usable < Math.min(FAULT_BYTES, FAULT_SHARE * room.total)) {
      return Finding.fault(name, "disk-full", arguments);
    }
    if (usable < Math.min(WARNING_BYTES, WARNING_SHARE * room.total)) {
      return Finding.warning(name, "disk-low", arguments);
    }
    return Finding.ok(name, "disk-good", arguments);
  }
}
