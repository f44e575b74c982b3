package jaruek.appliance.doctor;

import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.log.StoreLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Nobody works on the data folder; for when no appliance answers. */
public final class LockCheck implements Check {
  private final Path data;

  /** Of this data folder. */
  public LockCheck(Path data) {
    this.data = data;
  }

  /** Who works on the folder, as "process 1234". */
  static Optional<String> holder(Path data) throws IOException {
    Optional<String> ofLog = StoreLog.holder(data.resolve("log"));
    return ofLog.isPresent() ? ofLog : ChronicleJournal.holder(data.resolve("journal"));
  }

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public List<Finding> look() {
    String folder = data.toString();
    try {
      Optional<String> holder = holder(data);
      return List.of(
          holder.isPresent()
              ? Finding.fault(name(), "folder-taken", "folder", folder, "holder", holder.get())
              : Finding.ok(name(), "folder-free", "folder", folder));
    } catch (IOException e) {
      throw new UncheckedIOException("the locks of " + folder + " cannot be read: " + e, e);
    }
  }
}
